/** https://docs.joinmastodon.org/methods/featured_tags/ */
import { z } from "zod";
import { rfc3339 } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { featureTag, loadFeaturedTags, removeFeaturedTag, suggestTags, unfeatureTag, type FeaturedTag } from "../tags/feature.ts";
import { tagUrl } from "../uris.ts";
import { accountParam } from "./accounts.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  nothing,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "./respond.ts";
import { parse, text } from "./shapes.ts";
import { showTag, showTags, tagParam } from "./tags.ts";

const render = ({ kith: { instance } }: ApiRequest, tag: FeaturedTag) => ({
  id: String(tag.id),
  name: tag.display_name === "" ? tag.name : tag.display_name,
  url: tagUrl(instance, tag.name),
  statuses_count: String(tag.statuses_count),
  last_status_at: tag.last_status_at === 0 ? null : rfc3339(tag.last_status_at).slice(0, 10),
});

export type FeaturedTagJson = ReturnType<typeof render>;

export const featuredTagsOf = async (request: ApiRequest, account: Account): Promise<FeaturedTagJson[]> =>
  account.suspended_at > 0 ? [] : (await loadFeaturedTags(request.kith.db, account.id)).map((tag) => render(request, tag));

const showFeatured = async (request: ApiRequest, account: Account): Promise<Answer> =>
  answer(await featuredTagsOf(request, account));

const shape = z.object({ name: text(500) });

async function add(request: ApiRequest): Promise<Answer> {
  const tag = await featureTag(request.kith, me(request), parse(request.body, shape).name);
  const found = (await loadFeaturedTags(request.kith.db, me(request).id)).find(({ tag_id }) => tag_id === tag.id);
  if (found === undefined) throw new Error("a tag that was just featured is not there");
  return answer(render(request, found));
}

const at = "/api/v1/featured_tags";

export const featuredTagRoutes: readonly Route[] = [
  get(at, user("read:accounts"), async (request) => await showFeatured(request, me(request))),
  post(at, user("write:accounts"), add),
  get(`${at}/suggestions`, user("read:accounts"), async (request) =>
    answer(await showTags(request, await suggestTags(request.kith.db, me(request).id))),
  ),
  del(`${at}/:id`, user("write:accounts"), async (request) => {
    await removeFeaturedTag(request.kith, me(request), idParam(request));
    return nothing;
  }),
  get("/api/v1/accounts/:id/featured_tags", anyone("read:accounts"), async (request) =>
    showFeatured(request, await accountParam(request)),
  ),
  post("/api/v1/tags/:name/feature", user("write:accounts"), async (request) =>
    showTag(request, await featureTag(request.kith, me(request), (await tagParam(request)).display_name)),
  ),
  post("/api/v1/tags/:name/unfeature", user("write:accounts"), async (request) => {
    const tag = await tagParam(request);
    await unfeatureTag(request.kith, me(request), tag);
    return await showTag(request, tag);
  }),
];
