/**
 * A topic of a forum elsewhere goes from one of its groups to another, or out of one: to whom the posts of its thread are addressed from then on, those that people of
 * ours have written among them, and what the old group's followers have of it.
 */
import { sql } from "kysely";
import type { Account, Reads, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { findOriginal } from "../statuses/find.ts";
import { isThread } from "./entries.ts";
import { unmarkLocked } from "./locked.ts";

type Way = { from?: Account | undefined; to?: Account | undefined };

/** Whether the topic is addressed to the group, or was before it went elsewhere. */
export const hasStoodIn = async (db: Reads, group_id: number, { id }: Status): Promise<boolean> =>
  (await findNaming(db, group_id, id)) !== undefined;

const findNaming = async (db: Reads, group_id: number, status_id: number) =>
  await db
    .selectFrom("mentions")
    .select("blind")
    .where("status_id", "=", status_id)
    .where("account_id", "=", group_id)
    .executeTakeFirst();

/** Doing it again changes nothing. @param root what begins the thread */
export const moveTopic = async (kith: Kith, root: Status, way: Way): Promise<void> =>
  await kith.write(async (tx, happened) => await move(tx, happened, root, way));

/** What the group shows by the reblog of that uri or, where none is named, of these words; undefined for what it has taken back already. */
export async function findShown(
  db: Reads,
  group: Account,
  uri: string,
  original: Status | undefined,
): Promise<Status | undefined> {
  const reblogs = db.selectFrom("statuses").selectAll().where("account_id", "=", group.id).where("reblog_of_id", "is not", null);
  const named = uri === "" ? undefined : await reblogs.where("uri", "=", uri).executeTakeFirst();
  const reblog =
    named ??
    (original && (await reblogs.where("reblog_of_id", "=", original.id).where("deleted_at", "=", 0).limit(1).executeTakeFirst()));
  if (reblog === undefined || reblog.deleted_at > 0) return undefined;
  return await findOriginal(db, reblog);
}

/** Whether it answers in a thread that the group shows: a forum of Friendica announces each answer that comes from elsewhere. Answers only stand in their threads. */
export async function standsBelow(db: Reads, group_id: number, { in_reply_to_id, conversation_id }: Status): Promise<boolean> {
  if (in_reply_to_id === null) return false;
  const shown = await db
    .selectFrom("statuses as topic")
    .innerJoin("statuses as reblog", "reblog.reblog_of_id", "topic.id")
    .select("topic.id")
    .where("topic.conversation_id", "=", conversation_id)
    .where("topic.in_reply_to_id", "is", null)
    .where("reblog.account_id", "=", group_id)
    .where("reblog.deleted_at", "=", 0)
    .limit(1)
    .executeTakeFirst();
  return shown !== undefined;
}

/** A group elsewhere shows a post no more: what begins a thread has left it. Only what it has shown or been told openly stood there. */
export async function leaveTopic(kith: Kith, from: Account, root: Status): Promise<void> {
  if (isThread(root) && (await findNaming(kith.db, from.id, root.id))?.blind === 0) await moveTopic(kith, root, { from });
}

/** A group elsewhere shows what had left it: it is there again. */
export async function reenterTopic(kith: Kith, to: Account, root: Status): Promise<void> {
  if (isThread(root) && (await findNaming(kith.db, to.id, root.id))?.blind === 1) await moveTopic(kith, root, { to });
}

async function move(tx: Tx, happened: (event: KithEvent) => void, root: Status, { from, to }: Way): Promise<void> {
  if (to !== undefined) await enter(tx, to.id, root, from?.id ?? to.id);
  if (from !== undefined) await leave(tx, from, root);
  await tx
    .updateTable("statuses")
    .set((eb) => ({ version: eb("version", "+", 1) }))
    .where("id", "in", (eb) => eb.selectFrom(standing(root).as("s")).select("s.id"))
    .execute();
  // It is no edit: nobody elsewhere is told of it, not even of what was written here.
  happened({ type: "status.refreshed", status_id: root.id, account_id: root.account_id, local: false });
}

/** What of the thread is for everybody, and so for its group. */
const standing = ({ conversation_id }: Status) => sql<{ id: number; local: number }>`(select id, local from statuses
  where conversation_id = ${conversation_id} and reblog_of_id is null and visibility in ('public', 'unlisted')
    and local_only = 0 and deleted_at = 0)`;

/**
 * The topic itself, what people of ours have answered, and all that was for the group before are for this one: what is written below them, edited or
 * deleted later is addressed to it.
 */
const enter = async (tx: Tx, group_id: number, root: Status, before_id: number): Promise<unknown> =>
  await sql`insert into mentions (status_id, account_id, silent)
    select s.id, ${sql.lit(group_id)}, 1 from ${standing(root)} as s
    where s.id = ${root.id} or s.local = 1
      or exists (select 1 from mentions as m where m.status_id = s.id and m.account_id = ${before_id})
    on conflict (status_id, account_id) do update set blind = 0`.execute(tx);

/**
 * Nobody is told any more that it was for the group. The addressing stays, blindly: its server hears of edits and deletions of what it has, and an edit that
 * names the group again does not bring the topic back (`statuses/parts.ts`).
 */
async function leave(tx: Tx, { id: group_id }: Account, root: Status): Promise<void> {
  const { id, conversation_id } = root;
  await sql`update mentions set blind = 1 where account_id = ${group_id}
    and status_id in (select s.id from ${standing(root)} as s)`.execute(tx);
  await tx.deleteFrom("pins").where("account_id", "=", group_id).where("status_id", "=", id).execute();
  const { numDeletedRows } = await tx
    .deleteFrom("group_locks")
    .where("group_id", "=", group_id)
    .where("status_id", "in", (eb) => eb.selectFrom("statuses").select("id").where("conversation_id", "=", conversation_id))
    .executeTakeFirst();
  if (numDeletedRows > 0n) await unmarkLocked(tx, id, group_id);
  // Whoever follows both groups has it as the new one shows it: as long as the old entry stood, it would have been seen a moment ago.
  await tx
    .deleteFrom("home_entries")
    .where("account_id", "in", (eb) => eb.selectFrom("follows").select("account_id").where("target_id", "=", group_id))
    .where("status_id", "in", (eb) =>
      eb.selectFrom("statuses").select("id").where("account_id", "=", group_id).where("reblog_of_id", "=", id),
    )
    .execute();
}
