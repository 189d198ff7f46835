// Every page of Kith, rendered with sample rows: by name, as the unit test and eyes want them.
import type { Account, Row } from "../../src/db/schema.ts";
import type { NotificationType } from "../../src/db/values.ts";
import type { Html } from "../../src/html.ts";
import type { Relation } from "../../views/context.ts";
import { deleteView } from "../../views/delete.ts";
import { notificationsView } from "../../views/notifications.ts";
import { collectionView } from "../../views/collection.ts";
import { followRequestsView, peopleView } from "../../views/people.ts";
import { profileView } from "../../views/profile.ts";
import { searchView } from "../../views/search.ts";
import { threadView } from "../../views/thread.ts";
import { bookmarksView, favouritesView, homeView, publicView, tagView } from "../../views/timelines.ts";
import { formPages, withPicture, writingPages } from "./views-form-pages.ts";
import { aContext, aFullPage, aPage, aThread, visitor } from "./views-sample-pages.ts";
import { ACCOUNTS, NOW, XSS, aStatus, anAccount, jon, layla, longest, mallory, mia } from "./views-samples.ts";

const ctx = aContext();
const none: Relation = {
  following: false,
  requested: false,
  followed_by: false,
  blocking: false,
  blocked_by: false,
  muting: false,
};
const relations = new Map<number, Relation>([
  [2, { ...none, following: true, followed_by: true }],
  [3, { ...none, blocking: true }],
  [4, none],
  [5, { ...none, requested: true, muting: true }],
]);

const noticeOf = (id: number, type: NotificationType, from: Account, status_id: number | null): Row<"notifications"> => ({
  id,
  account_id: 1,
  type,
  from_account_id: from.id,
  status_id,
  subject_id: 0,
  group_key: "",
  filtered: 0,
  created_at: NOW - (60 - id) * 600_000,
});

const notices = [
  noticeOf(50, "mention", jon, 119),
  noticeOf(49, "favourite", jon, 120),
  noticeOf(48, "favourite", layla, 120),
  noticeOf(47, "favourite", longest, 120),
  noticeOf(46, "reblog", mallory, 120),
  noticeOf(45, "follow", longest, null),
  noticeOf(44, "follow", jon, null),
  noticeOf(43, "follow_request", layla, null),
  noticeOf(42, "poll", longest, 113),
  noticeOf(41, "update", jon, 115),
  noticeOf(40, "quote", jon, 112),
  noticeOf(39, "status", jon, 115),
  noticeOf(38, "admin.sign_up", layla, null),
];

function timelinePages(): Record<string, Html> {
  const page = aFullPage();
  const empty = aPage([]);
  return {
    home: homeView(ctx, { page, pager: { older: "/home?max_id=111" }, last_read_id: 116 }),
    home_empty: homeView(ctx, { page: empty, pager: {} }),
    local: publicView(ctx, { page, pager: {}, which: "local" }),
    local_visitor: publicView(visitor({ path: "/local" }), { page, pager: { older: "/local?max_id=1" }, which: "local" }),
    federated_empty: publicView(ctx, { page: empty, pager: {}, which: "federated" }),
    tag: tagView(ctx, { page, pager: { newer: "/tags/garden?min_id=3" }, name: "garden" }),
    bookmarks: bookmarksView(ctx, { page: empty, pager: {} }),
    favourites: favouritesView(ctx, { page, pager: {} }),
  };
}

function threadPages(): Record<string, Html> {
  const deep = aThread(40);
  const forked = aThread(8, [2, 3, 4, 5, 6]);
  const page = aFullPage();
  const [middle] = deep.page.ids.slice(20);
  const status = deep.page.statuses.get(middle ?? 0) ?? deep.root;
  const own = page.statuses.get(116) ?? deep.root;
  return {
    thread: threadView(ctx, { status: deep.root, page: deep.page, ancestors: [], descendants: deep.descendants }),
    thread_middle: threadView(ctx, {
      status,
      page: deep.page,
      ancestors: deep.page.ids.slice(0, 20),
      descendants: deep.page.ids.slice(21),
      replies: { known: 20, counted: 24, checked_at: 0, checking: true },
    }),
    thread_forked: threadView(visitor(), {
      status: forked.root,
      page: forked.page,
      ancestors: [],
      descendants: forked.descendants,
    }),
    thread_alone: threadView(ctx, { status: own, page, ancestors: [], descendants: [] }),
    thread_warned: threadView(visitor(), { status: page.statuses.get(115) ?? own, page, ancestors: [120], descendants: [119] }),
    delete: deleteView(ctx, { status: own, page }),
  };
}

function listPages(): Record<string, Html> {
  const lists = { accounts: ACCOUNTS, relations, pager: { older: "/@mia/followers?max_id=2" }, concealed: false };
  return {
    followers: peopleView(ctx, { account: mia, which: "followers", ...lists }),
    following: peopleView(ctx, { account: layla, which: "following", ...lists, accounts: [], concealed: true }),
    nobody: peopleView(ctx, { account: longest, which: "followers", ...lists, accounts: [], pager: {} }),
    collection: collectionView(ctx, {
      collection: { name: "Good neighbours", description: "People nearby" },
      curator: mia,
      accounts: ACCOUNTS,
      relations: lists.relations,
    }),
    collection_empty: collectionView(ctx, {
      collection: { name: longest.display_name, description: "" },
      curator: longest,
      accounts: [],
      relations: new Map(),
    }),
    follow_requests: followRequestsView(ctx, { accounts: ACCOUNTS.slice(1), pager: {} }),
    follow_requests_empty: followRequestsView(ctx, { accounts: [], pager: {} }),
  };
}

function peoplePages(): Record<string, Html> {
  const page = aFullPage();
  const empty = aPage([]);
  return {
    profile: profileView(ctx, {
      account: withPicture,
      relation: undefined,
      tab: "posts",
      page,
      pinned: aPage([aStatus({ id: 120 })]),
      pager: {},
    }),
    profile_visitor: profileView(visitor(), { account: withPicture, relation: undefined, tab: "posts", page, pager: {} }),
    profile_long: profileView(ctx, {
      account: longest,
      relation: { ...none, followed_by: true },
      tab: "replies",
      page: empty,
      pager: {},
    }),
    profile_rtl: profileView(ctx, { account: layla, relation: relations.get(5), tab: "media", page: empty, pager: {} }),
    profile_bad: profileView(ctx, { account: mallory, relation: relations.get(3), tab: "posts", page: empty, pager: {} }),
    profile_moved: profileView(ctx, {
      account: anAccount({ ...jon, moved_to_uri: "https://new.example/users/jon" }),
      relation: relations.get(2),
      tab: "posts",
      page: empty,
      pager: {},
    }),
    search: searchView(aContext({ path: "/search?q=garden" }), {
      q: "garden",
      accounts: ACCOUNTS,
      relations,
      tags: [
        { name: "garden", display_name: "Garden" },
        { name: XSS, display_name: XSS },
      ],
      page,
    }),
    search_start: searchView(ctx, { q: "", accounts: [], relations, tags: [], page: empty }),
    search_nothing: searchView(ctx, { q: `@nobody@nowhere.example`, accounts: [], relations, tags: [], page: empty }),
    notifications: notificationsView(ctx, {
      rows: notices,
      accounts: page.accounts,
      page,
      pager: { older: "/notifications?max_id=38" },
      mentions_only: false,
      last_read_id: 44,
    }),
    notifications_empty: notificationsView(ctx, { rows: [], accounts: new Map(), page: empty, pager: {}, mentions_only: true }),
  };
}

export const allPages = (): Record<string, Html> => ({
  ...timelinePages(),
  ...threadPages(),
  ...peoplePages(),
  ...listPages(),
  ...writingPages(),
  ...formPages(),
});
