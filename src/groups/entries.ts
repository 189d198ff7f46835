/** What comes into a group and goes from it: its place in the group's feed, in its members' homes, and among what waits for its moderators. */
import type { Account, Reads, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { enterHomesOfGroup, FAN_OUT } from "../timelines/write.ts";
import { notifyModerators } from "./notices.ts";

type Happened = (event: KithEvent) => void;

/** What begins a thread stands in the feed and in homes; an answer brings its thread up again. @param now ms */
export async function enterGroup(tx: Tx, happened: Happened, status: Status, now: number): Promise<void> {
  const { id: status_id, group_id, account_id, conversation_id } = status;
  if (isThread(status)) {
    await tx
      .insertInto("group_posts")
      .values({ status_id, group_id, active_at: status.created_at })
      .onConflict((oc) => oc.doNothing())
      .execute();
    await tx
      .updateTable("groups")
      .set((eb) => ({ posts_count: eb("posts_count", "+", 1), last_post_at: now }))
      .where("account_id", "=", group_id)
      .execute();
    await enterHomesOfGroup(tx, status, 0, now);
  } else {
    const threads = tx.selectFrom("statuses").select("id").where("conversation_id", "=", conversation_id);
    await tx
      .updateTable("group_posts")
      .set({ active_at: now })
      .where("group_id", "=", group_id)
      .where("status_id", "in", threads)
      .execute();
  }
  const more_members = isThread(status) && (await hasMany(tx, group_id));
  happened({ type: "group.entered", status_id, group_id, account_id, local: status.local === 1, more_members });
}

export const isThread = ({ in_reply_to_id, in_reply_to_uri }: Status): boolean =>
  in_reply_to_id === null && in_reply_to_uri === "";

async function hasMany(db: Reads, group_id: number): Promise<boolean> {
  const row = await db.selectFrom("accounts").select("followers_count").where("id", "=", group_id).executeTakeFirst();
  return (row?.followers_count ?? 0) > FAN_OUT;
}

/** The status has been deleted. */
export async function leaveGroup(tx: Tx, { id, group_id }: Status): Promise<void> {
  await tx.deleteFrom("group_queue").where("status_id", "=", id).execute();
  await tx.deleteFrom("group_reports").where("status_id", "=", id).execute();
  if (group_id === 0) return;
  const { numDeletedRows } = await tx.deleteFrom("group_posts").where("status_id", "=", id).executeTakeFirst();
  if (numDeletedRows === 0n) return;
  await tx
    .updateTable("groups")
    .set((eb) => ({ posts_count: eb("posts_count", "-", 1) }))
    .where("account_id", "=", group_id)
    .where("posts_count", ">", 0)
    .execute();
}

/** Nobody but its author and the group's moderators sees it there before these agree. */
export async function insertWaiting(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: Happened,
  { status, group }: { status: Status; group: Account },
): Promise<void> {
  const made = await tx
    .insertInto("group_queue")
    .values({ status_id: status.id, group_id: group.id, body: "", created_at: kith.now() })
    .onConflict((oc) => oc.doNothing())
    .returning("status_id")
    .executeTakeFirst();
  if (made === undefined) return;
  const notice = { group_id: group.id, type: "group_post", from_account_id: status.account_id } as const;
  await notifyModerators(tx, kith, happened, notice);
}
