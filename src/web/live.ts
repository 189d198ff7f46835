/**
 * What is new since a page was loaded, as server-sent events for our own scripts: `GET /live?stream=home&since=ID`.
 *
 * The session's cookie says who listens, so only our own pages may ask (`Origin`, `Sec-Fetch-Site`), and nothing is told but a sentence with a
 * number: how much the page would show that it does not show yet. The bus only wakes us; what counts is read as the page reads it.
 */
import type { Request, Response } from "express";
import { isSameOrigin } from "../access/csrf.ts";
import { findSession } from "../access/sessions.ts";
import { findConversation, loadConversations } from "../conversations/load.ts";
import { messageIds } from "../conversations/messages.ts";
import type { Paging } from "../db/paging.ts";
import type { FilterContext } from "../db/values.ts";
import { forbidden, missing } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { getList } from "../lists/lists.ts";
import { notificationRows } from "../notifications/load.ts";
import { directChannel, homeChannel, listChannel, notificationChannel, publicChannel, tagChannel } from "../streams/channels.ts";
import { normalizeTag } from "../text/names.ts";
import { homeStatusIds } from "../timelines/home.ts";
import { listStatusIds } from "../timelines/list.ts";
import { publicStatusIds } from "../timelines/public.ts";
import { tagStatusIds } from "../timelines/tag.ts";
import type { Assets } from "./assets.ts";
import { listenersOf } from "./listeners.ts";
import { homeWithout, loadFor } from "./timelines.ts";
import { me, myUser, openVisit, type Visit } from "./visit.ts";

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
};

/** @throws Refusal for visitors, other sites, and what is no stream of theirs */
export async function serveLive(kith: Kith, assets: Assets, { req, res }: { req: Request; res: Response }): Promise<void> {
  if (!isSameOrigin(kith.instance, req.headers)) throw forbidden();
  const visit = await openVisit(kith, assets, req);
  const account_id = me(visit).id;
  const stream = await openStream(visit, visit.query.get("stream") ?? "");
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
  let waiting: NodeJS.Timeout | undefined;
  const tell = async () => {
    waiting = undefined;
    const count = await stream.count(since);
    if (count === told || res.closed) return;
    told = count;
    res.write(`data: ${locale.t(stream.key, { count })}\n\n`);
  };
  const failed = (error: unknown) => kith.log.error("what is new could not be counted: {error}", { error });
  const wake = () => {
    waiting ??= setTimeout(() => void tell().catch(failed), TOGETHER).unref();
  };
  const beat = async () => {
    if ((await findSession(kith, session?.token ?? "")) === undefined) res.end();
    else res.write(":\n\n");
  };
  const timer = setInterval(() => void beat().catch(failed), BEAT).unref();
  const ends = stream.channels.map((channel) => kith.bus.subscribe(channel, wake));
  void tell().catch(failed);
  return () => {
    clearTimeout(waiting);
    clearInterval(timer);
    for (const end of ends) end();
  };
}

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
  if (kind === "messages" || kind === "talk") {
    const talk = kind === "talk" ? await findConversation(kith.db, viewer_id, readId(asked) ?? 0) : undefined;
    if (kind === "talk" && talk === undefined) throw missing();
    const count = async (since: number) =>
      talk === undefined
        ? (await loadConversations(kith.db, viewer_id, { limit: MOST_COUNTED, since_id: since })).length
        : (await messageIds(kith.db, talk, { limit: MOST_COUNTED, since_id: since })).length;
    return { channels: [directChannel(viewer_id)], key: "messages.new_messages", count };
  }
  if (kind !== "notifications") throw missing();
  const count = async (since: number) =>
    (await notificationRows(kith, viewer_id, {}, { limit: MOST_COUNTED, since_id: since })).length;
  return { channels: [notificationChannel(viewer_id)], key: "notifications.new_notices", count };
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
