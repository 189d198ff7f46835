// The pages about people and how one sorts them: followers, lists, filters, what is kept away, collections, reports, looking around.
import { toJson } from "../../src/db/columns.ts";
import type { FilterContext } from "../../src/db/values.ts";
import type { Html } from "../../src/html.ts";
import { blockHostView, followOptionsView, inListsView, muteView } from "../../views/people/about-account.ts";
import { collectionsView, collectionView, editCollectionView } from "../../views/reading/collection.ts";
import type { WholeRelation } from "../../views/frame/context.ts";
import { filtersView, filterView } from "../../views/settings/filters.ts";
import { blocksView, domainBlocksView, followedTagsView, mutesView } from "../../views/people/kept-away.ts";
import { askView, editListView, listsView } from "../../views/people/lists.ts";
import { peopleIndexView } from "../../views/people/people-frame.ts";
import { followRequestsView, peopleView } from "../../views/people/people.ts";
import { profileView } from "../../views/people/profile.ts";
import { reportedView, reportView } from "../../views/people/report.ts";
import { aContext, aFullPage, aPage, visitor } from "./views-sample-pages.ts";
import { ACCOUNTS, NOW, XSS, anAccount, jon, layla, longest, mallory, mia, pictures } from "./views-samples.ts";

const ctx = aContext();
export const none: WholeRelation = {
  following: false,
  requested: false,
  followed_by: false,
  blocking: false,
  blocked_by: false,
  muting: false,
  showing_reblogs: true,
  notifying: false,
  languages: null,
  requested_by: false,
  muting_notifications: false,
  muting_expires_at: 0,
  domain_blocking: false,
  endorsed: false,
  friend: false,
  friend_requested: false,
  friend_requested_by: false,
  note: "",
};
export const relations = new Map<number, WholeRelation>([
  [2, { ...none, following: true, followed_by: true }],
  [3, { ...none, blocking: true }],
  [4, none],
  [5, { ...none, requested: true, muting: true }],
]);

const tag = { name: XSS, display_name: XSS };
const list = { id: 9, account_id: 1, title: XSS, replies_policy: "list", exclusive: 1, created_at: NOW } as const;
const filter = {
  filter: {
    id: 9,
    account_id: 1,
    title: XSS,
    context: toJson<FilterContext[]>(["home", "thread"]),
    action: "blur",
    expires_at: NOW - 5,
    created_at: 0,
  },
  keywords: [
    { id: 1, filter_id: 9, keyword: XSS, whole_word: 1 },
    { id: 2, filter_id: 9, keyword: longest.display_name, whole_word: 0 },
  ],
  statuses: [{ id: 1, filter_id: 9, status_id: 116 }],
} as const;
const collection = {
  id: 7,
  account_id: mia.id,
  uri: null,
  url: "",
  fetched_at: 0,
  name: XSS,
  description: XSS,
  language: "en",
  sensitive: 1,
  discoverable: 1,
  tag_id: null,
  created_at: NOW,
  updated_at: NOW,
} as const;
const limits = { name: 40, description: 100, items: 25 };

function ofPeople(): Record<string, Html> {
  const lists = { accounts: ACCOUNTS, relations, pager: { older: "/@mia/followers?max_id=2" }, concealed: false, friends: true };
  return {
    people: peopleIndexView(ctx),
    followers: peopleView(ctx, { account: mia, which: "followers", ...lists, q: XSS }),
    followers_unfound: peopleView(ctx, { account: mia, which: "followers", ...lists, accounts: [], pager: {}, q: XSS }),
    friends: peopleView(ctx, { account: mia, which: "friends", ...lists }),
    following: peopleView(ctx, { account: layla, which: "following", ...lists, accounts: [], concealed: true }),
    nobody: peopleView(ctx, { account: longest, which: "followers", ...lists, accounts: [], pager: {} }),
    follow_requests: followRequestsView(ctx, { accounts: ACCOUNTS.slice(1), pager: {} }),
    follow_requests_empty: followRequestsView(ctx, { accounts: [], pager: {} }),
    mutes: mutesView(ctx, {
      accounts: ACCOUNTS.map((account, at) => ({ account, expires_at: at * NOW, notifications: 1 as const })),
      pager: {},
      undone: { account: mallory, duration: 60, notifications: true },
    }),
    mutes_none: mutesView(ctx, { accounts: [], pager: {} }),
    blocks: blocksView(ctx, { accounts: ACCOUNTS, pager: { newer: "/blocks" }, undone: mallory }),
    blocks_none: blocksView(ctx, { accounts: [], pager: {} }),
    domain_blocks: domainBlocksView(ctx, {
      hosts: [XSS],
      pager: {},
      undone: XSS,
      typed: { domain: XSS },
      problems: { domain: XSS },
    }),
    followed_tags: followedTagsView(ctx, { tags: [tag], pager: {}, undone: XSS }),
    followed_tags_none: followedTagsView(ctx, { tags: [], pager: {}, typed: { tag: XSS }, problems: { tag: XSS } }),
  };
}

function ofAccounts(): Record<string, Html> {
  const about = {
    account: mallory,
    relation: { ...none, following: true, languages: ["de", "gsw"], note: XSS },
    return_to: "/home",
  };
  const blocked = { ...about, relation: { ...none, domain_blocking: true, muting: true, muting_expires_at: NOW + 1e7 } };
  const report = {
    account: mallory,
    category: "violation",
    rule_ids: [1],
    status_ids: [116],
    story_ids: [117],
    rules: [{ id: 1, text: XSS, hint: XSS }],
  };
  const page = aFullPage();
  const shown = { account: anAccount({ ...mallory, show_media: 1, show_featured: 1 }), page, pager: {} };
  return {
    follow_options: followOptionsView(ctx, about),
    mute: muteView(ctx, blocked),
    in_lists: inListsView(ctx, { ...about, lists: [{ list, holds: true }] }),
    in_lists_none: inListsView(ctx, { ...about, lists: [] }),
    block_host: blockHostView(ctx, { ...about, ties: { following: 1, followers: 0 } }),
    unblock_host: blockHostView(ctx, { ...blocked, ties: { following: 0, followers: 0 } }),
    report: reportView(ctx, { ...report, step: "category" }),
    report_rules: reportView(ctx, { ...report, step: "rules", problems: { rule: XSS } }),
    report_posts: reportView(ctx, { ...report, step: "posts", page }),
    report_posts_none: reportView(ctx, { ...report, step: "posts", page: aPage([]) }),
    report_words: reportView(ctx, { ...report, step: "words", typed: { comment: XSS } }),
    reported: reportedView(ctx, about),
    profile_known: profileView(ctx, {
      ...shown,
      relation: about.relation,
      tab: "posts",
      tags: [{ ...tag, statuses_count: 3 }],
      tag: XSS,
      familiar: [...ACCOUNTS],
    }),
    profile_grid: profileView(ctx, {
      ...shown,
      page: { ...page, media: new Map([[116, pictures]]) },
      relation: none,
      tab: "media",
    }),
    profile_featured: profileView(ctx, {
      ...shown,
      relation: blocked.relation,
      tab: "featured",
      tags: [{ ...tag, statuses_count: 1 }],
      featured: { accounts: ACCOUNTS, relations, collections: [{ collection, count: 2 }] },
    }),
    profile_featured_none: profileView(visitor(), { ...shown, relation: undefined, tab: "featured" }),
    profile_gone: profileView(ctx, { ...shown, account: { ...mallory, suspended_at: NOW }, relation: none, tab: "posts" }),
    profile_away: profileView(ctx, { ...shown, moved: jon, account: { ...mallory, memorial: 1 }, relation: none, tab: "posts" }),
  };
}

function ofSorting(): Record<string, Html> {
  const page = aFullPage();
  const found = [
    { account: jon, holds: true },
    { account: mallory, holds: false },
  ];
  const members = [{ item_id: 3, account: mallory, waiting: true }];
  return {
    lists: listsView(ctx, { lists: [{ list, count: 2 }] }),
    lists_none: listsView(ctx, { lists: [], typed: { title: XSS }, problems: { title: XSS } }),
    edit_list: editListView(ctx, { list, members: ACCOUNTS, pager: {}, q: XSS, found }),
    edit_list_none: editListView(ctx, { list, members: [], pager: {}, q: XSS, found: [] }),
    ask: askView(ctx, { page: "lists", title: XSS, lead: XSS, action: "/lists/9/delete", word: XSS, back: "/lists" }),
    filters: filtersView(ctx, { filters: [filter] }),
    filters_none: filtersView(ctx, { filters: [] }),
    filter: filterView(ctx, { known: filter, page }),
    filter_new: filterView(ctx, { typed: { title: XSS, words: XSS }, contexts: [], problems: { context: XSS, words: XSS } }),
    collection: collectionView(visitor(), { collection, curator: mia, accounts: ACCOUNTS, relations, tag }),
    collection_mine: collectionView(ctx, { collection, curator: mia, accounts: [], relations: new Map() }),
    collection_with_me: collectionView(ctx, { collection, curator: jon, accounts: [], relations: new Map(), own_item: 4 }),
    collections: collectionsView(ctx, {
      mine: [{ collection, count: 1 }],
      with_me: [{ collection: { ...collection, id: 8 }, count: 2 }],
    }),
    collections_none: collectionsView(ctx, { mine: [], with_me: [] }),
    edit_collection: editCollectionView(ctx, {
      collection,
      members,
      found: [jon],
      q: XSS,
      tag: XSS,
      limits,
      problems: { "": XSS },
    }),
    new_collection: editCollectionView(ctx, { limits, typed: { name: XSS }, problems: { name: XSS } }),
  };
}

export const sortedPages = (): Record<string, Html> => ({ ...ofPeople(), ...ofAccounts(), ...ofSorting() });
