/** The rows of a follow and what hangs on them: the counts, the notice of it, and the lists that hold only accounts one follows. */
import { sql } from "kysely";
import { leaveCircles } from "../circles/members.ts";
import { removeRequest, settleRequests } from "../friends/requests.ts";
import type { Follow, Tx } from "../db/schema.ts";
import { endAnswers } from "../events/ended.ts";
import { forgetUnlessIn } from "../groups/inside.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";

type Happened = (event: KithEvent) => void;

/** Moves both counts, and ends what friends have to ask each other; only accepted follows count. In ascending order of ids, as the gate asks. */
export async function countFollow(
  tx: Tx,
  { account_id, target_id }: Pick<Follow, "account_id" | "target_id">,
  by: 1 | -1,
): Promise<void> {
  const column = (id: number) => (id === account_id ? "following_count" : "followers_count");
  for (const id of [account_id, target_id].sort((a, b) => a - b)) {
    const name = column(id);
    await tx
      .updateTable("accounts")
      .set((eb) => ({ [name]: eb(name, "+", by) }))
      .where("id", "=", id)
      .where(name, ">=", by === 1 ? 0 : 1)
      .execute();
  }
  if (by === 1) await settleRequests(tx, account_id, target_id);
}

/** Ends a pending or accepted follow between two accounts, and what hung on it; returns what it was, or undefined when there was none. */
export async function removeFollow(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now" | "instance" | "locales">,
  happened: Happened,
  { account_id, target_id }: Pick<Follow, "account_id" | "target_id">,
): Promise<Follow | undefined> {
  const gone = await tx
    .deleteFrom("follows")
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .returningAll()
    .executeTakeFirst();
  if (gone === undefined) return undefined;
  if (gone.state === "accepted") {
    await countFollow(tx, gone, -1);
    await noteLeaving(tx, kith, gone);
    await noteFormer(tx, kith, gone);
    await forgetUnlessIn(tx, target_id);
  }
  await removeNotices(tx, gone, ["follow", "follow_request"]);
  await tx.deleteFrom("endorsements").where("account_id", "=", account_id).where("target_id", "=", target_id).execute();
  const lists = tx.selectFrom("lists").select("id").where("lists.account_id", "=", account_id);
  await tx.deleteFrom("list_members").where("account_id", "=", target_id).where("list_id", "in", lists).execute();
  await leaveCircles(tx, account_id, target_id);
  await removeRequest(tx, account_id, target_id);
  // Of a group: whoever leaves it gives up their places at what is for its members.
  await endAnswers(tx, kith, happened, { account_ids: [account_id], group_id: target_id });
  return gone;
}

/**
 * On which day it ended, for the insights of whoever lives here and wants them: a day is reckoned when it is over, of what there is then. Nothing nearer is kept, by which
 * somebody might find out who it was.
 */
async function noteLeaving(
  tx: Tx,
  kith: Pick<Kith, "now" | "instance" | "locales">,
  { id, target_id }: Pick<Follow, "id" | "target_id">,
): Promise<void> {
  if (!kith.instance.insights) return;
  const { clocksOf, startOfDay } = await import("../insights/days.ts");
  const day = startOfDay(clocksOf(kith), kith.now());
  await sql`insert into insight_leavings (account_id, follow_id, left_at)
    select a.id, cast(${id} as bigint), cast(${day} as bigint) from accounts as a where a.id = ${target_id} and a.host = '' and a.deleted_at = 0
      and not exists (select 1 from insight_choices as c where c.account_id = a.id and c.disabled = 1)
    on conflict do nothing`.execute(tx);
}

/** Takes back the notifications by which the target learnt of the follow. */
export async function removeNotices(
  tx: Tx,
  { account_id, target_id }: Pick<Follow, "account_id" | "target_id">,
  types: readonly ("follow" | "follow_request")[],
): Promise<void> {
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", target_id)
    .where("from_account_id", "=", account_id)
    .where("type", "in", types)
    .execute();
}

/** Remembers the server of who followed one of ours (`former.ts`). */
async function noteFormer(
  tx: Tx,
  { now }: Pick<Kith, "now">,
  { account_id, target_id }: Pick<Follow, "account_id" | "target_id">,
): Promise<void> {
  await sql`insert into former_followers (account_id, host, inbox_url, left_at)
    select t.id, f.host, coalesce(nullif(f.shared_inbox_url, ''), f.inbox_url), cast(${now()} as bigint)
    from accounts as f, accounts as t where f.id = ${account_id} and f.host <> '' and t.id = ${target_id} and t.host = '' and t.deleted_at = 0
    on conflict (account_id, host) do update set inbox_url = excluded.inbox_url, left_at = excluded.left_at`.execute(tx);
}
