/**
 * Groups of people: a chat with a name, whose people come and go. It belongs to its creator's server, which alone says who is in it; the others ask it.
 *
 * Its messages are direct messages to all who are in it, in one thread; who is added sees what is written from then on.
 */
import { sql } from "kysely";
import { assertLimit } from "../access/limits.ts";
import { loadAccounts } from "../accounts/find.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import { friendsAmong } from "../friends/load.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { chatUri, isOurs } from "../uris.ts";
import { chatRow, insertChat, insertMembers } from "./enter.ts";
import { discharge, findHeir, holdChat, insertLine, type GroupChange } from "./heirs.ts";
import { groupKey, peopleOf } from "./key.ts";
import { findWriters } from "./writers.ts";

/** With its creator. */
export const MOST_IN_GROUP = 64;
export const MOST_NAME = 100;

type Happened = (event: KithEvent) => void;
/** What is to be known of one to change it. */
export type GroupOfPeople = Pick<Row<"chats">, "id" | "uri" | "name" | "creator_id" | "conversation_id" | "group_id">;
/** What has happened to it, and by whom. `name`: its new one. */
type Told = GroupChange & { chat_id: number };

export function assertName(name: string): string {
  const words = name.trim().replace(/\s+/g, " ");
  if (words === "") throw invalid("Validation failed: Name can't be blank");
  if (words.length > MOST_NAME) throw invalid(`Validation failed: Name is too long (maximum is ${MOST_NAME} characters)`);
  return words;
}

/**
 * Begins a group of people. Everybody in it is told.
 *
 * @throws Refusal `invalid` for no name, too many people, or nobody; `forbidden` for who has blocked its creator
 */
export async function createGroup(
  kith: Kith,
  creator: Account,
  { name, people }: { name: string; people: readonly number[] },
): Promise<number> {
  const words = assertName(name);
  const others = peopleOf(...people).filter((id) => id !== creator.id);
  if (others.length === 0) throw invalid("Validation failed: Nobody was chosen");
  if (others.length >= MOST_IN_GROUP) throw invalid(`Validation failed: A group has at most ${MOST_IN_GROUP} people`);
  await assertLimit(kith, "chat-people", creator.id);
  for (const id of others) await assertMayAdd(kith.db, creator, id);
  const states = await statesOf(kith.db, creator.id, others);
  return await kith.write(async (tx, happened) => {
    const id = kith.newId();
    const uri = chatUri(kith.instance, id);
    const conversation_id = await ensureThread(tx, kith, uri);
    await insertChat(tx, chatRow(kith, { key: groupKey(uri), uri, name: words, creator_id: creator.id, conversation_id, id }));
    await enlist(tx, kith, id, new Map([[creator.id, "open"], ...states]));
    await happens(tx, kith, happened, { chat_id: id, kind: "created", actor_id: creator.id, account_id: 0, name: words });
    return id;
  });
}

export async function ensureThread(tx: Tx, kith: Pick<Kith, "newId" | "now">, uri: string): Promise<number> {
  await tx
    .insertInto("conversations")
    .values({ id: kith.newId(), uri, created_at: kith.now(), context_uri: "" })
    .onConflict((oc) => oc.doNothing())
    .execute();
  return (await tx.selectFrom("conversations").select("id").where("uri", "=", uri).executeTakeFirstOrThrow()).id;
}

type State = "open" | "request";

/** How each of those who live here is to have a group to which somebody adds them. */
export async function statesOf(db: Reads, actor_id: number, ids: readonly number[]): Promise<Map<number, State>> {
  const states = new Map<number, State>(ids.map((id) => [id, "open"]));
  const locals = await db.selectFrom("users").select("id").where("id", "in", padded(ids)).execute();
  for (const { id } of locals) {
    const writers = await findWriters(db, id);
    if (writers === "everyone" || id === actor_id) continue;
    const follows = db.selectFrom("follows").select("id").where("account_id", "=", id).where("target_id", "=", actor_id);
    const known =
      writers === "friends"
        ? (await friendsAmong(db, id, [actor_id])).size > 0
        : (await follows.where("state", "=", "accepted").executeTakeFirst()) !== undefined;
    if (!known) states.set(id, "request");
  }
  return states;
}

/** They are in it from now on; whoever had left comes back. */
export async function enlist(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  chat_id: number,
  states: ReadonlyMap<number, State>,
): Promise<void> {
  await insertMembers(tx, kith, { chat_id, people: peopleOf(...states.keys()) });
  for (const state of ["open", "request"] as const)
    await tx
      .updateTable("chat_members")
      .set({ state, left_at: 0, joined_at: kith.now(), last_id: kith.newId() })
      .where("chat_id", "=", chat_id)
      .where("account_id", "in", padded([...states].filter(([, one]) => one === state).map(([id]) => id)))
      .execute();
}

/** Writes down what has happened, and tells everybody. */
export async function happens(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { gone = [], ...told }: Told & { gone?: readonly number[] },
): Promise<void> {
  const { chat_id, ...change } = told;
  await insertLine(tx, kith, happened, told);
  await tellOthers(tx, kith, happened, { chat_id, change, gone });
}

/** Other servers hear how it is now. */
export async function tellOthers(
  tx: Tx,
  kith: Pick<Kith, "now">,
  happened: Happened,
  { chat_id, change, gone }: { chat_id: number; change: GroupChange; gone: readonly number[] },
): Promise<void> {
  // Later than the change before, even within one millisecond: otherwise the other servers would not believe it.
  const changed_at = sql<number>`case when changed_at < ${kith.now()} then ${kith.now()} else changed_at + 1 end`;
  const query = tx.updateTable("chats").set({ changed_at }).where("id", "=", chat_id).returning("changed_at");
  const { changed_at: at } = await query.executeTakeFirstOrThrow();
  happened({ type: "chat.told", chat_id, account_id: change.actor_id, change: { ...change, at }, gone });
}

/** Groups of people that are told of at once, when a server turns out to know what they are. */
const MOST_TOLD = 1000;

/**
 * A server turns out to be Kith: until now its people in groups of ours had nothing of those but their messages. It hears how each is, under the time of the last
 * change, so that for servers which have heard of that nothing has happened.
 */
export async function tellGroupsTo(kith: Kith, host: string): Promise<void> {
  const rows = await kith.db
    .selectFrom("chats")
    .innerJoin("chat_members", "chat_members.chat_id", "chats.id")
    .innerJoin("accounts", "accounts.id", "chat_members.account_id")
    .innerJoin("users", "users.id", "chats.creator_id")
    .select(["chats.id", "chats.name", "chats.creator_id", "chats.changed_at"])
    .distinct()
    .where("chats.group_id", "=", 0)
    .where("chats.uri", "<>", "")
    .where("chat_members.left_at", "=", 0)
    .where("accounts.host", "=", host)
    .orderBy("chats.id")
    .limit(MOST_TOLD)
    .execute();
  if (rows.length === 0) return;
  await kith.write(async (_tx, happened) => {
    for (const { id: chat_id, name, creator_id, changed_at: at } of rows) {
      const change = { kind: "created", actor_id: creator_id, account_id: 0, name, at } as const;
      happened({ type: "chat.told", chat_id, account_id: creator_id, change, gone: [] });
    }
  });
}

/** Those in it now. */
export const memberIds = async (db: Reads, chat_id: number): Promise<number[]> =>
  (
    await db.selectFrom("chat_members").select("account_id").where("chat_id", "=", chat_id).where("left_at", "=", 0).execute()
  ).map(({ account_id }) => account_id);

/** @throws Refusal `missing` for who is not in it; `forbidden` in the chat of a group, which has it as it is itself */
export async function assertIn(
  db: Reads,
  chat: Pick<GroupOfPeople, "id" | "uri" | "group_id">,
  account_id: number,
): Promise<number[]> {
  const ids = await memberIds(db, chat.id);
  if (chat.uri === "" || !ids.includes(account_id)) throw missing();
  if (chat.group_id > 0) throw forbidden("In the chat of a group are those who are in the group");
  return ids;
}

/** @throws Refusal `missing` for nobody; `forbidden` where one has blocked the other */
async function assertMayAdd(db: Reads, actor: Pick<Account, "id">, id: number): Promise<void> {
  const account = (await loadAccounts(db, [id])).get(id);
  if (account === undefined || account.deleted_at > 0 || account.suspended_at > 0 || account.actor_type === "Group")
    throw missing();
  if ((await isBlockedBetween(db, actor.id, id)) || (await isBlockedBetween(db, id, actor.id))) throw forbidden();
}

/** Only who is in it adds somebody; of a group that lives elsewhere its server is asked. Twice is once. */
export async function addToGroup(kith: Kith, actor: Account, chat: GroupOfPeople, id: number): Promise<void> {
  if (!(await mayBeAdded(kith.db, actor, chat, id))) return;
  await assertLimit(kith, "chat-people", actor.id);
  await assertMayAdd(kith.db, actor, id);
  if (!isOurs(kith.instance, chat.uri)) return await ask(kith, actor, chat, { kind: "added", account_id: id });
  const states = await statesOf(kith.db, actor.id, [id]);
  await kith.write(async (tx, happened) => {
    await holdChat(tx, chat.id);
    if (!(await mayBeAdded(tx, actor, chat, id))) return;
    await enlist(tx, kith, chat.id, states);
    await happens(tx, kith, happened, { chat_id: chat.id, kind: "added", actor_id: actor.id, account_id: id, name: "" });
  });
}

/** False for who is in it already. @throws Refusal `missing` for somebody who is not in it themselves, `invalid` when it is full */
async function mayBeAdded(db: Reads, actor: Account, chat: GroupOfPeople, id: number): Promise<boolean> {
  const ids = await assertIn(db, chat, actor.id);
  if (ids.includes(id)) return false;
  if (ids.length >= MOST_IN_GROUP) throw invalid(`Validation failed: A group has at most ${MOST_IN_GROUP} people`);
  return true;
}

/** Who made it takes others out; everybody leaves by themselves, and who made it leaves it to who has been in it longest. */
export async function removeFromGroup(kith: Kith, actor: Account, chat: GroupOfPeople, id: number): Promise<void> {
  const ours = isOurs(kith.instance, chat.uri);
  const removed = await kith.write(async (tx, happened) => {
    const creator_id = await holdChat(tx, chat.id);
    const ids = await assertIn(tx, chat, actor.id);
    if (id !== actor.id && creator_id !== actor.id) throw forbidden();
    if (!ids.includes(id)) return false;
    const heir = ours && id === creator_id ? await findHeir(tx, chat.id, id) : undefined;
    const kind = id === actor.id ? "left" : "removed";
    await discharge(tx, kith, { chat_id: chat.id, account_id: id, left: kind === "left" });
    const change = { chat_id: chat.id, kind, actor_id: actor.id, account_id: id, name: "" } as const;
    if (heir !== undefined) {
      await tx.updateTable("chats").set({ creator_id: heir }).where("id", "=", chat.id).execute();
      await insertLine(tx, kith, happened, change);
      await happens(tx, kith, happened, { ...change, kind: "handed_over", account_id: heir, gone: [id] });
    } else if (ours) await happens(tx, kith, happened, { ...change, gone: [id] });
    else await insertLine(tx, kith, happened, change);
    return true;
  });
  if (removed && !ours) await ask(kith, actor, chat, { kind: "removed", account_id: id });
}

/** Asks the group's own server. */
const ask = async (
  kith: Kith,
  actor: Account,
  chat: GroupOfPeople,
  { kind, account_id }: { kind: "added" | "removed"; account_id: number },
) =>
  await kith.write(async (_, happened) =>
    happened({ type: "chat.asked", chat_id: chat.id, account_id: actor.id, kind, object_id: account_id }),
  );
