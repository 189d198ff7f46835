/** Reports of what is in a group, for its moderators: besides those who run the server, who hear of it as of any other. */
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import type { Group } from "./load.ts";
import { notifyModerators } from "./notices.ts";
import { assertRole } from "./roles.ts";

export type GroupReport = Row<"group_reports">;
const MOST = 100;
const LONGEST = 1000;

/** One for each status that is in a group of ours; by the same account once. */
export async function reportToGroups(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  { account_id, status_ids, comment }: { account_id: number; status_ids: readonly number[]; comment: string },
): Promise<void> {
  if (status_ids.length === 0) return;
  const rows = await tx
    .selectFrom("statuses")
    .innerJoin("groups", "groups.account_id", "statuses.group_id")
    .select(["statuses.id", "statuses.group_id"])
    .where("statuses.id", "in", padded(status_ids))
    .where("statuses.group_id", ">", 0)
    .where("statuses.deleted_at", "=", 0)
    .execute();
  for (const { id: status_id, group_id } of rows) {
    const row = { group_id, status_id, account_id, comment: comment.slice(0, LONGEST), created_at: kith.now() };
    const made = await tx
      .insertInto("group_reports")
      .values({ id: kith.newId(), ...row, resolved_at: 0, resolved_by: 0 })
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made === undefined) continue;
    await notifyModerators(tx, kith, happened, { group_id, type: "group_report", from_account_id: account_id, status_id });
  }
}

/** Those that nobody has dealt with, the oldest first. */
export const loadReports = async (db: Reads, group_id: number): Promise<GroupReport[]> =>
  await db
    .selectFrom("group_reports")
    .selectAll()
    .where("group_id", "=", group_id)
    .where("resolved_at", "=", 0)
    .orderBy("id")
    .limit(MOST)
    .execute();

/** @throws Refusal `missing` for what is none of this group, or dealt with */
export async function resolveReport(kith: Kith, group: Group, by: Account, id: number): Promise<void> {
  await assertRole(kith.db, group, by);
  const { numUpdatedRows } = await kith.write(
    async (tx) =>
      await tx
        .updateTable("group_reports")
        .set({ resolved_at: kith.now(), resolved_by: by.id })
        .where("id", "=", id)
        .where("group_id", "=", group.account.id)
        .where("resolved_at", "=", 0)
        .executeTakeFirst(),
  );
  if (numUpdatedRows === 0n) throw missing();
}
