/** https://docs.joinmastodon.org/methods/search/ */
import { malformed, unauthenticated } from "../errors.ts";
import { search, type Search } from "../search/search.ts";
import { showCollectionAt } from "./collections.ts";
import { listText, withTexts } from "./entities/joined.ts";
import { answer, anyone, get, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { idsOf, isTrue, limitOf, offsetOf, pagingOf, textOf } from "./shapes.ts";
import { showTags } from "./tags.ts";
import { loadTexts } from "./texts/load.ts";

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
  const { account_ids, status_ids, tags } = await search(kith, viewer_id, asked);
  const texts = await loadTexts(kith, viewer_id, { found: status_ids, account_ids, context: "public" });
  const found = {
    accounts: listText(account_ids.flatMap((id) => texts.accounts.get(id) ?? [])),
    statuses: listText(texts.statuses.values()),
  };
  return { found, tags, none: account_ids.length + texts.statuses.size === 0 };
}

async function v2(request: ApiRequest): Promise<Answer> {
  const { found, tags, none } = await find(request);
  const collections = none ? await showCollectionAt(request) : [];
  return answer(withTexts({ hashtags: await showTags(request, tags), collections }, found));
}

/** Tags were names only. */
async function v1(request: ApiRequest): Promise<Answer> {
  const { found, tags } = await find(request);
  return answer(withTexts({ hashtags: tags.map(({ name }) => name) }, found));
}

export const searchRoutes: readonly Route[] = [
  get("/api/v2/search", anyone("read:search"), v2),
  get("/api/v1/search", user("read:search"), v1),
];
