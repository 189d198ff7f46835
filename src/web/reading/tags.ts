/** The page of a tag, and following and featuring it. */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { featuredAmong, featureTag, unfeatureTag } from "../../tags/feature.ts";
import { findTag, type Tag } from "../../tags/find.ts";
import { followedAmong, followTag, unfollowTag } from "../../tags/follow.ts";
import { normalizeTag } from "../../text/names.ts";
import { tagStatusIds } from "../../timelines/tag.ts";
import { routes } from "../../../views/frame/routes.ts";
import { tagView } from "../../../views/reading/timelines.ts";
import { contextOf } from "../frame/context.ts";
import type { Said } from "../frame/flash.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadTimeline, wantsMedia } from "./timelines.ts";
import { me, returnPath, type Visit } from "../frame/visit.ts";

const MAX_NAME = 500;

const askedTag = ({ params }: Visit): string => (params["name"] ?? "").slice(0, MAX_NAME);

async function showTag(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const asked = askedTag(visit);
  const only_media = wantsMedia(visit);
  const tag = await findTag(kith.db, asked);
  const name = tag === undefined ? normalizeTag(asked) : tag.display_name || tag.name;
  const timeline = await loadTimeline(
    visit,
    "public",
    async (paging) => await tagStatusIds(kith, viewer_id, { tag: asked, only_media }, paging),
  );
  const mine = viewer_id === 0 ? undefined : await mineOf(visit, tag);
  return show(tagView(await contextOf(visit), { ...timeline, name, only_media, mine }));
}

async function mineOf({ kith, viewer_id }: Visit, tag: Tag | undefined): Promise<{ followed: boolean; featured: boolean }> {
  if (tag === undefined) return { followed: false, featured: false };
  const followed = (await followedAmong(kith.db, viewer_id, [tag.id])).has(tag.id);
  return { followed, featured: (await featuredAmong(kith.db, viewer_id, [tag.id])).has(tag.id) };
}

type Act = Parameters<typeof routes.actOnTag>[1];
/** Ending what one has with a tag that nobody knows ends nothing. */
const known =
  (end: (kith: Kith, account: Account, tag: Tag) => Promise<void>) =>
  async (kith: Kith, account: Account, name: string): Promise<void> => {
    const tag = await findTag(kith.db, name);
    if (tag !== undefined) await end(kith, account, tag);
  };

const ACTS: Readonly<Record<Act, [act: (kith: Kith, account: Account, name: string) => Promise<unknown>, said: Said]>> = {
  follow: [followTag, "post.said_tag_followed"],
  unfollow: [known(unfollowTag), "post.said_tag_unfollowed"],
  feature: [featureTag, "post.said_tag_featured"],
  unfeature: [known(unfeatureTag), "post.said_tag_unfeatured"],
};

const onTag = (act: Act): Route =>
  action(`/tags/:name/${act}`, "member", async (visit) => {
    const name = askedTag(visit);
    const [perform, said] = ACTS[act];
    await perform(visit.kith, me(visit), name);
    return go(returnPath(visit, routes.tag(name)), said);
  });

export const tagRoutes: readonly Route[] = [page("/tags/:name", "anyone", showTag), ...(Object.keys(ACTS) as Act[]).map(onTag)];
