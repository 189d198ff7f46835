/** https://docs.joinmastodon.org/methods/search/ */
import { malformed, unauthenticated } from "../errors.ts";
import { withFilters } from "../filters/match.ts";
import { search, type Search } from "../search/search.ts";
import { showCollectionAt } from "./collections.ts";
import { sceneOf } from "./entities/scene.ts";
import { renderStatuses } from "./entities/status.ts";
import { renderAccounts } from "./present.ts";
import { answer, anyone, get, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { idsOf, isTrue, limitOf, offsetOf, pagingOf, textOf } from "./shapes.ts";
import { showTags } from "./tags.ts";

const TYPES = ["accounts", "statuses", "hashtags"] as const;

async function find(request: ApiRequest) {
  const { kith, viewer_id, query } = request;
  const type = TYPES.find((each) => each === query["type"]);
  const asked: Search = {
    q: textOf(query["q"]),
    type,
    limit: limitOf(query, 20, 40),
    // A page of three lists has no second one.
    offset: type === undefined ? 0 : offsetOf(query),
    resolve: isTrue(query["resolve"]),
    following: isTrue(query["following"]),
    exclude_unreviewed: isTrue(query["exclude_unreviewed"]),
    account_id: idsOf(query["account_id"], 1)[0],
    max_id: pagingOf(query).max_id,
    min_id: pagingOf(query).min_id,
  };
  if (asked.q.trim() === "") throw malformed("param is missing or the value is empty: q");
  // Who is not logged in may neither make us ask other servers nor read on for ever.
  if (viewer_id === 0 && asked.resolve === true)
    throw unauthenticated("Search queries that resolve remote resources are not supported without authentication");
  if (viewer_id === 0 && offsetOf(query) > 0)
    throw unauthenticated("Search queries pagination is not supported without authentication");
  const found = await search(kith, viewer_id, asked);
  const statuses = await withFilters(kith, found.statuses, "public");
  const accounts = await renderAccounts(request, found.accounts);
  return { found, accounts, statuses: renderStatuses(statuses, sceneOf(kith)) };
}

async function v2(request: ApiRequest): Promise<Answer> {
  const { found, accounts, statuses } = await find(request);
  const collections = accounts.length + statuses.length === 0 ? await showCollectionAt(request) : [];
  return answer({ accounts, statuses, hashtags: await showTags(request, found.tags), collections });
}

/** Tags were names only. */
async function v1(request: ApiRequest): Promise<Answer> {
  const { found, accounts, statuses } = await find(request);
  return answer({ accounts, statuses, hashtags: found.tags.map(({ name }) => name) });
}

export const searchRoutes: readonly Route[] = [
  get("/api/v2/search", anyone("read:search"), v2),
  get("/api/v1/search", user("read:search"), v1),
];
