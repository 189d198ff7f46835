/** Searching: a handle or an address is looked up on its server, words are searched for here. */
import { addressKey, assertLimit } from "../../access/limits.ts";
import { findCollectionAt } from "../../collections/address.ts";
import { completeCollections, getCollection } from "../../collections/load.ts";
import { withFilters } from "../../filters/match.ts";
import { loadAccounts } from "../../accounts/find.ts";
import { search } from "../../search/search.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { httpUrl } from "../../text/outside.ts";
import type { CollectionCard } from "../../../views/parts/collection-card.ts";
import { routes } from "../../../views/frame/routes.ts";
import { advancedSearchView, SEARCH_TYPES, searchView, type SearchType } from "../../../views/reading/search.ts";
import { isShown, relationsOf } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import { cutByOffset, offsetPage } from "./explore.ts";
import { cut, isFirstPage, readPaging } from "../frame/paging.ts";
import { go, page, show, type Answer, type Route } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";

const SIZE = 20;
/** On the page of everything, lists are short: each has its own. */
const GLANCE = 5;
const MOST_CHARACTERS = 1000;

async function showSearch(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, query } = visit;
  const composed = composeQuery(query);
  if (composed !== "") return go(routes.searchFor(composed, "statuses"));
  const q = (query.get("q") ?? "").trim().slice(0, MOST_CHARACTERS);
  const type = SEARCH_TYPES.find((one) => one === query.get("type")) ?? "";
  if (q !== "") await assertLimit(kith, viewer_id === 0 ? "ip" : "account", viewer_id === 0 ? addressKey(visit.ip) : viewer_id);
  const found = await find(visit, q, type);
  const statuses = viewer_id === 0 ? found.page : await withFilters(kith, found.page, "public");
  const relations = await relationsOf(
    visit,
    found.accounts.map(({ id }) => id),
  );
  return show(searchView(await contextOf(visit), { q, type, ...found, relations, page: statuses }));
}

/** Posts page by their ids, people and tags by their number. */
async function find(visit: Visit, q: string, type: SearchType) {
  const { kith, viewer_id } = visit;
  const paging = readPaging(visit, SIZE);
  const first = isFirstPage(paging);
  const byOffset = type === "accounts" || type === "hashtags";
  // Of everything, only posts have further pages. Visitors do not read on for ever.
  const kind = type === "" ? (first ? undefined : "statuses") : type;
  const place = byOffset ? (viewer_id === 0 ? { limit: SIZE } : offsetPage(visit, SIZE)) : paging;
  // Other servers are asked only on behalf of somebody who lives here.
  const found = await search(kith, viewer_id, { q, ...place, type: kind, resolve: first && viewer_id !== 0 });
  const collections = await collectionsAt(visit, q, type, found.account_ids.length + found.status_ids.length);
  const loaded = await loadAccounts(kith.db, found.account_ids);
  const people = found.account_ids.flatMap((id) => loaded.get(id) ?? []);
  if (byOffset) {
    const { pager } = cutByOffset<unknown>(visit, type === "accounts" ? people : found.tags);
    const accounts = people.slice(0, SIZE).filter(isShown);
    return { accounts, tags: found.tags.slice(0, SIZE), page: await loadStatusPage(kith.db, viewer_id, []), pager, collections };
  }
  const most = type === "" ? GLANCE : SIZE;
  const { items: ids, pager } = cut(visit, paging, found.status_ids, (id) => id);
  return {
    accounts: people.filter(isShown).slice(0, most),
    tags: found.tags.slice(0, most),
    page: await loadStatusPage(kith.db, viewer_id, ids),
    pager,
    collections,
  };
}

/** The one whose address was typed, when nothing else is there. */
async function collectionsAt({ kith, viewer_id }: Visit, q: string, type: SearchType, others: number): Promise<CollectionCard[]> {
  const url = type === "" && others === 0 ? httpUrl(q) : undefined;
  if (url === undefined) return [];
  const id = await findCollectionAt(kith, url, viewer_id !== 0);
  const known = id === undefined ? undefined : await getCollection(kith.db, viewer_id, id).catch(() => undefined);
  if (known === undefined) return [];
  const loaded = await completeCollections(kith.db, viewer_id, [known]);
  return loaded.map(({ collection, items }) => ({ collection, count: items.length }));
}

const OPERATORS = ["from", "after", "before", "has", "is", "language", "in"] as const;

/** The query that the form of `advancedSearchView` asks for; "" when it is not that form that was sent, or nothing was filled in. */
export function composeQuery(query: URLSearchParams): string {
  const read = (name: string) => (query.get(name) ?? "").trim().slice(0, 320);
  if (!query.has("words")) return "";
  const without = read("without")
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `-${word.replace(/^-+/, "")}`);
  const operators = OPERATORS.flatMap((name) => {
    const value = read(name).replace(/\s+/g, "").replace(/^@/, "");
    return value === "" ? [] : [`${name}:${value}`];
  });
  const replies = query.has("no_replies") ? ["-is:reply"] : [];
  return [read("words"), ...without, ...operators, ...replies].filter(Boolean).join(" ").slice(0, MOST_CHARACTERS);
}

export const searchRoutes: readonly Route[] = [
  page(routes.search(), "anyone", showSearch),
  page(routes.advancedSearch, "member", async (visit) => show(advancedSearchView(await contextOf(visit)))),
];
