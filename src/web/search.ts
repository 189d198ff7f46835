/** Searching: a handle or an address is looked up on its server, words are searched for here. */
import { addressKey, assertLimit } from "../access/limits.ts";
import { withFilters } from "../filters/match.ts";
import { search } from "../search/search.ts";
import { routes } from "../../views/routes.ts";
import { searchView } from "../../views/search.ts";
import { isShown, relationsOf } from "./accounts.ts";
import { contextOf } from "./context.ts";
import { page, show, type Answer, type Route } from "./respond.ts";
import type { Visit } from "./visit.ts";

const SIZE = 20;
const MOST_CHARACTERS = 1000;

async function showSearch(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const q = (visit.query.get("q") ?? "").trim().slice(0, MOST_CHARACTERS);
  if (q !== "") await assertLimit(kith, viewer_id === 0 ? "ip" : "account", viewer_id === 0 ? addressKey(visit.ip) : viewer_id);
  // Other servers are asked only on behalf of somebody who lives here.
  const found = await search(kith, viewer_id, { q, limit: SIZE, resolve: viewer_id !== 0 });
  const accounts = found.accounts.filter(isShown);
  const statuses = viewer_id === 0 ? found.statuses : await withFilters(kith, found.statuses, "public");
  const relations = await relationsOf(
    visit,
    accounts.map(({ id }) => id),
  );
  return show(searchView(await contextOf(visit), { q, accounts, relations, tags: found.tags, page: statuses }));
}

export const searchRoutes: readonly Route[] = [page(routes.search(), "anyone", showSearch)];
