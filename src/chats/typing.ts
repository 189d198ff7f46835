/**
 * Who is typing, for as long as it is so: told to those who tell it themselves, at most once in five seconds, and kept nowhere. When much is under way it
 * is not told at all: nobody misses it.
 */
import type { Account, Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { streamTyping } from "../streams/chats.ts";
import { findUser } from "../accounts/users.ts";
import { listenersTo, tellsReading } from "./seen.ts";
import type { Chat } from "./load.ts";

/** ms. */
const EVERY = 5000;
const MOST_KNOWN = 10_000;

/** One of ours types. To those who live elsewhere it is told by `kith.remote`. */
export async function sayTyping(kith: Kith, account: Account, chat: Chat): Promise<void> {
  const user = await findUser(kith.db, account.id);
  if (user === undefined || !tellsReading(user) || chat.left_at > 0 || chat.state !== "open") return;
  if (!isTime(kith, account.id, chat.id)) return;
  await spread(kith, { chat_id: chat.id, account_id: account.id });
  await kith.remote.sayTyping(account.id, chat.id);
}

/** Somebody elsewhere types, says their server: it counts where they are in the chat in which the message stands. */
export async function hearTyping(kith: Kith, account: Account, status_uri: string): Promise<void> {
  if (account.host === "" || account.suspended_at > 0) return;
  const chat_id = await findChatOfUri(kith.db, account.id, status_uri);
  if (chat_id !== undefined && isTime(kith, account.id, chat_id)) await spread(kith, { chat_id, account_id: account.id });
}

async function findChatOfUri(db: Reads, account_id: number, uri: string): Promise<number | undefined> {
  const row = await db
    .selectFrom("statuses")
    .innerJoin("chat_statuses", "chat_statuses.status_id", "statuses.id")
    .innerJoin("chat_members", "chat_members.chat_id", "chat_statuses.chat_id")
    .select("chat_statuses.chat_id")
    .where("statuses.uri", "=", uri)
    .where("statuses.visibility", "=", "direct")
    .where("statuses.deleted_at", "=", 0)
    .where("chat_members.account_id", "=", account_id)
    .where("chat_members.left_at", "=", 0)
    .limit(1)
    .executeTakeFirst();
  return row?.chat_id;
}

function isTime(kith: Kith, account_id: number, chat_id: number): boolean {
  const times = kith.cache<{ at: number }>("typing", MOST_KNOWN);
  const key = `${account_id}/${chat_id}`;
  if ((times.get(key)?.at ?? -EVERY) > kith.now() - EVERY) return false;
  times.set(key, { at: kith.now() });
  return true;
}

/** To those of ours who are in it, have taken the chat in, and are told of who types. */
async function spread(kith: Kith, { chat_id, account_id }: { chat_id: number; account_id: number }): Promise<void> {
  const rows = await kith.db
    .selectFrom("chat_members")
    .innerJoin("users", "users.id", "chat_members.account_id")
    .select("chat_members.account_id")
    .where("chat_id", "=", chat_id)
    .where("chat_members.account_id", "<>", account_id)
    .where("chat_members.state", "=", "open")
    .where("chat_members.left_at", "=", 0)
    .execute();
  const account_ids = await listenersTo(
    kith,
    account_id,
    rows.map((row) => row.account_id),
  );
  if (account_ids.length === 0) return;
  const event = { type: "chat.typing", chat_id, account_id, account_ids } as const;
  streamTyping(kith, event);
  kith.tell(event);
}
