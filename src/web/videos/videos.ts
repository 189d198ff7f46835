/** Watching videos: what there is, the channel of somebody, its feeds, and the page of one. */
import { findAccountByHandle } from "../../accounts/find.ts";
import { fromJson } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import { gone, missing } from "../../errors.ts";
import { withoutHeading } from "../../html.ts";
import { readId } from "../../ids.ts";
import { inSteps } from "../../insights/hiding.ts";
import { noteWatch } from "../../insights/watches.ts";
import { addressesOf } from "../../media/addresses.ts";
import { plainText } from "../../text/plain.ts";
import { acct } from "../../uris.ts";
import { chaptersIn, chapterTrack, refreshChapters, withoutChapters } from "../../videos/chapters.ts";
import { channelEntries, videoOf, type ChannelQuery } from "../../videos/load.ts";
import { acctOf, routes, type FeedKind } from "../../../views/frame/routes.ts";
import { channelView, exploreVideosView } from "../../../views/videos/videos.ts";
import { watchView } from "../../../views/videos/watch.ts";
import { getNamed, relationsOf } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import { answerFeed, FEED_KINDS } from "../reading/feeds.ts";
import { cut, readPaging } from "../frame/paging.ts";
import type * as PlaylistFilms from "./playlist-films.ts";
import type * as Playlists from "./playlists.ts";
import { action, go, makes, page, show, upload, type Answer, type Route } from "../frame/respond.ts";
import { getOriginal, loadThread } from "../reading/thread.ts";
import { loadFor } from "../reading/timelines.ts";
import { idParam, type Visit } from "../frame/visit.ts";

const SIZE = 24;
const NEXT = 8;
const ITEMS = 20;
/** Of a channel, on its page. */
const PLAYLISTS = 6;

async function loadGrid(visit: Visit, query: Omit<ChannelQuery, "paging">) {
  const paging = readPaging(visit, SIZE);
  const found = await channelEntries(visit.kith, visit.viewer_id, { ...query, paging });
  const { items, pager } = cut(visit, paging, found, ({ media_id }) => media_id);
  const ids = items.map(({ status_id }) => status_id);
  return { page: await loadFor(visit, ids, query.account === undefined ? "public" : "account"), pager };
}

const showExplore = async (visit: Visit): Promise<Answer> =>
  show(exploreVideosView(await contextOf(visit), await loadGrid(visit, {})));

async function showChannel(visit: Visit): Promise<Answer> {
  const account = await getNamed(visit);
  if (account.suspended_at > 0) throw gone();
  const { kith, viewer_id } = visit;
  await (await import("../../playlists/receive.ts")).noteWanted(kith, account);
  const { loadPlaylists } = await import("../../playlists/load.ts");
  const { showPlaylists } = await import("../../playlists/show.ts");
  const found = await loadPlaylists(kith.db, viewer_id, account.id, { limit: PLAYLISTS });
  const playlists = await showPlaylists(kith, viewer_id, found);
  return show(channelView(await contextOf(visit), { account, playlists, ...(await loadGrid(visit, { account })) }));
}

async function showWatch(visit: Visit): Promise<Answer> {
  const { params, query } = visit;
  const status = await getOriginal(visit, idParam(visit));
  if (visit.wants_activity) return go(status.uri);
  const thread = await loadThread(visit, status);
  const found = videoOf(thread.page.media.get(status.id), thread.page.videos);
  const author = thread.page.accounts.get(status.account_id);
  if (author === undefined) throw missing();
  if (found === undefined) return go(routes.status(status.id, author));
  // One address for each.
  if (params["acct"] !== acct(author) || params["id"] !== String(status.id)) return go(addressIn(query, author, status.id));
  const { loadLists } = await import("./watch-lists.ts");
  const chapters = chaptersIn(await refreshChapters(visit.kith, found.video), status.content);
  const description = withoutChapters(withoutHeading(status.content, found.video.title), chapters);
  if (author.host === "") noteWatch(visit.kith, visit, { media_id: found.media.id, account_id: author.id });
  const { views_count } = found.video;
  const view = watchView(await contextOf(visit), {
    ...thread,
    media: found.media,
    views: author.host === "" ? inSteps(views_count) : views_count,
    video: found,
    description,
    chapters,
    relation: (await relationsOf(visit, [author.id])).get(author.id),
    lines: found.rungs.find(({ lines }) => String(lines) === query.get("size"))?.lines,
    from: Math.min(Math.max(Math.trunc(Number(query.get("t"))) || 0, 0), 1_000_000),
    next: await loadNext(visit, author, found.media.id),
    ...(await loadLists(visit, status)),
  });
  return show(view);
}

/** With the playlist in which it was asked for. */
function addressIn(query: URLSearchParams, author: Account, id: number): string {
  const list = readId(query.get("list") ?? undefined);
  return list === undefined
    ? routes.watch(author, id)
    : routes.watchIn(author, id, { list, at: readId(query.get("at") ?? undefined) });
}

/** The chapters, for the player itself: for whoever may see the page. */
async function showChapters(visit: Visit): Promise<Answer> {
  const status = await getOriginal(visit, idParam(visit));
  const page = await loadFor(visit, [status.id], "thread");
  const found = videoOf(page.media.get(status.id), page.videos);
  const chapters = found === undefined ? [] : chaptersIn(found.video, status.content);
  if (found === undefined || chapters.length === 0) throw missing();
  const { duration = 0 } = fromJson(found.media.meta).original ?? {};
  return { document: chapterTrack(chapters, duration), type: "text/vtt; charset=utf-8", kept_for: 0 };
}

/** What the channel has before it; of its oldest ones, its newest. */
async function loadNext(visit: Visit, account: Account, media_id: number) {
  const { kith, viewer_id } = visit;
  const before = await channelEntries(kith, viewer_id, { account, paging: { limit: NEXT, max_id: media_id } });
  const rest = before.length === NEXT ? [] : await channelEntries(kith, viewer_id, { account, paging: { limit: NEXT } });
  const ids = [...before, ...rest].filter((entry) => entry.media_id !== media_id).map(({ status_id }) => status_id);
  return await loadFor(visit, [...new Set(ids)].slice(0, NEXT), "account");
}

/** What anybody may see of a channel here, as podcasts are read: the film of each is its enclosure. */
async function showFeed(visit: Visit, kind: FeedKind): Promise<Answer> {
  const { kith, locale } = visit;
  const account = await findAccountByHandle(kith.db, visit.params["username"] ?? "", "");
  if (account === undefined || account.actor_type === "Application") throw missing();
  if (account.deleted_at > 0 || account.suspended_at > 0) throw gone();
  const entries = await channelEntries(kith, 0, { account, paging: { limit: ITEMS } });
  const name = account.display_name === "" ? account.username : account.display_name;
  return await answerFeed(
    visit,
    kind,
    entries.map(({ status_id }) => status_id),
    {
      title: `${locale.t("videos.of", { name })} (@${acctOf(account)}@${kith.instance.domain})`,
      description: plainText(account.note),
      page: `${kith.instance.origin}${routes.channel(account)}`,
      self: routes.channelFeed(account, kind),
      picture: addressesOf(kith).portraitUrl(account, "avatar"),
    },
  );
}

/** What has to do with playlists is read when somebody first asks for one. */
const lists =
  (pick: (pages: typeof Playlists) => (visit: Visit) => Promise<Answer>) =>
  async (visit: Visit): Promise<Answer> =>
    await pick(await import("./playlists.ts"))(visit);

const films =
  (pick: (pages: typeof PlaylistFilms) => (visit: Visit) => Promise<Answer>) =>
  async (visit: Visit): Promise<Answer> =>
    await pick(await import("./playlist-films.ts"))(visit);

export const videoRoutes: readonly Route[] = [
  page(
    "/@:acct/playlists",
    "anyone",
    lists(({ showChannelsPlaylists }) => showChannelsPlaylists),
  ),
  page(
    "/@:acct/playlists/:id",
    "anyone",
    lists(({ showOne }) => showOne),
  ),
  page(
    routes.newPlaylist,
    "member",
    lists(
      ({ showForm }) =>
        async (visit) =>
          await showForm(visit),
    ),
  ),
  makes(
    upload(
      routes.ownPlaylists,
      lists(({ make }) => make),
    ),
  ),
  page(
    "/playlists/:id",
    "member",
    lists(({ showOwn }) => showOwn),
  ),
  upload(
    "/playlists/:id",
    lists(({ save }) => save),
  ),
  page(
    "/playlists/:id/delete",
    "member",
    lists(({ askDrop }) => askDrop),
  ),
  action(
    "/playlists/:id/delete",
    "member",
    lists(({ drop }) => drop),
  ),
  action(
    "/playlists/:id/films",
    "member",
    films(({ arrange }) => arrange),
  ),
  page(
    "/playlists/:id/add",
    "member",
    films(
      ({ showAdd }) =>
        async (visit) =>
          await showAdd(visit),
    ),
  ),
  makes(
    action(
      "/playlists/:id/add",
      "member",
      films(({ add }) => add),
    ),
  ),
  page(
    "/statuses/:id/playlists",
    "member",
    films(({ showPut }) => showPut),
  ),
  makes(
    action(
      "/statuses/:id/playlists",
      "member",
      films(({ put }) => put),
    ),
  ),
  page(routes.exploreVideos, "anyone", showExplore),
  ...FEED_KINDS.map((kind) => page(`/@:username/videos.${kind}`, "anyone", async (visit) => await showFeed(visit, kind))),
  page("/@:acct/videos", "anyone", showChannel),
  page("/@:acct/videos/:id/chapters.vtt", "anyone", showChapters),
  page("/@:acct/videos/:id", "anyone", showWatch),
];
