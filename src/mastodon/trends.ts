/** https://docs.joinmastodon.org/methods/trends/ */
import { loadAccounts } from "../accounts/find.ts";
import { loadCards } from "../cards/load.ts";
import type { Account } from "../db/schema.ts";
import type { TrendKind } from "../db/values.ts";
import { loadTagsById } from "../tags/find.ts";
import { loadLinkHistory, trendIds, trendingStatusIds } from "../trends/load.ts";
import { sceneOf } from "./entities/scene.ts";
import { renderTrendLink } from "./entities/trend-link.ts";
import { pagedByOffset } from "./links.ts";
import { showStatuses } from "./present.ts";
import { anyone, get, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { limitOf, offsetOf } from "./shapes.ts";
import { showTags } from "./tags.ts";

/** A page of trends as the query asks for it. */
export const trendPageOf = ({ query }: ApiRequest, usual: number, most: number) => ({
  limit: limitOf(query, usual, most),
  offset: offsetOf(query),
});

async function tagsOf(request: ApiRequest, ids: readonly number[]) {
  return await showTags(request, await loadTagsById(request.kith.db, ids));
}

async function linksOf({ kith, viewer_id }: ApiRequest, ids: readonly number[]) {
  if (ids.length === 0) return [];
  const cards = await loadCards(kith.db, ids);
  const histories = await loadLinkHistory(kith, ids);
  const scene = sceneOf(kith);
  const named = cards.map(({ author_id }) => author_id).filter((id) => id !== null);
  const authors = named.length === 0 ? new Map<number, Account>() : await loadAccounts(kith.db, named);
  return cards.map((card) =>
    renderTrendLink(card, histories.get(card.id) ?? [], scene, { author: authors.get(card.author_id ?? 0), viewer_id }),
  );
}

type Subjects = (request: ApiRequest, ids: readonly number[]) => Promise<readonly { id: string }[]>;

/** What trends, as its entity. */
export const trendSubjects: Readonly<Record<TrendKind, Subjects>> = {
  tag: tagsOf,
  link: linksOf,
  status: async (request, ids) => await showStatuses(request, ids, "account"),
};

async function tags(request: ApiRequest): Promise<Answer> {
  const page = trendPageOf(request, 10, 20);
  return pagedByOffset(request, await tagsOf(request, await trendIds(request.kith, "tag", page)), page);
}

async function links(request: ApiRequest): Promise<Answer> {
  const page = trendPageOf(request, 10, 20);
  return pagedByOffset(request, await linksOf(request, await trendIds(request.kith, "link", page)), page);
}

async function statuses(request: ApiRequest): Promise<Answer> {
  const page = trendPageOf(request, 20, 40);
  const ids = await trendingStatusIds(request.kith, request.viewer_id, page);
  return pagedByOffset(request, await showStatuses(request, ids, "public"), page);
}

const at = "/api/v1/trends";

export const trendRoutes: readonly Route[] = [
  get(at, anyone("read"), tags),
  get(`${at}/tags`, anyone("read"), tags),
  get(`${at}/statuses`, anyone("read"), statuses),
  get(`${at}/links`, anyone("read"), links),
];
