/** What the stream `user` tells of chats: to those in them, as they have them now. */
import { findChat, hasMessage } from "../chats/load.ts";
import { withFilters } from "../filters/match.ts";
import type { Kith } from "../kith.ts";
import { loadStatusPage } from "../statuses/load.ts";
import type { BusMessage } from "../streams/bus.ts";
import { CHAT, CHAT_DELETE, CHAT_MESSAGE, CHAT_TYPING, type ChatNews } from "../streams/chats.ts";
import { showChats } from "./chats.ts";
import { sceneOf } from "./entities/scene.ts";
import { renderStatuses } from "./entities/status.ts";

type Listener = { kith: Kith; viewer_id: number };

/** The payload; undefined when this listener is to hear nothing of it. */
export async function chatEventFor({ kith, viewer_id }: Listener, { event, payload }: BusMessage): Promise<string | undefined> {
  const { chat_id, status_id = 0, account_id = 0 } = JSON.parse(payload) as ChatNews;
  const chat = await findChat(kith.db, viewer_id, chat_id);
  if (chat === undefined) return undefined;
  const named = { chat_id: String(chat_id) };
  if (event === CHAT_DELETE) return JSON.stringify({ ...named, id: String(status_id) });
  if (event === CHAT_TYPING)
    return chat.state === "open" ? JSON.stringify({ ...named, account_id: String(account_id) }) : undefined;
  if (event === CHAT) return JSON.stringify((await showChats(kith, viewer_id, [chat]))[0]);
  // What waits aside is read when one goes there.
  if (event !== CHAT_MESSAGE || chat.state !== "open" || !(await hasMessage(kith.db, chat, status_id))) return undefined;
  const page = await withFilters(kith, await loadStatusPage(kith.db, viewer_id, [status_id]), "thread");
  const [status] = renderStatuses(page, sceneOf(kith));
  return status === undefined ? undefined : JSON.stringify({ ...named, status });
}
