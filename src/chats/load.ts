/** An account's chats, in pages by what they show last; their people and their messages. */
import type { ExpressionBuilder } from "kysely";
import { grouped, padded, parts } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, DB, Reads, Row } from "../db/schema.ts";
import type { ChatState } from "../db/tables/chats.ts";
import { missing } from "../errors.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { findInChat } from "../search/chats.ts";
import { visibleTo } from "../statuses/visible.ts";
import { plainText } from "../text/plain.ts";
import { keyOf, peopleOf } from "./key.ts";

/** As one of its people has it. */
export type Chat = Omit<Row<"chats">, "created_at"> &
  Pick<Row<"chat_members">, "account_id" | "state" | "last_id" | "unread" | "read_id" | "muted" | "joined_at" | "left_at">;
export type Member = Row<"chat_members">;

type Joined = ExpressionBuilder<DB, "chats" | "chat_members">;

// Who is in it no more is not told how it is called and looks since then: each name stands in the line that gave it.
const nameFor = (eb: Joined) => {
  const then = eb
    .selectFrom("chat_lines")
    .select("chat_lines.name")
    .whereRef("chat_lines.chat_id", "=", "chats.id")
    .whereRef("chat_lines.id", "<=", "chat_members.last_id")
    .where("chat_lines.name", "<>", "")
    .orderBy("chat_lines.id", "desc")
    .limit(1);
  const now = eb.ref("chats.name");
  return eb.case().when("chat_members.left_at", "=", 0).then(now).else(eb.fn.coalesce(then, now)).end().as("name");
};
const pictureFor = (eb: Joined) =>
  eb.case().when("chat_members.left_at", "=", 0).then(eb.ref("chats.picture")).else("").end().as("picture");

const chats = (db: Reads, account_id: number) =>
  db
    .selectFrom("chat_members")
    .innerJoin("chats", "chats.id", "chat_members.chat_id")
    .select([
      "chats.id",
      "chats.key",
      "chats.uri",
      nameFor,
      "chats.creator_id",
      "chats.conversation_id",
      "chats.media_id",
      "chats.group_id",
      pictureFor,
      "chats.changed_at",
      "chat_members.account_id",
      "chat_members.state",
      "chat_members.last_id",
      "chat_members.unread",
      "chat_members.read_id",
      "chat_members.muted",
      "chat_members.joined_at",
      "chat_members.left_at",
    ])
    .where("chat_members.account_id", "=", account_id);

/** The last talked in first. The cursors are `last_id`. */
export async function loadChats(db: Reads, account_id: number, paging: Paging, state: ChatState = "open"): Promise<Chat[]> {
  const query = chats(db, account_id).where("chat_members.state", "=", state).where("chat_members.last_id", ">", 0);
  return inOrder(await paged(query, "chat_members.last_id", paging).execute(), paging);
}

/** Also one that holds nothing now. */
export const findChat = async (db: Reads, account_id: number, id: number): Promise<Chat | undefined> =>
  await chats(db, account_id).where("chats.id", "=", id).executeTakeFirst();

/** @throws Refusal `missing` for whoever is not in it */
export async function getChat(db: Reads, account_id: number, id: number): Promise<Chat> {
  const chat = await findChat(db, account_id, id);
  if (chat === undefined || (chat.last_id === 0 && (chat.uri === "" || chat.left_at > 0))) throw missing();
  return chat;
}

/** One's own notes are a chat with nobody else; so is, at first sight, that with an account which is gone. */
export const isNotes = ({ key, account_id }: Pick<Chat, "key" | "account_id">): boolean => key === keyOf([account_id]);

/** Whether nobody is left to read what is written in a chat. @param others in it, without its reader */
export const isForsaken = (
  chat: Pick<Chat, "key" | "uri" | "account_id">,
  others: readonly Pick<Account, "deleted_at" | "suspended_at">[],
): boolean => chat.uri === "" && !isNotes(chat) && others.every((one) => one.deleted_at > 0 || one.suspended_at > 0);

/** The chat in which a status stands for this reader. */
export const findChatOf = async (db: Reads, account_id: number, status_id: number): Promise<Chat | undefined> =>
  await chats(db, account_id)
    .innerJoin("chat_statuses", (join) =>
      join.onRef("chat_statuses.chat_id", "=", "chats.id").onRef("chat_statuses.account_id", "=", "chat_members.account_id"),
    )
    .where("chat_statuses.status_id", "=", status_id)
    .executeTakeFirst();

/** The account's chat with exactly these people, which is no group. */
export const findChatWith = async (db: Reads, account_id: number, people: readonly number[]): Promise<Chat | undefined> =>
  await chats(db, account_id)
    .where("chats.key", "=", keyOf(peopleOf(account_id, ...people)))
    .executeTakeFirst();

/** How many chats hold something new, counted no further than `most`. */
export async function countUnreadChats(db: Reads, account_id: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom("chat_members")
    .select("chat_id")
    .where("account_id", "=", account_id)
    .where("unread", ">", 0)
    .where("muted", "=", 0)
    .where("state", "=", "open")
    .limit(most)
    .execute();
  return rows.length;
}

/** How many chats wait to be accepted, counted no further than `most`. */
export async function countRequests(db: Reads, account_id: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom("chat_members")
    .select("chat_id")
    .where("account_id", "=", account_id)
    .where("state", "=", "request")
    .where("last_id", ">", 0)
    .limit(most)
    .execute();
  return rows.length;
}

/** Who is in each of the chats, by chat, in the order of their ids. */
export async function loadMembers(db: Reads, chat_ids: readonly number[]): Promise<Map<number, Member[]>> {
  if (chat_ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("chat_members")
    .selectAll()
    .where("chat_id", "in", padded(chat_ids))
    .where("left_at", "=", 0)
    .orderBy("account_id")
    .execute();
  return grouped(
    rows,
    (row) => row.chat_id,
    (row) => row,
  );
}

/** Its statuses that its reader may see. */
const messages = (db: Reads, { id, account_id }: Pick<Chat, "id" | "account_id">) =>
  db
    .selectFrom("statuses")
    .innerJoin("chat_statuses", "chat_statuses.status_id", "statuses.id")
    .where("chat_statuses.chat_id", "=", id)
    .where("chat_statuses.account_id", "=", account_id)
    .where("statuses.deleted_at", "=", 0)
    .where((eb) => visibleTo(account_id)(eb as never));

/** Newest first. */
export async function messageIds(db: Reads, chat: Pick<Chat, "id" | "account_id">, paging: Paging): Promise<number[]> {
  // Along the index of the chat, however many statuses there are.
  const rows = await paged(messages(db, chat).select("statuses.id"), "chat_statuses.status_id", paging).execute();
  return inOrder(rows, paging).map((row) => row.id);
}

/** So many of the newest messages are looked through, whatever part of a word is typed; of older ones the index of words is asked. */
const MOST_SEARCHED = 3000;
const MOST_FOUND = 50;

/** Ids of the messages with all of these words in them, newest first. */
export async function searchMessages(
  kith: Kith,
  chat: Pick<Chat, "id" | "account_id">,
  q: string,
  most = MOST_SEARCHED,
): Promise<number[]> {
  const { db } = kith;
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10);
  if (words.length === 0) return [];
  const query = messages(db, chat).select(["statuses.id", "statuses.content", "statuses.spoiler_text"]);
  const rows = await paged(query, "chat_statuses.status_id", { limit: most }).execute();
  const met = rows.filter(({ content, spoiler_text }) => {
    const text = `${spoiler_text} ${plainText(content)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const found = met.slice(0, MOST_FOUND).map(({ id }) => id);
  if (rows.length < most || found.length === MOST_FOUND) return found;
  const below = Math.min(...rows.map(({ id }) => id));
  const older = await findInChat(kith, { chat_id: chat.id, account_id: chat.account_id, q, below });
  return [...found, ...(await seenAmong(db, chat, older))].slice(0, MOST_FOUND);
}

/** Those that the reader may see, in their order. */
async function seenAmong(db: Reads, chat: Pick<Chat, "id" | "account_id">, ids: readonly number[]): Promise<number[]> {
  const seen: number[] = [];
  for (const some of parts(ids, MOST_FOUND * 4)) {
    const rows = await messages(db, chat).select("statuses.id").where("statuses.id", "in", padded(some)).execute();
    const known = new Set(rows.map(({ id }) => id));
    seen.push(...some.filter((id) => known.has(id)));
    if (seen.length >= MOST_FOUND) break;
  }
  return seen;
}

type Answered = Pick<Row<"statuses">, "id" | "account_id" | "content" | "spoiler_text">;

/** Of these statuses those that stand in the chat, by id: what its messages answer. */
export async function loadAnswered(
  db: Reads,
  chat: Pick<Chat, "id" | "account_id">,
  ids: readonly number[],
): Promise<Map<number, Answered>> {
  const rows = await messages(db, chat)
    .select(["statuses.id", "statuses.account_id", "statuses.content", "statuses.spoiler_text"])
    .where("statuses.id", "in", padded(ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export const hasMessage = async (
  db: Reads,
  { id, account_id }: Pick<Chat, "id" | "account_id">,
  status_id: number,
): Promise<boolean> =>
  (await messageIds(db, { id, account_id }, { limit: 1, max_id: status_id + 1, since_id: status_id - 1 })).length > 0;

/** What happened in a group while its reader was in it, the newest first. */
export const loadLines = async (
  db: Reads,
  chat: Pick<Chat, "id" | "joined_at" | "left_at" | "last_id">,
  { after, before }: { after: number; before: number },
): Promise<Row<"chat_lines">[]> =>
  await db
    .selectFrom("chat_lines")
    .selectAll()
    .where("chat_id", "=", chat.id)
    .where("id", ">", Math.max(after, idAt(chat.joined_at) - 1))
    .where("id", "<", chat.left_at > 0 ? Math.min(before, chat.last_id + 1) : before)
    .orderBy("id", "desc")
    .limit(100)
    .execute();
