// Every page of Kith, rendered with sample rows: by name, as the unit test and eyes want them.
import type { Account, Row } from "../../src/db/schema.ts";
import { toJson } from "../../src/db/columns.ts";
import type { NotificationType } from "../../src/db/values.ts";
import type { Subjects } from "../../src/notifications/subjects.ts";
import type { Html } from "../../src/html.ts";
import { deleteView } from "../../views/writing/delete.ts";
import { GROUPED, groupNotifications } from "../../src/notifications/groups.ts";
import { notificationsView } from "../../views/reading/notifications.ts";
import { readingPages } from "./views-reading-pages.ts";
import { profileView } from "../../views/people/profile.ts";
import { searchView } from "../../views/reading/search.ts";
import { threadView } from "../../views/reading/thread.ts";
import { bookmarksView, favouritesView, homeView, publicView, tagView } from "../../views/reading/timelines.ts";
import { withPicture } from "./views-access-pages.ts";
import { formPages } from "./views-form-pages.ts";
import { exploringPages } from "./views-exploring-pages.ts";
import { cvPages } from "./views-cv-pages.ts";
import { insightPages } from "./views-insight-pages.ts";
import { none, relations, sortedPages } from "./views-people-pages.ts";
import { writingPages } from "./views-writing-pages.ts";
import { aContext, aFullPage, aPage, aThread, visitor } from "./views-sample-pages.ts";
import { ACCOUNTS, NOW, XSS, aStatus, anAccount, jon, layla, longest, mallory, mia } from "./views-samples.ts";
import { adminSamples } from "./views-admin-pages.ts";

const ctx = aContext();
const noticeOf = (id: number, type: NotificationType, from: Account, status_id: number | null): Row<"notifications"> => ({
  id,
  account_id: 1,
  type,
  from_account_id: from.id,
  status_id,
  subject_id: 0,
  group_key: status_id === null ? `${type}-day` : `${type}-${status_id}`,
  filtered: 0,
  created_at: NOW - (60 - id) * 600_000,
});

const nothing: Subjects = {
  reports: new Map(),
  strikes: new Map(),
  severances: new Map(),
  reactions: new Map(),
  gone_events: new Map(),
  refused: new Map(),
  accounts: new Map(),
  friend_requests: new Set(),
};
const row = { id: 0, created_at: NOW, target_id: 1 };
const subjects: Subjects = {
  ...nothing,
  strikes: new Map([[0, { ...row, moderator_id: 1, report_id: 0, action: "none", comment: XSS, status_ids: toJson([]) }]]),
  severances: new Map([
    [0, { ...row, account_id: 1, type: "domain_block", target_name: XSS, followers_count: 1, following_count: 2 }],
  ]),
  reactions: new Map([[0, { ...row, status_id: 120, account_id: 1, name: XSS, image_url: "", uri: "" }]]),
};

const notices = [
  noticeOf(53, "reaction", mallory, 120),
  noticeOf(52, "moderation_warning", mia, null),
  noticeOf(51, "severed_relationships", mia, null),
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
  };
}

function noticePages(): Record<string, Html> {
  const page = aFullPage();
  return {
    notifications: notificationsView(ctx, {
      groups: groupNotifications(notices, new Set(GROUPED), 40).groups,
      accounts: page.accounts,
      page,
      pager: { older: "/notifications?max_id=38" },
      subjects,
      kind: "all",
      last_read_id: 44,
      waiting: 2,
    }),
    notifications_empty: notificationsView(ctx, {
      groups: [],
      accounts: new Map(),
      page: aPage([]),
      pager: {},
      subjects: nothing,
      kind: "mentions",
      waiting: 0,
    }),
  };
}

export const allPages = (): Record<string, Html> => ({
  ...timelinePages(),
  ...threadPages(),
  ...noticePages(),
  ...readingPages(),
  ...peoplePages(),
  ...sortedPages(),
  ...insightPages(),
  ...cvPages(),
  ...exploringPages(),
  ...writingPages(),
  ...formPages(),
  ...adminSamples(),
});
