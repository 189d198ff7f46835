/** Home, what is said here, what arrives from everywhere, tags, and what one keeps: pages of statuses. */
import type { Paging } from "../db/paging.ts";
import type { FilterContext } from "../db/values.ts";
import { findTag } from "../tags/find.ts";
import { withFilters } from "../filters/match.ts";
import { loadMarkers, writeMarkers } from "../markers/markers.ts";
import { loadStatusPage } from "../statuses/load.ts";
import type { StatusPage } from "../statuses/page.ts";
import { normalizeTag } from "../text/names.ts";
import { homeStatusIds } from "../timelines/home.ts";
import { bookmarkStatusIds, favouriteStatusIds, type MarkedStatus } from "../timelines/marked.ts";
import { publicStatusIds } from "../timelines/public.ts";
import { tagStatusIds } from "../timelines/tag.ts";
import type { Pager } from "../../views/context.ts";
import { routes } from "../../views/routes.ts";
import { bookmarksView, favouritesView, homeView, publicView, tagView } from "../../views/timelines.ts";
import { contextOf } from "./context.ts";
import { cut, isFirstPage, readPaging } from "./paging.ts";
import { page, show, type Answer, type Handle, type Route } from "./respond.ts";
import { me, type Visit } from "./visit.ts";

/** Loads what the viewer may and wants to see of some statuses. */
export async function loadFor(visit: Visit, ids: readonly number[], context: FilterContext): Promise<StatusPage> {
  const loaded = await loadStatusPage(visit.kith.db, visit.viewer_id, ids);
  return visit.viewer_id === 0 ? loaded : await withFilters(visit.kith, loaded, context);
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

async function showHome(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  me(visit);
  const timeline = await loadTimeline(visit, "home", async (paging) => await homeStatusIds(kith, viewer_id, paging));
  const [marker] = await loadMarkers(kith.db, viewer_id, ["home"]);
  const newest = timeline.page.ids[0];
  // What has been shown has been read: the next visit draws its line here.
  if (isFirstPage(timeline.paging) && newest !== undefined && newest > (marker?.last_read_id ?? 0))
    await writeMarkers(kith, viewer_id, { home: newest });
  return show(homeView(await contextOf(visit), { ...timeline, last_read_id: marker?.last_read_id }));
}

const showPublic =
  (which: "local" | "federated"): Handle =>
  async (visit) => {
    const options = { local: which === "local" };
    const timeline = await loadTimeline(
      visit,
      "public",
      async (paging) => await publicStatusIds(visit.kith, visit.viewer_id, options, paging),
    );
    return show(publicView(await contextOf(visit), { ...timeline, which }));
  };

async function showTag(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const asked = (visit.params["name"] ?? "").slice(0, 500);
  const tag = await findTag(kith.db, asked);
  const name = tag === undefined ? normalizeTag(asked) : tag.display_name || tag.name;
  const timeline = await loadTimeline(
    visit,
    "public",
    async (paging) => await tagStatusIds(kith, viewer_id, { tag: asked }, paging),
  );
  return show(tagView(await contextOf(visit), { ...timeline, name }));
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
  page(routes.local, "anyone", showPublic("local")),
  page(routes.federated, "anyone", showPublic("federated")),
  page("/tags/:name", "anyone", showTag),
  page(routes.bookmarks, "member", showMarked({ idsOf: bookmarkStatusIds, view: bookmarksView })),
  page(routes.favourites, "member", showMarked({ idsOf: favouriteStatusIds, view: favouritesView })),
];
