/** Writes the poll of a status as it comes, and again as its server counts it anew. */
import { flag, fromJson, toJson } from "../db/columns.ts";
import type { Row, Status, Tx } from "../db/schema.ts";
import type { PollOption } from "../db/values.ts";
import type { Kith } from "../kith.ts";

export type PollValues = {
  options: PollOption[];
  multiple: boolean;
  hide_totals: boolean;
  /** ms, 0 = never. */
  expires_at: number;
  closed_at: number;
  voters_count: number;
};

const total = (options: readonly PollOption[]): number => options.reduce((sum, option) => sum + option.votes_count, 0);

export async function insertPoll(tx: Tx, kith: Pick<Kith, "newId" | "now">, status: Status, poll: PollValues): Promise<void> {
  await tx
    .insertInto("polls")
    .values({
      id: kith.newId(),
      status_id: status.id,
      account_id: status.account_id,
      options: toJson(poll.options),
      multiple: flag(poll.multiple),
      hide_totals: flag(poll.hide_totals),
      votes_count: total(poll.options),
      voters_count: poll.voters_count,
      expires_at: poll.expires_at,
      closed_at: poll.closed_at,
      fetched_at: kith.now(),
    })
    .execute();
}

/** Whether two polls ask the same: then only the count has changed. */
export const asksTheSame = (poll: Row<"polls">, values: PollValues): boolean =>
  poll.multiple === flag(values.multiple) &&
  JSON.stringify(fromJson(poll.options).map(({ title }) => title)) === JSON.stringify(values.options.map(({ title }) => title));

/**
 * Makes the poll of a status what an edit or its server says it is: removed, added, asked anew (all votes are then void), or
 * counted anew. A poll of ours keeps the votes that it counts itself.
 */
export async function replacePoll(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  status: Status,
  poll: PollValues | undefined,
): Promise<void> {
  const known = await tx.selectFrom("polls").selectAll().where("status_id", "=", status.id).executeTakeFirst();
  if (known !== undefined && poll !== undefined && asksTheSame(known, poll)) {
    const count =
      status.local === 1
        ? {}
        : {
            options: toJson(poll.options),
            votes_count: total(poll.options),
            voters_count: poll.voters_count,
            closed_at: poll.closed_at,
          };
    const change = { ...count, hide_totals: flag(poll.hide_totals), expires_at: poll.expires_at, fetched_at: kith.now() };
    await tx.updateTable("polls").set(change).where("id", "=", known.id).execute();
    return;
  }
  if (known !== undefined) await tx.deleteFrom("polls").where("id", "=", known.id).execute();
  if (poll !== undefined) await insertPoll(tx, kith, status, poll);
}
