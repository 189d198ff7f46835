/**
 * What is new since a page was loaded, as server-sent events for our own scripts: `GET /live?stream=home&since=ID`.
 *
 * The session's cookie says who listens, so only our own pages may ask (`Origin`, `Sec-Fetch-Site`), and nothing is told but a sentence with a
 * number: how much the page would show that it does not show yet. The bus only wakes us; what counts is read as the page reads it.
 */
import type { Request, Response } from "express";
import { isSameOrigin } from "../access/csrf.ts";
import { findSession, type WebSession } from "../access/sessions.ts";
import { findAccountById } from "../accounts/find.ts";
import { findChat, loadChats, messageIds } from "../chats/load.ts";
import type { Paging } from "../db/paging.ts";
import type { FilterContext } from "../db/values.ts";
import { forbidden, missing } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { getList } from "../lists/lists.ts";
import { notificationRows } from "../notifications/load.ts";
import { CHAT_TYPING, type ChatNews } from "../streams/chats.ts";
import type { BusMessage } from "../streams/bus.ts";
import { chatChannel, homeChannel, listChannel, notificationChannel, publicChannel, tagChannel } from "../streams/channels.ts";
import { normalizeTag } from "../text/names.ts";
import { homeStatusIds } from "../timelines/home.ts";
import { listStatusIds } from "../timelines/list.ts";
import { publicStatusIds } from "../timelines/public.ts";
import { tagStatusIds } from "../timelines/tag.ts";
import { assertMayVisit } from "./frame/acting.ts";
import type { Assets } from "./frame/assets.ts";
import { listenersOf } from "./listeners.ts";
import { homeWithout, loadFor } from "./reading/timelines.ts";
import { me, myUser, openVisit, type Visit } from "./frame/visit.ts";

/** ms between signs of life, which also find out that a session has ended. */
const BEAT = 25_000;
/** ms in which what comes is told together. */
const TOGETHER = 1500;
/** Counted no further. */
const MOST_COUNTED = 40;
/** Streams of one account, and of all: each is a connection that stays open. Who comes later reloads the page. */
const MOST_OF_ONE = 12;
const MOST_OF_ALL = 1000;

/** What a page listens to: channels of the bus, and how much there is after an id. */
type Stream = {
  channels: readonly string[];
  key: "post.new_posts" | "notifications.new_notices" | "messages.new_messages";
  count: (since: number) => Promise<number>;
  /** What shows otherwise than by a number: whether it is told (the page is then loaded anew), or who is typing. */
  says?: (message: BusMessage) => Promise<"changed" | "nothing" | { typing: string }>;
};

/** @throws Refusal for visitors, other sites, and what is no stream of theirs */
export async function serveLive(kith: Kith, assets: Assets, { req, res }: { req: Request; res: Response }): Promise<void> {
  if (!isSameOrigin(kith.instance, req.headers)) throw forbidden();
  const visit = await openVisit(kith, assets, req);
  const account_id = me(visit).id;
  const name = visit.query.get("stream") ?? "";
  assertMayVisit(visit, { method: "get", path: pageOf(name) });
  const stream = await openStream(visit, name);
  const { all, over } = listenersOf(kith);
  const mine = [...all].filter((listener) => listener.account_id === account_id).length;
  // A 204 tells an EventSource not to come again.
  if (over || all.size >= MOST_OF_ALL || mine >= MOST_OF_ONE) return void res.status(204).end();
  if (res.destroyed || res.closed) return;
  res.set({
    "Content-Type": "text/event-stream",
    "Cache-Control": "private, no-store, no-transform",
    "X-Accel-Buffering": "no",
  });
  res.socket?.setKeepAlive(true, 30_000);
  res.write(":)\n\n");
  const stop = listen(visit, stream, res);
  const listener = { account_id, end: () => void res.end() };
  all.add(listener);
  res.once("close", () => {
    all.delete(listener);
    stop();
  });
}

/** Tells what there is now, and again whenever something comes. Returns what ends it. */
function listen(visit: Visit, stream: Stream, res: Response): () => void {
  const { kith, locale, query, session } = visit;
  const since = readId(query.get("since") ?? undefined) ?? 0;
  let told = 0;
  let changed = false;
  let waiting: NodeJS.Timeout | undefined;
  // Asked before anything is told: since they began to listen they may have left, or have been sent away.
  const isHere = async (): Promise<boolean> => {
    const now = await findSession(kith, session?.token ?? "");
    const here = now !== undefined && actsAlike(now, session);
    if (!here) res.end();
    return here;
  };
  const tell = async () => {
    waiting = undefined;
    if (!(await isHere())) return;
    const count = await stream.count(since);
    if ((count === told && !changed) || res.closed) return;
    [told, changed] = [count, false];
    res.write(`data: ${locale.t(stream.key, { count })}\n\n`);
  };
  const failed = (error: unknown) => kith.log.error("what is new could not be counted: {error}", { error });
  const wake = () => {
    waiting ??= setTimeout(() => void tell().catch(failed), TOGETHER).unref();
  };
  const hear = async (message: BusMessage) => {
    const said = (await stream.says?.(message)) ?? "nothing";
    if (typeof said === "object") {
      if ((await isHere()) && !res.closed) res.write(`event: typing\ndata: ${said.typing}\n\n`);
      return;
    }
    if (stream.says !== undefined && said === "nothing") return;
    changed = said === "changed";
    wake();
  };
  const beat = async () => {
    if (await isHere()) res.write(":\n\n");
  };
  const timer = setInterval(() => void beat().catch(failed), BEAT).unref();
  const ends = stream.channels.map((channel) => kith.bus.subscribe(channel, (message) => void hear(message).catch(failed)));
  void tell().catch(failed);
  return () => {
    clearTimeout(waiting);
    clearInterval(timer);
    for (const end of ends) end();
  };
}

/** The page that listens: who may not open it may not listen. */
function pageOf(name: string): string {
  const [kind = ""] = name.split(":");
  return kind === "notifications" ? "/notifications" : kind === "messages" || kind === "talk" ? "/messages" : "/home";
}

/** Whether they are still here in the same name, and may do the same in it. */
const actsAlike = (one: WebSession, other: WebSession | undefined): boolean =>
  one.account.id === other?.account.id &&
  one.member?.role === other.member?.role &&
  one.member?.messages === other.member?.messages;

async function openStream(visit: Visit, name: string): Promise<Stream> {
  const { kith, viewer_id } = visit;
  const [kind = "", ...rest] = name.split(":");
  const asked = rest.join(":");
  if (kind === "home") {
    const without = homeWithout(myUser(visit));
    return posts(visit, "home", homeChannel(viewer_id), async (paging) => await homeStatusIds(kith, viewer_id, paging, without));
  }
  if (kind === "local" || kind === "federated") {
    const local = kind === "local";
    const channel = publicChannel(local ? "local" : "all", false);
    return posts(visit, "public", channel, async (paging) => await publicStatusIds(kith, viewer_id, { local }, paging));
  }
  if (kind === "tag" && asked !== "") {
    const tag = normalizeTag(asked);
    return posts(visit, "public", tagChannel(tag, false), async (paging) => await tagStatusIds(kith, viewer_id, { tag }, paging));
  }
  if (kind === "list") {
    const list = await getList(kith.db, viewer_id, readId(asked));
    return posts(visit, "home", listChannel(list.id), async (paging) => await listStatusIds(kith, list, paging));
  }
  if (kind === "messages" || kind === "talk") return await openChats(visit, kind === "talk" ? (readId(asked) ?? 0) : undefined);
  if (kind !== "notifications") throw missing();
  const count = async (since: number) =>
    (await notificationRows(kith, viewer_id, {}, { limit: MOST_COUNTED, since_id: since })).length;
  return { channels: [notificationChannel(viewer_id)], key: "notifications.new_notices", count };
}

/** Of one chat, or of all: whatever happens there is told. */
async function openChats({ kith, viewer_id, locale }: Visit, id: number | undefined): Promise<Stream> {
  const chat = id === undefined ? undefined : await findChat(kith.db, viewer_id, id);
  if (id !== undefined && chat === undefined) throw missing();
  const count = async (since: number) => {
    const paging = { limit: MOST_COUNTED, since_id: since };
    if (id === undefined) return (await loadChats(kith.db, viewer_id, paging)).length;
    // As it is now: whoever has been taken out is told nothing of what is said since.
    const now = await findChat(kith.db, viewer_id, id);
    return now === undefined ? 0 : (await messageIds(kith.db, now, paging)).length;
  };
  const says = async ({ event, payload }: BusMessage) => {
    const { chat_id, account_id = 0 } = JSON.parse(payload) as ChatNews;
    if (id !== undefined && chat_id !== id) return "nothing";
    if (event !== CHAT_TYPING) return "changed";
    const account = id === undefined ? undefined : await findAccountById(kith.db, account_id);
    if (account === undefined) return "nothing";
    return { typing: locale.t("messages.typing", { name: (account.display_name || account.username).replace(/\s+/g, " ") }) };
  };
  return { channels: [chatChannel(viewer_id)], key: "messages.new_messages", count, says };
}

/** What the viewer's own filters hide is not counted. */
function posts(visit: Visit, context: FilterContext, channel: string, idsOf: (paging: Paging) => Promise<number[]>): Stream {
  const count = async (since: number) => {
    const ids = await idsOf({ limit: MOST_COUNTED, since_id: since });
    if (ids.length === 0) return 0;
    const { filtered, statuses } = await loadFor(visit, ids, context);
    const met = (id: number) => filtered.get(id) ?? filtered.get(statuses.get(id)?.reblog_of_id ?? 0);
    return ids.filter((id) => met(id)?.some(({ filter }) => filter.action === "hide") !== true).length;
  };
  return { channels: [channel], key: "post.new_posts", count };
}
