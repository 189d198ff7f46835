/**
 * The chat of a group: those who are in the group are in it, as far as they are here or on another Kith and find room. It belongs to the group's own
 * server, and the group itself says who is in it.
 *
 * It is muted until somebody wants to hear of it: whoever joins a group has not asked to be called by everything that is said there.
 */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { chatUri } from "../uris.ts";
import { chatRow, insertChat, insertMembers } from "./enter.ts";
import { ensureThread, memberIds, tellOthers } from "./groups.ts";
import { discharge, holdChat } from "./heirs.ts";
import { groupKey } from "./key.ts";

/** Nobody reads a chat of more; and so many are read of those whom a message names. */
export const MOST_IN_CHAT_OF_GROUP = 100;

export const findChatOfGroup = async (db: Reads, group_id: number): Promise<Row<"chats"> | undefined> =>
  await db
    .selectFrom("chats")
    .selectAll()
    .where("group_id", "=", group_id)
    .where("group_id", ">", 0)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();

/** The chat of a group in which somebody is. */
export async function findOwnChatOfGroup(db: Reads, group_id: number, account_id: number): Promise<number | undefined> {
  if (account_id === 0) return undefined;
  const row = await db
    .selectFrom("chats")
    .innerJoin("chat_members", "chat_members.chat_id", "chats.id")
    .select("chats.id")
    .where("chats.group_id", "=", group_id)
    .where("chats.group_id", ">", 0)
    .where("chat_members.account_id", "=", account_id)
    .where("chat_members.left_at", "=", 0)
    .orderBy("chats.id")
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** - `closed`: it is switched off, and whoever was in it keeps what they have; who has left the group has nothing of its chat any more. */
type Kept = { group: Account; name: string; people: readonly number[]; closed: boolean };

/** Makes the chat of a group of ours as the group is now. Doing it again changes nothing. */
export async function keepChatOfGroup(kith: Kith, { group, name, people, closed }: Kept): Promise<void> {
  const known = await findChatOfGroup(kith.db, group.id);
  if (known === undefined && people.length === 0) return;
  await kith.write(async (tx, happened) => {
    const chat_id = known?.id ?? (await begin(tx, kith, group, name));
    await holdChat(tx, chat_id);
    const before = await memberIds(tx, chat_id);
    const came = people.filter((id) => !before.includes(id));
    const gone = before.filter((id) => !people.includes(id));
    if (came.length === 0 && gone.length === 0 && known?.name === name) return;
    await tx.updateTable("chats").set({ name }).where("id", "=", chat_id).execute();
    await enlistQuietly(tx, kith, chat_id, came);
    for (const account_id of gone) await discharge(tx, kith, { chat_id, account_id, left: !closed });
    const kind = gone.length === 0 ? "added" : closed ? "removed" : "left";
    const change = { kind, actor_id: group.id, account_id: 0, name } as const;
    await tellOthers(tx, kith, happened, { chat_id, change, gone });
    happened({ type: "chat.changed", chat_id, account_ids: [...people, ...gone], change: "people", status_id: 0 });
  });
}

async function begin(tx: Tx, kith: Kith, group: Account, name: string): Promise<number> {
  const id = kith.newId();
  const uri = chatUri(kith.instance, id);
  const conversation_id = await ensureThread(tx, kith, uri);
  const whose = { creator_id: group.id, group_id: group.id };
  await insertChat(tx, chatRow(kith, { id, key: groupKey(uri), uri, name, conversation_id, ...whose }));
  return id;
}

/** They have it when something is said in it. */
export async function enlistQuietly(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  chat_id: number,
  people: readonly number[],
): Promise<void> {
  if (people.length === 0) return;
  await insertMembers(tx, kith, { chat_id, people, muted: 1 });
  await tx
    .updateTable("chat_members")
    .set({ state: "open", left_at: 0, joined_at: kith.now() })
    .where("chat_id", "=", chat_id)
    .where("account_id", "in", padded(people))
    .where("left_at", ">", 0)
    .execute();
  await sql`insert into muted_conversations (account_id, conversation_id)
    select chat_members.account_id, chats.conversation_id from chat_members
      join chats on chats.id = chat_members.chat_id join users on users.id = chat_members.account_id
    where chat_members.chat_id = ${chat_id} and chat_members.muted = 1 and chat_members.account_id in (${sql.join(padded(people))})
    on conflict do nothing`.execute(tx);
}

/** Somebody here has left a group elsewhere: its server need not say so first. */
export async function leaveChatOfGroup(kith: Kith, group_id: number, account_id: number): Promise<void> {
  const chat_id = await findOwnChatOfGroup(kith.db, group_id, account_id);
  if (chat_id === undefined) return;
  await kith.write(async (tx, happened) => {
    await discharge(tx, kith, { chat_id, account_id, left: true });
    happened({ type: "chat.changed", chat_id, account_ids: [account_id], change: "people", status_id: 0 });
  });
}
