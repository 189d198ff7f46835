/** An account's page. Programs that ask for ActivityPub there are sent to the account itself. */
import { randomUUID } from "node:crypto";
import { findOwnChatOfGroup } from "../../chats/of-group.ts";
import { loadMoved } from "../../accounts/find.ts";
import { visitAccount } from "../../accounts/visit.ts";
import { isBlockedBetween } from "../../blocks/hidden.ts";
import { completeCollections, loadCollectionsOf } from "../../collections/load.ts";
import { noteWanted } from "../../collections/stale.ts";
import { loadCvTab } from "../../cv/tab.ts";
import type { Account } from "../../db/schema.ts";
import { endorsedIds } from "../../follows/endorse.ts";
import { loadFamiliar } from "../../follows/familiar.ts";
import { showsFriends } from "../../friends/shown.ts";
import { FEED_ORDERS, newIds, type FeedOrder } from "../../groups/feed.ts";
import { asToldTo } from "../../groups/inside.ts";
import { sortedGroupIds } from "../../groups/lists.ts";
import { mayLook } from "../../groups/look.ts";
import { whyNotBegin, whyNotPost } from "../../groups/rules.ts";
import { namesAsItsOwn } from "../../moves/move.ts";
import { loadFeaturedTags } from "../../tags/feature.ts";
import { normalizeTag } from "../../text/names.ts";
import { accountStatusIds, type AccountOptions } from "../../timelines/account.ts";
import { hasVideos } from "../../videos/load.ts";
import { profileView, type Profile, type ProfileTab } from "../../../views/people/profile.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { getNamed, isShown, loadShown, relationsOf } from "./accounts.ts";
import { showGroup } from "../groups/groups.ts";
import { isFirstPage, readPaging } from "../frame/paging.ts";
import { cutByOffset, offsetPage } from "../reading/explore.ts";
import { go, page, show, type Handle, type Route } from "../frame/respond.ts";
import { loadFor, loadTimeline } from "../reading/timelines.ts";
import type { Visit } from "../frame/visit.ts";

const MOST_PINNED = 20;
const MOST_ENDORSED = 40;
const MOST_COLLECTIONS = 50;
const MAX_TAG = 500;

/** What of an account's posts stands on a tab. */
const optionsOf = (tab: ProfileTab, { show_media_replies }: Account): AccountOptions =>
  tab === "media"
    ? { only_media: true, exclude_reblogs: true, exclude_replies: show_media_replies === 0 }
    : { exclude_replies: tab === "posts" };

/** @param part of the tab `about`: its beginning, or one list of it whole, in pages */
const showProfile =
  (tab: ProfileTab, part?: "members" | "log"): Handle =>
  async (visit) => {
    const { kith, viewer_id } = visit;
    const named = await getNamed(visit);
    const account = await asToldTo(kith.db, viewer_id, named);
    if (visit.wants_activity) return go(account.uri);
    if (account.host === "" && account.actor_type === "Group" && tab === "posts" && account.suspended_at === 0)
      return await showGroup(visit, account);
    if (tab === "about" && (account.host === "" || account.actor_type !== "Group" || account.suspended_at > 0))
      return go(
        account.actor_type === "Group" && account.host === "" ? routes.groupPage(account.id, "about") : routes.profile(account),
      );
    if ((tab === "media" && account.show_media === 0) || (tab === "featured" && account.show_featured === 0))
      return go(routes.profile(account));
    const looking = await visitAccount(kith, viewer_id, account);
    const tag = visit.params["tag"] === undefined ? undefined : normalizeTag(visit.params["tag"].slice(0, MAX_TAG));
    const options = tag === undefined ? optionsOf(tab, account) : { tagged: tag, exclude_reblogs: true };
    const nothing = tab === "featured" || tab === "about" || account.suspended_at > 0;
    const closed = account.actor_type === "Group" && !(await mayLook(kith.db, { account }, viewer_id));
    const order = tab === "posts" && tag === undefined && !closed ? orderOf(visit, account) : undefined;
    const timeline =
      order !== undefined && order !== "new" && !nothing
        ? await loadSorted(visit, account, order)
        : await loadTimeline(visit, "account", async (paging) =>
            nothing
              ? []
              : account.members_only === 1
                ? await newIds(kith, viewer_id, account.id, paging)
                : await accountStatusIds(kith, viewer_id, account.id, { ...options, paging }),
          );
    const first = tab === "posts" && tag === undefined && (order ?? "new") === "new" && isFirstPage(readPaging(visit));
    const pinned = first ? await loadPinned(visit, account) : undefined;
    const tagged = tab === "posts" || tab === "featured";
    const tags = tagged && account.suspended_at === 0 ? await loadFeaturedTags(kith.db, account.id) : [];
    const about = await loadAbout(visit, account);
    const featured = tab === "featured" ? await loadFeatured(visit, account) : undefined;
    const ctx = await contextOf(visit);
    const told =
      tab === "about"
        ? await (await import("../groups/far-group.ts")).aboutFarGroup(visit, ctx, { account, looking, part })
        : undefined;
    const state = { account, tab, order, closed, ...timeline, pinned, looking, tags, tag, featured, about: told };
    return show(profileView(ctx, { ...state, ...about }));
  };

/** Of a group elsewhere, for who may read it; other accounts show the newest first. */
function orderOf({ query }: Visit, { actor_type }: Account): FeedOrder | undefined {
  if (actor_type !== "Group") return undefined;
  return FEED_ORDERS.find((one) => one === query.get("order")) ?? "new";
}

async function loadSorted(visit: Visit, group: Account, order: Exclude<FeedOrder, "new">) {
  const { kith, viewer_id } = visit;
  const ids = await sortedGroupIds(kith, viewer_id, group, { order, ...offsetPage(visit) });
  const { items, pager } = cutByOffset(visit, ids);
  return { page: await loadFor(visit, items, "account"), pager };
}

const loadPinned = async (visit: Visit, { id }: Account) =>
  await loadFor(
    visit,
    await accountStatusIds(visit.kith, visit.viewer_id, id, { pinned: true, paging: { limit: MOST_PINNED } }),
    "account",
  );

/** What stands above the posts besides the account itself. */
async function loadAbout(
  visit: Visit,
  account: Account,
): Promise<
  Pick<Profile, "relation" | "familiar" | "moved" | "objection" | "headline" | "cv" | "chat_id" | "key" | "videos" | "friends">
> {
  const { kith, viewer_id } = visit;
  const target = (await loadMoved(kith.db, [account])).get(account.moved_to_uri);
  const moved = target !== undefined && isShown(target) && namesAsItsOwn(target, account) ? target : undefined;
  const told =
    account.suspended_at > 0
      ? {}
      : {
          ...(await loadCvTab(kith, viewer_id, account)),
          videos: await hasVideos(kith, viewer_id, account),
          friends: await showsFriends(kith.db, account),
        };
  if (viewer_id === 0 || viewer_id === account.id) return { relation: undefined, moved, ...told };
  const relation = (await relationsOf(visit, [account.id])).get(account.id);
  const known = (await loadFamiliar(kith.db, viewer_id, [account.id])).get(account.id) ?? [];
  const familiar = await loadShown(visit, known);
  const chat_id = account.actor_type === "Group" ? await findOwnChatOfGroup(kith.db, account.id, viewer_id) : undefined;
  const objection = await objectionOf(visit, account);
  const writes = account.actor_type === "Group" && relation?.following === true && objection === undefined;
  return { relation, moved, ...told, familiar, objection, chat_id, key: writes && isShown(account) ? randomUUID() : undefined };
}

/** Whom and what it recommends. */
async function loadFeatured(visit: Visit, account: Account): Promise<Profile["featured"]> {
  const { kith, viewer_id } = visit;
  if (account.suspended_at > 0) return undefined;
  await noteWanted(kith, account);
  const parted = viewer_id !== 0 && viewer_id !== account.id && (await isBlockedBetween(kith.db, viewer_id, account.id));
  if (parted) return undefined;
  const onlooker = { viewer_id, now: kith.now() };
  const endorsed = await endorsedIds(kith.db, account.id, { limit: MOST_ENDORSED }, onlooker);
  const accounts = await loadShown(
    visit,
    endorsed.map(({ account_id }) => account_id),
  );
  const page = { limit: MOST_COLLECTIONS, offset: 0 };
  const loaded = await completeCollections(kith.db, viewer_id, await loadCollectionsOf(kith.db, viewer_id, account.id, page));
  const relations = await relationsOf(
    visit,
    accounts.map(({ id }) => id),
  );
  return { accounts, relations, collections: loaded.map(({ collection, items }) => ({ collection, count: items.length })) };
}

/** Why a group does not let the reader post to it. */
async function objectionOf({ kith, viewer_id, locale }: Visit, { id, actor_type }: Account): Promise<string | undefined> {
  if (actor_type !== "Group" || viewer_id === 0) return undefined;
  const why = (await whyNotPost(kith.db, viewer_id, [id], kith.now())) ?? (await whyNotBegin(kith.db, viewer_id, id));
  return why === undefined ? undefined : locale.refusal(why);
}

export const profileRoutes: readonly Route[] = [
  page("/@:acct", "anyone", showProfile("posts")),
  page("/@:acct/replies", "anyone", showProfile("replies")),
  page("/@:acct/media", "anyone", showProfile("media")),
  page("/@:acct/featured", "anyone", showProfile("featured")),
  page("/@:acct/about", "anyone", showProfile("about")),
  page("/@:acct/about/members", "anyone", showProfile("about", "members")),
  page("/@:acct/about/log", "anyone", showProfile("about", "log")),
  page("/@:acct/tagged/:tag", "anyone", showProfile("posts")),
];
