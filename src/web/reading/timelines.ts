/** Home, what is said here, what arrives from everywhere, tags, links and lists, and what one keeps: pages of statuses. */
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import type { Paging } from "../../db/paging.ts";
import type { FilterContext } from "../../db/values.ts";
import { withFilters } from "../../filters/match.ts";
import { getList } from "../../lists/lists.ts";
import { loadMarkers, writeMarkers } from "../../markers/markers.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { loadTray } from "../../stories/load.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { homeStatusIds, type HomeWithout } from "../../timelines/home.ts";
import { linkStatusIds } from "../../timelines/link.ts";
import { listStatusIds } from "../../timelines/list.ts";
import { bookmarkStatusIds, favouriteStatusIds, type MarkedStatus } from "../../timelines/marked.ts";
import { publicStatusIds } from "../../timelines/public.ts";
import { loadWriters } from "../../teams/authors.ts";
import type { Pager } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import { bookmarksView, favouritesView, homeView, linkView, listView, publicView } from "../../../views/reading/timelines.ts";
import { contextOf } from "../frame/context.ts";
import { cut, isFirstPage, readPaging, seenBefore, withSeen } from "../frame/paging.ts";
import { action, go, page, show, type Answer, type Handle, type Route } from "../frame/respond.ts";
import { idParam, me, myUser, returnPath, type Visit } from "../frame/visit.ts";

const MAX_ADDRESS = 2048;

/** Loads what the viewer may and wants to see of some statuses. */
export async function loadFor(visit: Visit, ids: readonly number[], context: FilterContext): Promise<StatusPage> {
  const loaded = await loadStatusPage(visit.kith.db, visit.viewer_id, ids);
  if (visit.viewer_id === 0) return loaded;
  const writers = await loadWriters(visit.kith.db, visit.viewer_id, loaded.statuses.values());
  return { ...(await withFilters(visit.kith, loaded, context)), writers };
}

/** A page of a list of ids that is paged by those ids. */
export async function loadTimeline(
  visit: Visit,
  context: FilterContext,
  idsOf: (paging: Paging) => Promise<number[]>,
): Promise<{ page: StatusPage; pager: Pager; paging: Paging }> {
  const paging = readPaging(visit);
  const { items, pager } = cut(visit, paging, await idsOf(paging), (id) => id);
  return { page: await loadFor(visit, items, context), pager, paging };
}

/** Only statuses with media: `?only_media=1`. */
export const wantsMedia = ({ query }: Pick<Visit, "query">): boolean => query.get("only_media") === "1";

/** What somebody leaves out of their home, on our pages. */
export function homeWithout(user: Parameters<typeof readSettings>[0]): HomeWithout {
  const { home_reblogs, home_replies } = readSettings(user);
  return { reblogs: !home_reblogs, replies: !home_replies };
}

async function showHome(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const without = homeWithout(myUser(visit));
  const idsOf = async (paging: Paging) => await homeStatusIds(kith, viewer_id, paging, without);
  const timeline = await loadTimeline(visit, "home", idsOf);
  const [marker] = await loadMarkers(kith.db, viewer_id, ["home"]);
  const newest = timeline.page.ids[0];
  // What has been shown has been read: the next visit draws its line here.
  if (isFirstPage(timeline.paging) && newest !== undefined && newest > (marker?.last_read_id ?? 0))
    await writeMarkers(kith, viewer_id, { home: newest });
  const last_read_id = seenBefore(visit, timeline.paging, marker?.last_read_id);
  const pager = withSeen(timeline.pager, last_read_id, timeline.page.ids.at(-1));
  const tray = isFirstPage(timeline.paging) ? await loadTray(kith, viewer_id) : undefined;
  return show(homeView(await contextOf(visit), { ...timeline, pager, last_read_id, tray }));
}

async function saveHome(visit: Visit): Promise<Answer> {
  const { form } = visit;
  const chosen = { home_reblogs: form.text("reblogs") !== "", home_replies: form.text("replies") !== "" };
  await changeSettings(visit.kith, myUser(visit), { settings: chosen });
  return go(returnPath(visit, routes.home), "post.said_home_shows");
}

const showPublic =
  (which: "local" | "federated"): Handle =>
  async (visit) => {
    const only_media = wantsMedia(visit);
    const options = { local: which === "local", only_media };
    const timeline = await loadTimeline(
      visit,
      "public",
      async (paging) => await publicStatusIds(visit.kith, visit.viewer_id, options, paging),
    );
    return show(publicView(await contextOf(visit), { ...timeline, which, only_media }));
  };

async function showList(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const list = await getList(kith.db, me(visit).id, idParam(visit));
  const timeline = await loadTimeline(visit, "home", async (paging) => await listStatusIds(kith, list, paging));
  return show(listView(await contextOf(visit), { ...timeline, list }));
}

async function showLink(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const url = (visit.query.get("url") ?? "").trim().slice(0, MAX_ADDRESS);
  const timeline = await loadTimeline(
    visit,
    "public",
    async (paging) => (await linkStatusIds(kith, viewer_id, url, paging)) ?? [],
  );
  const [first] = timeline.page.ids;
  const name = timeline.page.cards.get(first ?? 0)?.title ?? "";
  return show(linkView(await contextOf(visit), { ...timeline, url, name }));
}

type Marked = {
  idsOf: (kith: Visit["kith"], account_id: number, paging: Paging) => Promise<MarkedStatus[]>;
  view: typeof bookmarksView;
};

const showMarked =
  ({ idsOf, view }: Marked): Handle =>
  async (visit) => {
    const paging = readPaging(visit);
    const { items, pager } = cut(visit, paging, await idsOf(visit.kith, me(visit).id, paging), ({ id }) => id);
    const statuses = await loadFor(
      visit,
      items.map(({ status_id }) => status_id),
      "account",
    );
    return show(view(await contextOf(visit), { page: statuses, pager }));
  };

export const timelineRoutes: readonly Route[] = [
  page(routes.home, "member", showHome),
  action(routes.homeShows, "member", saveHome),
  page(routes.local, "anyone", showPublic("local")),
  page(routes.federated, "anyone", showPublic("federated")),
  page("/lists/:id", "member", showList),
  page("/links", "anyone", showLink),
  page(routes.bookmarks, "member", showMarked({ idsOf: bookmarkStatusIds, view: bookmarksView })),
  page(routes.favourites, "member", showMarked({ idsOf: favouriteStatusIds, view: favouritesView })),
];
