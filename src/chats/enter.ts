/**
 * Chats are kept in the transaction of the message: a direct status enters the chat of its people, for those who live here, and leaves it again.
 *
 * What the same people write to each other is one chat, however many threads it has; between other people it is another. So a name in a message never
 * lets anybody into the chat: a message to one more person is in the chat with that person, which begins with it.
 */
import { sql } from "kysely";
import { notBlockedBetween } from "../blocks/hidden.ts";
import type { Flag } from "../db/columns.ts";
import { padded, parts } from "../db/lists.ts";
import type { Row, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { keyOf, peopleOf } from "./key.ts";

type Happened = (event: KithEvent) => void;
type Ground = Pick<Kith, "newId" | "now">;
const AT_ONCE = 100;
/**
 * ms for which it is not known everywhere that somebody has come; and for which their last words may come after the news that they have left, by when we heard of
 * that. Who came to a group elsewhere came when its server says (`receive.ts`), or now if its clock is fast: where it is slow the first is so much shorter.
 */
const [GRACE, LATE] = [60_000, 600_000];

type Message = {
  status: Pick<Status, "id" | "account_id" | "conversation_id" | "in_reply_to_id">;
  mentions: readonly number[];
  /** The group of people in which its author says it, where they say so. */
  chat_uri?: string | undefined;
  /** They have it among their other messages. */
  readers: readonly number[];
  /** They are to decide whether they want to have it. */
  waiting: readonly number[];
  /** They have it once they do not mute its author any more (`conversations/kept.ts`). */
  muting: readonly number[];
};

/** For all but its author a message is unread when it comes. Entering what is there changes nothing. */
export async function enterChat(tx: Tx, kith: Ground, happened: Happened, message: Message): Promise<void> {
  const { status, readers } = message;
  const people = peopleOf(status.account_id, ...message.mentions);
  const group = await findGroupFor(tx, { ...message, people }, kith.now());
  const chat_id = group?.id ?? (await ensureChat(tx, kith, people));
  const waiting = message.waiting.filter((id) => !readers.includes(id));
  const ids = peopleOf(...readers, ...waiting).filter((id) => people.includes(id));
  await tx
    .updateTable("chat_members")
    .set({ state: "open" })
    .where("chat_id", "=", chat_id)
    .where("account_id", "in", padded(ids.filter((id) => readers.includes(id))))
    .where("state", "<>", "open")
    .execute();
  // Whoever has had nothing of it before is asked first; who is in a group has agreed by that.
  if ((group?.group_id ?? 0) === 0)
    await tx
      .updateTable("chat_members")
      .set({ state: "request" })
      .where("chat_id", "=", chat_id)
      .where("account_id", "in", padded(waiting))
      .where("last_id", "=", 0)
      .where("state", "=", "open")
      .execute();
  await keepMessage(tx, { chat_id, status, ids: peopleOf(...message.muting).filter((id) => people.includes(id)) });
  const entered = await insertMessage(tx, { chat_id, status, ids });
  if (entered.length > 0)
    happened({ type: "chat.changed", chat_id, account_ids: entered, change: "message", status_id: status.id });
}

type Entering = { chat_id: number; status: Message["status"]; ids: readonly number[] };

/** Those of them to whom it may come. */
async function loadOpen(tx: Tx, { chat_id, status, ids }: Entering): Promise<number[]> {
  const members = await tx
    .selectFrom("chat_members")
    .select("account_id")
    .where("chat_id", "=", chat_id)
    .where("account_id", "in", padded(ids))
    .where("state", "<>", "declined")
    .where("left_at", "=", 0)
    .where(notBlockedBetween(status.account_id, "chat_members.account_id"))
    .execute();
  return members.map(({ account_id }) => account_id);
}

async function keepMessage(tx: Tx, entering: Entering): Promise<void> {
  if (entering.ids.length === 0) return;
  const { chat_id, status } = entering;
  const ids = await loadOpen(tx, entering);
  if (ids.length === 0) return;
  await tx
    .insertInto("kept_messages")
    .values(ids.map((account_id) => ({ account_id, author_id: status.account_id, status_id: status.id, chat_id })))
    .onConflict((oc) => oc.doNothing())
    .execute();
}

/** Returns who did not have it before. To whom its author may not be seen it does not come, nor does it count as unread. */
async function insertMessage(tx: Tx, { chat_id, status, ids }: Entering): Promise<number[]> {
  const members = await loadOpen(tx, { chat_id, status, ids });
  if (members.length === 0) return [];
  const rows = await tx
    .insertInto("chat_statuses")
    .values(members.map((account_id) => ({ account_id, chat_id, status_id: status.id })))
    .onConflict((oc) => oc.doNothing())
    .returning("account_id")
    .execute();
  const entered = rows.map(({ account_id }) => account_id).sort((a, b) => a - b);
  if (entered.length === 0) return [];
  const own = sql<boolean>`account_id = ${status.account_id}`;
  await tx
    .updateTable("chat_members")
    .set({
      unread: sql`case when ${own} then 0 else unread + 1 end`,
      read_id: sql`case when ${own} and read_id < ${status.id} then ${status.id} else read_id end`,
      last_id: sql`case when last_id < ${status.id} then ${status.id} else last_id end`,
    })
    .where("chat_id", "=", chat_id)
    .where("account_id", "in", padded(entered))
    .execute();
  // In a muted chat a new thread is muted, too.
  await sql`insert into muted_conversations (account_id, conversation_id)
    select account_id, cast(${status.conversation_id} as bigint) from chat_members
    where chat_id = ${chat_id} and muted = 1 and account_id in (${sql.join(padded(entered))}) on conflict do nothing`.execute(tx);
  return entered;
}

/**
 * A message of a group's thread is in the group when its author, who is in it, says so: servers hear at different times of who comes and goes, so whom it is
 * addressed to are those who were in it as its author knew it. Where nobody says so (stock servers know no groups) it is when it is for all to whom the message
 * was that it answers; what is for fewer is between those. Nobody reads it by that who has not been addressed, and nobody gets into the group by being addressed.
 */
async function findGroupFor(
  tx: Tx,
  { status, chat_uri, people }: Message & { people: readonly number[] },
  now: number,
): Promise<Pick<Row<"chats">, "id" | "group_id"> | undefined> {
  if (status.conversation_id === 0) return undefined;
  const chat = await tx
    .selectFrom("chats")
    .select(["id", "group_id", "uri"])
    .where("conversation_id", "=", status.conversation_id)
    .where("conversation_id", ">", 0)
    .executeTakeFirst();
  if (chat === undefined) return undefined;
  const members = await tx.selectFrom("chat_members").selectAll().where("chat_id", "=", chat.id).execute();
  const known = new Set(members.map(({ account_id }) => account_id));
  const [author] = members.filter(({ account_id }) => account_id === status.account_id);
  if (author === undefined || !mayStillSpeak(author, now)) return undefined;
  const said = chat_uri === chat.uri;
  if (!said && !(await dueOf(tx, { status, chat_id: chat.id, members, now })).every((id) => people.includes(id)))
    return undefined;
  const others = people.filter((id) => !known.has(id));
  if (others.length === 0 || (chat.group_id > 0 && (await areIn(tx, chat.group_id, others)))) return chat;
  // Those elsewhere may have been added since we last heard of it.
  return said && chat.group_id === 0 && (await livesNobodyHere(tx, others)) ? chat : undefined;
}

type Known = { status: Message["status"]; chat_id: number; members: readonly Row<"chat_members">[]; now: number };

/** To whom it has to be, that it be to all: those in it to whom was what it answers; where that is not known, those who have not just come. */
async function dueOf(tx: Tx, { status, chat_id, members, now }: Known): Promise<number[]> {
  const inside = members.filter(({ left_at }) => left_at === 0);
  const told = await toldBy(tx, chat_id, status.in_reply_to_id ?? 0);
  const due = inside.filter(({ account_id, joined_at }) => told?.has(account_id) ?? joined_at < now - GRACE);
  return due.map(({ account_id }) => account_id);
}

/** Whoever has written a message of the chat, and to whom; undefined for what is none. */
async function toldBy(tx: Tx, chat_id: number, status_id: number): Promise<Set<number> | undefined> {
  const message = await tx
    .selectFrom("chat_statuses")
    .innerJoin("statuses", "statuses.id", "chat_statuses.status_id")
    .select("statuses.account_id")
    .where("chat_statuses.status_id", "=", status_id)
    .where("chat_statuses.chat_id", "=", chat_id)
    .limit(1)
    .executeTakeFirst();
  if (message === undefined) return undefined;
  const named = await tx.selectFrom("mentions").select("account_id").where("status_id", "=", status_id).execute();
  return new Set([message.account_id, ...named.map(({ account_id }) => account_id)]);
}

/** Whoever is in it, and for a moment whoever has just left it: what they wrote before is on its way. */
const mayStillSpeak = ({ left_at }: Row<"chat_members">, now: number): boolean => left_at === 0 || now - left_at < LATE;

const livesNobodyHere = async (tx: Tx, ids: readonly number[]): Promise<boolean> =>
  (await tx.selectFrom("users").select("id").where("id", "in", padded(ids)).limit(1).executeTakeFirst()) === undefined;

/** Whether those of them who live here are in a group; of others only its server knows. */
async function areIn(tx: Tx, group_id: number, ids: readonly number[]): Promise<boolean> {
  const rows = await tx.selectFrom("users").select("id").where("id", "in", padded(ids)).execute();
  const follows = tx.selectFrom("follows").select("account_id").where("target_id", "=", group_id);
  const members = await follows.where("account_id", "in", padded(rows.map(({ id }) => id))).execute();
  return rows.every(({ id }) => members.some(({ account_id }) => account_id === id));
}

/** The chat of exactly these people. @param people ascending */
async function ensureChat(tx: Tx, kith: Ground, people: readonly number[]): Promise<number> {
  const key = keyOf(people);
  const known = await tx.selectFrom("chats").select("id").where("key", "=", key).executeTakeFirst();
  if (known === undefined) await insertChat(tx, chatRow(kith, { key }));
  const { id } = known ?? (await tx.selectFrom("chats").select("id").where("key", "=", key).executeTakeFirstOrThrow());
  await insertMembers(tx, kith, { chat_id: id, people });
  return id;
}

export const chatRow = (kith: Ground, values: Pick<Row<"chats">, "key"> & Partial<Row<"chats">>): Row<"chats"> => ({
  id: kith.newId(),
  uri: "",
  name: "",
  creator_id: 0,
  conversation_id: 0,
  media_id: 0,
  group_id: 0,
  picture: "",
  changed_at: 0,
  created_at: kith.now(),
  ...values,
});

export const insertChat = async (tx: Tx, row: Row<"chats">): Promise<void> =>
  void (await tx
    .insertInto("chats")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .execute());

export async function insertMembers(
  tx: Tx,
  kith: Ground,
  { chat_id, people, muted = 0 }: { chat_id: number; people: readonly number[]; muted?: Flag },
): Promise<void> {
  const joined_at = kith.now();
  const blank = { state: "open", last_id: 0, unread: 0, read_id: 0, muted, left_at: 0 } as const;
  for (const some of parts(people, AT_ONCE))
    await tx
      .insertInto("chat_members")
      .values(some.map((account_id) => ({ chat_id, account_id, joined_at, ...blank })))
      .onConflict((oc) => oc.doNothing())
      .execute();
}
