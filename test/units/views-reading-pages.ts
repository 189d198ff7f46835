// The pages around reading: versions, who did something with a post, filters, requests, keys.
import { toJson } from "../../src/db/columns.ts";
import type { Html } from "../../src/html.ts";
import { POLICY } from "../../src/notifications/policy.ts";
import { compareVersions } from "../../src/statuses/diff.ts";
import type { StatusEdit } from "../../src/statuses/history.ts";
import { filterStatusView } from "../../views/settings/filter-status.ts";
import { historyView } from "../../views/reading/history.ts";
import {
  notificationPolicyView,
  notificationRequestsView,
  notificationRequestView,
} from "../../views/reading/notification-requests.ts";
import { clearNotificationsView } from "../../views/reading/notifications.ts";
import { quotesView, reactedView } from "../../views/reading/reacted.ts";
import { shortcutsView } from "../../views/settings/shortcuts.ts";
import { linkView, listView, tagView } from "../../views/reading/timelines.ts";
import { threadView } from "../../views/reading/thread.ts";
import { aContext, aFullPage, aPage, visitor } from "./views-sample-pages.ts";
import { ACCOUNTS, NOW, XSS, aStatus, jon, mallory } from "./views-samples.ts";

export const anEdit = (id: number, values: Partial<StatusEdit> = {}): StatusEdit => ({
  id,
  status_id: 116,
  text: "",
  content: "<p>Bread at six.</p>",
  spoiler_text: "",
  sensitive: 0,
  media: toJson([] as number[]),
  descriptions: toJson([] as string[]),
  poll: "",
  emojis: toJson([]),
  created_at: NOW - (10 - id) * 3_600_000,
  attached: [],
  options: undefined,
  ...values,
});

const edits = [
  anEdit(1),
  anEdit(2, { content: "<p>Bread at seven, bring your own dough.</p>", spoiler_text: XSS }),
  anEdit(3, { content: `<p>Bread at seven. ${XSS.replaceAll("<", "&lt;")}</p>`, options: [XSS, "never"], sensitive: 1 }),
];

export const readingPages = (): Record<string, Html> => ({ ...postPages(), ...waitingPages() });

function postPages(): Record<string, Html> {
  const ctx = aContext();
  const page = aFullPage();
  const status = page.statuses.get(116) ?? aStatus({ id: 116 });
  const one = { status, page };
  const filter = { id: 9, account_id: 1, title: XSS, context: toJson([]), action: "warn" as const, expires_at: 0, created_at: 0 };
  const translation = {
    content: "<p>Good morning!</p>",
    spoiler_text: XSS,
    detected_source_language: "ar",
    language: "en",
    provider: "LibreTranslate",
    poll: { id: 1, options: [XSS] },
    media: [{ id: 1, description: XSS }],
  };
  const list = { id: 4, account_id: 1, title: XSS, replies_policy: "list" as const, exclusive: 0 as const, created_at: 0 };
  const translated = page.statuses.get(118) ?? status;
  return {
    history: historyView(ctx, { ...one, versions: compareVersions(edits, "en") }),
    history_none: historyView(visitor(), { ...one, versions: [] }),
    boosts: reactedView(ctx, { ...one, which: "boosts", accounts: ACCOUNTS, relations: new Map(), pager: {} }),
    favourites_none: reactedView(visitor(), { ...one, which: "favourites", accounts: [], relations: new Map(), pager: {} }),
    quotes: quotesView(ctx, { ...one, quotes: aPage([aStatus({ id: 300 })]), pager: {} }),
    filter_status: filterStatusView(ctx, { ...one, filters: [{ filter, holds: false }], return_to: "/home" }),
    filter_status_none: filterStatusView(ctx, { ...one, filters: [], return_to: "/home" }),
    shortcuts: shortcutsView(ctx),
    translated: threadView(ctx, { status: translated, page, ancestors: [], descendants: [], translation }),
    translatable: threadView(ctx, { status: translated, page, ancestors: [], descendants: [117, 119], newest_first: true }),
    list_timeline: listView(ctx, { page, pager: {}, list }),
    link_timeline: linkView(ctx, { page, pager: {}, url: "https://radio.example/a", name: XSS }),
    tag_followed: tagView(ctx, { page, pager: {}, name: "garden", only_media: true, mine: { followed: true, featured: false } }),
  };
}

function waitingPages(): Record<string, Html> {
  const ctx = aContext();
  const page = aFullPage();
  const request = {
    id: 3,
    account_id: 1,
    from_account_id: mallory.id,
    created_at: NOW,
    updated_at: NOW,
    notifications_count: 3,
    last_status_id: 117,
  };
  const notice = {
    id: 5,
    account_id: 1,
    type: "mention" as const,
    from_account_id: mallory.id,
    status_id: 117,
    subject_id: 0,
    group_key: "",
    filtered: 1 as const,
    created_at: NOW,
  };
  return {
    requests_waiting: notificationRequestsView(ctx, {
      requests: [request, { ...request, id: 4, from_account_id: jon.id, last_status_id: null }],
      accounts: page.accounts,
      page,
      pager: {},
    }),
    request_waiting: notificationRequestView(ctx, {
      request,
      account: mallory,
      groups: [{ group_key: "ungrouped-5", rows: [notice] }],
      accounts: page.accounts,
      page,
      subjects: {
        reports: new Map(),
        strikes: new Map(),
        severances: new Map(),
        reactions: new Map(),
        gone_events: new Map(),
        refused: new Map(),
        accounts: new Map(),
        friend_requests: new Set(),
      },
      pager: {},
    }),
    requests_none: notificationRequestsView(ctx, { requests: [], accounts: new Map(), page, pager: {} }),
    notification_policy: notificationPolicyView(ctx, POLICY),
    notifications_clear: clearNotificationsView(ctx),
  };
}
