/** Tells those who look on what has happened in their chats: *now* effects, which a crash may lose. */
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { chatChannel } from "./channels.ts";

/** What travels on the bus: of which chat, and of which of its messages; or who is typing. */
export type ChatNews = { chat_id: number; status_id?: number; account_id?: number };
/** The chat itself is another: its newest message, what has been read, its people. */
export const CHAT = "kith.chat";
export const CHAT_MESSAGE = "kith.chat.message";
export const CHAT_DELETE = "kith.chat.delete";
export const CHAT_TYPING = "kith.chat.typing";

function tellChat(kith: Kith, event: string, news: ChatNews, account_ids: readonly number[]): void {
  const message = { event, payload: JSON.stringify(news) };
  for (const id of account_ids) kith.bus.publish(chatChannel(id), message);
}

export function streamChat(kith: Kith, { chat_id, account_ids, change, status_id }: KithEventOf<"chat.changed">): void {
  if (kith.bus.silent()) return;
  if (change === "message") tellChat(kith, CHAT_MESSAGE, { chat_id, status_id }, account_ids);
  if (change === "deleted") tellChat(kith, CHAT_DELETE, { chat_id, status_id }, account_ids);
  tellChat(kith, CHAT, { chat_id }, account_ids);
}

/** A message says something else, or bears another reaction. */
export async function streamMessage(
  kith: Kith,
  { status_id }: KithEventOf<"status.edited"> | KithEventOf<"status.refreshed"> | KithEventOf<"reactions.settled">,
): Promise<void> {
  if (kith.bus.heardBelow("chat:").length === 0) return;
  const rows = await kith.db
    .selectFrom("chat_statuses")
    .select(["chat_id", "account_id"])
    .where("status_id", "=", status_id)
    .execute();
  for (const { chat_id, account_id } of rows) tellChat(kith, CHAT_MESSAGE, { chat_id, status_id }, [account_id]);
}

export const streamTyping = (kith: Kith, { chat_id, account_id, account_ids }: KithEventOf<"chat.typing">): void =>
  tellChat(kith, CHAT_TYPING, { chat_id, account_id }, account_ids);
