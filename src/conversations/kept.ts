/**
 * What somebody writes to a reader who has muted them is kept from that reader, and not from the chat: when the mute has ended, by hand or by time, it stands there as if
 * it had been read. Nobody is told of it, for it is no news.
 */
import { sql } from "kysely";
import { isBlockedBetween } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import type { Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import type { Happened } from "../statuses/entry.ts";
import { enterMembers } from "./enter.ts";

const AT_ONCE = 100;

/** For the clock: mutes whose time is over go, and what they kept comes back. Returns whether there may be more. */
export async function endMutes(kith: Kith): Promise<boolean> {
  const now = kith.now();
  const due = kith.db.selectFrom("mutes").select("id").where("expires_at", ">", 0).where("expires_at", "<=", now);
  const ids = (await due.orderBy("expires_at").limit(AT_ONCE).execute()).map(({ id }) => id);
  if (ids.length === 0) return false;
  await kith.write(async (tx, happened) => {
    const over = tx.deleteFrom("mutes").where("id", "in", padded(ids)).where("expires_at", ">", 0);
    const ended = await over.where("expires_at", "<=", now).returning(["account_id", "target_id"]).execute();
    for (const { account_id, target_id } of ended) happened({ type: "mute.ended", account_id, target_id });
  });
  return ids.length === AT_ONCE;
}

/** The handler of a job: in portions, the oldest first; not once they have been muted again, nor as long as one has blocked the other or their server. */
export async function returnMessages(kith: Kith, pair: KithEventOf<"mute.ended">): Promise<void> {
  while (await kith.write(async (tx, happened) => await returnSome(tx, kith, happened, pair)));
}

async function returnSome(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { account_id, target_id }: KithEventOf<"mute.ended">,
): Promise<boolean> {
  const muted = await tx
    .selectFrom("mutes")
    .select("id")
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .where("notifications", "=", 1)
    .where((eb) => eb.or([eb("expires_at", "=", 0), eb("expires_at", ">", kith.now())]))
    .executeTakeFirst();
  if (muted !== undefined || (await isBlockedBetween(tx, account_id, target_id))) return false;
  const kept = await tx
    .selectFrom("kept_messages")
    .innerJoin("statuses", "statuses.id", "kept_messages.status_id")
    .selectAll("kept_messages")
    .select(["statuses.conversation_id", "statuses.deleted_at"])
    .where("kept_messages.account_id", "=", account_id)
    .where("kept_messages.author_id", "=", target_id)
    .orderBy("kept_messages.status_id")
    .limit(AT_ONCE)
    .execute();
  const last = kept.at(-1);
  if (last === undefined) return false;
  const there = kept.filter(({ deleted_at }) => deleted_at === 0);
  for (const [chat_id, some] of grouped(there, (row) => row.chat_id)) await standInChat(tx, happened, chat_id, some);
  await standInConversations(tx, kith, there);
  const done = tx.deleteFrom("kept_messages").where("account_id", "=", account_id).where("author_id", "=", target_id);
  await done.where("status_id", "<=", last.status_id).execute();
  return kept.length === AT_ONCE;
}

type Kept = Row<"kept_messages"> & { conversation_id: number };

/** What has not been read before is read; what is unread stays so. In a chat that is put away, or has been left, nothing comes back. */
async function standInChat(tx: Tx, happened: Happened, chat_id: number, kept: readonly Kept[]): Promise<void> {
  const [first] = kept;
  const last = kept.at(-1);
  if (first === undefined || last === undefined) return;
  const { account_id, author_id } = first;
  const member = await tx
    .selectFrom("chat_members")
    .innerJoin("chats", "chats.id", "chat_members.chat_id")
    .select(["chat_members.last_id", "chat_members.muted", "chats.uri", "chats.group_id"])
    .where("chat_members.chat_id", "=", chat_id)
    .where("chat_members.account_id", "=", account_id)
    .where("chat_members.state", "<>", "declined")
    .where("chat_members.left_at", "=", 0)
    .executeTakeFirst();
  if (member === undefined) return;
  await tx
    .insertInto("chat_statuses")
    .values(kept.map(({ status_id }) => ({ account_id, chat_id, status_id })))
    .onConflict((oc) => oc.doNothing())
    .execute();
  const stranger =
    member.last_id === 0 && member.uri === "" && member.group_id === 0 && !(await follows(tx, account_id, author_id));
  await tx
    .updateTable("chat_members")
    .set({
      last_id: sql`case when last_id < ${last.status_id} then ${last.status_id} else last_id end`,
      // Whoever has had nothing of them before is asked whether they want to.
      ...(stranger ? { state: "request" as const } : {}),
    })
    .where("chat_id", "=", chat_id)
    .where("account_id", "=", account_id)
    .execute();
  if (member.muted === 1)
    for (const conversation_id of new Set(kept.map((row) => row.conversation_id)))
      await tx
        .insertInto("muted_conversations")
        .values({ account_id, conversation_id })
        .onConflict((oc) => oc.doNothing())
        .execute();
  happened({ type: "chat.changed", chat_id, account_ids: [account_id], change: "read", status_id: last.status_id });
}

const follows = async (tx: Tx, account_id: number, target_id: number): Promise<boolean> =>
  (await tx
    .selectFrom("follows")
    .select("id")
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .where("state", "=", "accepted")
    .executeTakeFirst()) !== undefined;

/** As apps have them: not those of threads that are muted. */
async function standInConversations(tx: Tx, kith: Kith, kept: readonly Kept[]): Promise<void> {
  const [first] = kept;
  if (first === undefined) return;
  const { account_id, author_id } = first;
  const threads = padded(kept.map(({ conversation_id }) => conversation_id));
  const rows = await tx
    .selectFrom("muted_conversations")
    .select("conversation_id")
    .where("account_id", "=", account_id)
    .where("conversation_id", "in", threads)
    .execute();
  const muted = new Set(rows.map(({ conversation_id }) => conversation_id));
  const ids = padded(kept.map(({ status_id }) => status_id));
  const named = await tx
    .selectFrom("mentions")
    .select(["status_id", "account_id"])
    .where("status_id", "in", ids)
    .where("blind", "=", 0)
    .execute();
  const mentions = grouped(
    named,
    (row) => row.status_id,
    (row) => row.account_id,
  );
  for (const { status_id: id, conversation_id } of kept)
    if (!muted.has(conversation_id)) {
      const status = { id, account_id: author_id, conversation_id };
      await enterMembers(tx, kith, { status, mentions: mentions.get(id) ?? [], readers: [account_id], read: true });
    }
}
