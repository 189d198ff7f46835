/** https://docs.joinmastodon.org/methods/tags/ and /followed_tags/. */
import type { Instance } from "../config.ts";
import { missing } from "../errors.ts";
import { findTag, loadTagHistory, type Tag, type TagUse } from "../tags/find.ts";
import { featuredAmong } from "../tags/feature.ts";
import { followedAmong, followTag, loadFollowedTags, unfollowTag } from "../tags/follow.ts";
import { isTagName } from "../text/grammar.ts";
import { normalizeTag } from "../text/names.ts";
import { tagUrl } from "../uris.ts";
import { renderHistory } from "./entities/trend-link.ts";
import { paged } from "./links.ts";
import { answer, get, me, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { pagingOf } from "./shapes.ts";

type Shown = { instance: Instance; history: readonly TagUse[]; following: boolean | undefined; featuring: boolean | undefined };

const render = ({ id, name, display_name }: Tag, { instance, history, following, featuring }: Shown) => ({
  id: String(id),
  name: display_name === "" ? name : display_name,
  url: tagUrl(instance, name),
  history: renderHistory(history),
  ...(following === undefined ? {} : { following, featuring }),
});

/** Tags with their last week, and whether the viewer follows them. */
export async function showTags({ kith, viewer_id }: ApiRequest, tags: readonly Tag[]) {
  if (tags.length === 0) return [];
  const ids = tags.map(({ id }) => id);
  const histories = await loadTagHistory(kith.db, ids, kith.now());
  const followed = viewer_id === 0 ? undefined : await followedAmong(kith.db, viewer_id, ids);
  const featured = viewer_id === 0 ? undefined : await featuredAmong(kith.db, viewer_id, ids);
  return tags.map((tag) =>
    render(tag, {
      instance: kith.instance,
      history: histories.get(tag.id) ?? [],
      following: followed?.has(tag.id),
      featuring: featured?.has(tag.id),
    }),
  );
}

export const showTag = async (request: ApiRequest, tag: Tag): Promise<Answer> => answer((await showTags(request, [tag]))[0]);

/** A tag that nobody has used yet can be looked at all the same. */
export async function tagParam(request: ApiRequest): Promise<Tag> {
  const name = request.params["name"] ?? "";
  if (!isTagName(name.replace(/^#/, ""))) throw missing();
  const found = await findTag(request.kith.db, name);
  return found ?? { id: 0, name: normalizeTag(name), display_name: name.replace(/^#/, ""), created_at: 0, last_status_at: 0 };
}

async function followed(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 100, 200);
  const rows = await loadFollowedTags(request.kith.db, me(request).id, paging);
  const tags = await showTags(
    request,
    rows.map(({ tag }) => tag),
  );
  return paged(request, tags, { cursors: rows.map(({ id }) => id), paging, prev: "since_id" });
}

export const tagRoutes: readonly Route[] = [
  get("/api/v1/tags/:name", { who: "any" }, async (request) => await showTag(request, await tagParam(request))),
  post(
    "/api/v1/tags/:name/follow",
    user("write:follows"),
    async (request) => await showTag(request, await followTag(request.kith, me(request), request.params["name"] ?? "")),
  ),
  post("/api/v1/tags/:name/unfollow", user("write:follows"), async (request) => {
    const tag = await tagParam(request);
    await unfollowTag(request.kith, me(request), tag);
    return await showTag(request, tag);
  }),
  get("/api/v1/followed_tags", user("read:follows"), followed),
];
