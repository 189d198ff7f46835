/** What comes into a group and goes from it: its place in the group's feed, in its members' homes, and among what waits for its moderators. */
import { flag, fromJson, toJson, type Json } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Status, Tx } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { enterHomesOfGroup, FAN_OUT } from "../timelines/write.ts";
import { isRemoved } from "./members.ts";
import { notifyModerators } from "./notices.ts";

type Happened = (event: KithEvent) => void;

/**
 * What begins a thread stands in the feed and in homes; an answer brings its thread up again. What its author has restored and a moderator had removed has its place
 * for when it is let in again, and nobody hears of it. @param now ms
 */
export async function enterGroup(tx: Tx, happened: Happened, status: Status, now: number): Promise<void> {
  const { id: status_id, group_id, account_id, conversation_id } = status;
  const removed = await isRemoved(tx, status_id, group_id);
  if (isThread(status)) {
    await tx
      .insertInto("group_posts")
      .values({ status_id, group_id, active_at: status.created_at })
      .onConflict((oc) => oc.doNothing())
      .execute();
    const { numUpdatedRows } = await tx
      .updateTable("groups")
      .set((eb) => ({ posts_count: eb("posts_count", "+", 1), ...(removed ? {} : { last_post_at: now }) }))
      .where("account_id", "=", group_id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) await countFar(tx, group_id, 1);
    if (!removed) await enterHomesOfGroup(tx, status, 0, now);
  } else if (!removed) {
    const threads = tx.selectFrom("statuses").select("id").where("conversation_id", "=", conversation_id);
    await tx
      .updateTable("group_posts")
      .set({ active_at: now })
      .where("group_id", "=", group_id)
      .where("status_id", "in", threads)
      .execute();
  }
  if (removed) return;
  const more_members = isThread(status) && (await hasMany(tx, group_id));
  happened({ type: "group.entered", status_id, group_id, account_id, local: status.local === 1, more_members });
}

/** Of a private group elsewhere its server says nothing to everybody: counted is what has come here (`accounts/counts.ts`). */
const countFar = async (tx: Tx, group_id: number, by: 1 | -1): Promise<void> =>
  void (await tx
    .updateTable("accounts")
    .set((eb) => ({ statuses_count: eb("statuses_count", "+", by) }))
    .where("id", "=", group_id)
    .where("host", "<>", "")
    .where("members_only", "=", 1)
    .where("statuses_count", ">=", by === 1 ? 0 : 1)
    .execute());

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
  const groups = tx.updateTable("groups").set((eb) => ({ posts_count: eb("posts_count", "-", 1) }));
  const { numUpdatedRows } = await groups.where("account_id", "=", group_id).where("posts_count", ">", 0).executeTakeFirst();
  if (numUpdatedRows === 0n) await countFar(tx, group_id, -1);
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

/** Whom it is for once it waits no more: mentioned, addressed without being named, and blindly. */
type Addressed = { mentions: number[]; addressed: number[]; blind: number[] };
export type Wait = Row<"group_waits">;
/** What a post is to be when its group has let it in. `closed`: for the members of that alone. */
export type Waiting = { group_id: number; visibility: Visibility; closed: boolean } & Addressed;

/** What a group is to let in first (`waits.ts`). */
export async function insertWait(tx: Tx, kith: Pick<Kith, "now">, { id: status_id }: Status, waiting: Waiting): Promise<void> {
  const { group_id, visibility, closed, mentions, addressed, blind } = waiting;
  await tx
    .insertInto("group_waits")
    .values({
      status_id,
      group_id,
      visibility,
      closed: flag(closed),
      addressed: toJson<Addressed>({ mentions, addressed, blind }),
      state: "waiting",
      reason: "",
      created_at: kith.now(),
    })
    .execute();
}

export const addressedOf = ({ addressed }: { addressed: Json<Addressed> }): Addressed => fromJson(addressed);

/** What waits, or has been refused. */
export const findWait = async (db: Reads, status_id: number): Promise<Wait | undefined> =>
  await db
    .selectFrom("group_waits")
    .selectAll()
    .where("status_id", "=", status_id)
    .where("state", "<>", "approved")
    .executeTakeFirst();

/** @throws Refusal `invalid`: its group is looking at it */
export async function assertNotWaiting(db: Reads, status_id: number): Promise<void> {
  if ((await findWait(db, status_id)) !== undefined)
    throw invalid("Validation failed: This post waits for its group and cannot be edited");
}

/** Of the viewer's own, by status. Asked only where there are some that may wait. */
export async function loadWaits(db: Reads, viewer_id: number, statuses: readonly Status[]): Promise<ReadonlyMap<number, Wait>> {
  const own = statuses.filter(({ visibility, account_id }) => visibility === "direct" && account_id === viewer_id);
  if (own.length === 0) return new Map();
  const query = db.selectFrom("group_waits").selectAll().where("state", "<>", "approved");
  const rows = await query.where("status_id", "in", padded(own.map(({ id }) => id))).execute();
  return new Map(rows.map((row) => [row.status_id, row]));
}
