/** https://docs.joinmastodon.org/methods/timelines/, /favourites/ and /bookmarks/: statuses, page by page. */
import { cardUrl } from "../cards/link.ts";
import type { Paging } from "../db/paging.ts";
import { missing } from "../errors.ts";
import { findGroupOf, groupStatusIds } from "../groups/lists.ts";
import { getList } from "../lists/lists.ts";
import { directStatusIds } from "../timelines/direct.ts";
import { homeOutlines } from "../timelines/home.ts";
import { linkStatusIds } from "../timelines/link.ts";
import { listStatusIds } from "../timelines/list.ts";
import { bookmarkStatusIds, favouriteStatusIds, type MarkedStatus } from "../timelines/marked.ts";
import { publicOutlines } from "../timelines/public.ts";
import { tagStatusIds } from "../timelines/tag.ts";
import type { Kith } from "../kith.ts";
import { paged } from "./links.ts";
import { anyone, get, idParam, late, me, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { isTrue, listOf, pagingOf, textOf } from "./shapes.ts";
import { statusList } from "./texts/load.ts";

const idsIn = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);

async function home(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const found = await homeOutlines(request.kith, me(request).id, paging);
  return paged(request, await statusList(request, found, "home"), { cursors: idsIn(found), paging });
}

async function direct(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const ids = await directStatusIds(request.kith, me(request).id, paging);
  return paged(request, await statusList(request, ids, "thread"), { cursors: ids, paging });
}

/** The switches that the public and the tag timelines share. */
const placeOf = ({ query }: ApiRequest) => ({
  local: isTrue(query["local"]),
  remote: isTrue(query["remote"]),
  only_media: isTrue(query["only_media"]),
});

async function everybody(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const found = await publicOutlines(request.kith, request.viewer_id, placeOf(request), paging);
  return paged(request, await statusList(request, found, "public"), { cursors: idsIn(found), paging });
}

async function tag(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const names = (name: string) => (listOf(request.query[name]) ?? []).map(textOf);
  const asked = {
    tag: request.params["hashtag"] ?? "",
    any: names("any"),
    all: names("all"),
    none: names("none"),
    ...placeOf(request),
  };
  const ids = await tagStatusIds(request.kith, request.viewer_id, asked, paging);
  return paged(request, await statusList(request, ids, "public"), { cursors: ids, paging });
}

/** @throws Refusal `missing` for an address that nobody has posted */
async function link(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, query } = request;
  const paging = pagingOf(query);
  const ids = await linkStatusIds(kith, viewer_id, cardUrl(textOf(query["url"]).slice(0, 2048)) ?? "", paging);
  if (ids === undefined) throw missing();
  return paged(request, await statusList(request, ids, "public"), { cursors: ids, paging });
}

async function list(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const paging = pagingOf(request.query);
  const group = await findGroupOf(kith.db, me(request).id, idParam(request));
  const ids =
    group === undefined
      ? await listStatusIds(kith, await getList(kith.db, me(request).id, idParam(request)), paging)
      : await groupStatusIds(kith, me(request).id, group, paging);
  return paged(request, await statusList(request, ids, "home"), { cursors: ids, paging });
}

type Marked = (kith: Kith, account_id: number, paging: Paging) => Promise<MarkedStatus[]>;

const marked =
  (rows: Marked) =>
  async (request: ApiRequest): Promise<Answer> => {
    const paging = pagingOf(request.query);
    const found = await rows(request.kith, me(request).id, paging);
    const statuses = await statusList(
      request,
      found.map(({ status_id }) => status_id),
      "thread",
    );
    return paged(request, statuses, { cursors: found.map(({ id }) => id), paging });
  };

export const timelineRoutes: readonly Route[] = [
  get("/api/v1/timelines/home", late(user("read:statuses")), home),
  get("/api/v1/timelines/direct", late(user("read:statuses")), direct),
  get("/api/v1/timelines/public", late(anyone("read:statuses")), everybody),
  get("/api/v1/timelines/tag/:hashtag", late(anyone("read:statuses")), tag),
  get("/api/v1/timelines/list/:id", late(user("read:lists")), list),
  get("/api/v1/timelines/link", late(anyone("read:statuses")), link),
  get("/api/v1/favourites", late(user("read:favourites")), marked(favouriteStatusIds)),
  get("/api/v1/bookmarks", late(user("read:bookmarks")), marked(bookmarkStatusIds)),
];
