// Every page of administration.
import type { Html } from "../../src/html.ts";
import { announcementsView, announcementView } from "../../views/admin/announcements.ts";
import { budgetsView, type BudgetsPage } from "../../views/admin/budgets.ts";
import { dashboardView } from "../../views/admin/dashboard.ts";
import { emojisView } from "../../views/admin/emojis.ts";
import { failedView, healthView } from "../../views/admin/health.ts";
import { mailView } from "../../views/admin/mail.ts";
import { ruleEditView, rulesView } from "../../views/admin/rules.ts";
import { lookView, siteView, textsView } from "../../views/admin/site.ts";
import { trendsView } from "../../views/admin/trends.ts";
import { aFullPage, aPage } from "./views-sample-pages.ts";
import { NOW, XSS } from "./views-samples.ts";
import { adminPeopleSamples } from "./views-admin-people.ts";
import { announcement, ctx, emoji, measure, now, pager, points, problems, rule, typed } from "./views-admin-samples.ts";

const contentSamples = (): Record<string, Html> => ({
  admin_trends: trendsView(ctx, {
    kind: "tags",
    items: [{ id: 1, name: XSS, href: "/tags/x", state: "pending", days: [1, 2, 3], accounts: 2 }],
    posts: undefined,
    automatic: false,
    pager,
  }),
  admin_trends_posts: trendsView(ctx, {
    kind: "statuses",
    items: [],
    posts: { page: aFullPage(), states: new Map([[120, "approved" as const]]) },
    automatic: true,
    pager: {},
  }),
  admin_trends_none: trendsView(ctx, {
    kind: "statuses",
    items: [],
    posts: { page: aPage([]), states: new Map() },
    automatic: true,
    pager: {},
  }),
  admin_announcements: announcementsView(ctx, {
    announcements: [announcement, { ...announcement, id: 11, published_at: NOW }],
    typed,
    problems,
  }),
  admin_announcement: announcementView(ctx, { announcement }),
  admin_emojis: emojisView(ctx, {
    emojis: [{ ...emoji, host: "" }],
    remote: false,
    asked: { name: XSS, host: "" },
    categories: [XSS],
    taken: new Set(),
    pager,
    typed: { shortcode: XSS },
    problems,
  }),
  admin_emojis_elsewhere: emojisView(ctx, {
    emojis: [emoji, { ...emoji, id: 12, shortcode: "dog" }],
    remote: true,
    asked: { name: "", host: XSS },
    categories: [],
    taken: new Set(["cat"]),
    pager,
  }),
  admin_rules: rulesView(ctx, { rules: [rule, { ...rule, id: 2 }], typed, problems }),
  admin_rule: ruleEditView(ctx, { rule }),
});

const siteSamples = (): Record<string, Html> => {
  const site = {
    title: XSS,
    description: XSS,
    contact_email: XSS,
    language: "en",
    time_zone: "UTC",
    registrations: "open",
    members_invite: true,
    members_make_groups: true,
    insights: true,
    front_page: "status",
  } as const;
  const shade = { paper: "#ffffff", ink: "#0b5c5f", contrast: 7.3 };
  return {
    admin_site: siteView(ctx, { site, front_status: XSS, time_zones: ["UTC"], problems }),
    admin_look: lookView(ctx, {
      accent: "#0b5c5f",
      usual: "#0b5c5f",
      light: [shade],
      dark: [shade],
      picture: "media/aa/bb.webp",
      nearest: "#123456",
      problems,
    }),
    admin_texts: textsView(ctx, {
      extended_description: XSS,
      privacy_policy: XSS,
      preview: "<p>Words</p>",
      terms: [{ id: 1, effective_date: "2026-01-01", text: XSS, changelog: XSS, created_at: NOW }],
    }),
  };
};

const budgets: BudgetsPage = {
  budgets: {
    processes: [
      { name: XSS, role: "web", memory: 95, highest: 99, ceiling: 100, refused: 3, started_at: NOW, seen_at: NOW },
      { name: "b/2", role: "both", memory: 95, highest: 99, ceiling: 0, refused: 0, started_at: NOW, seen_at: NOW },
    ],
    database: { used: 95, ceiling: 100, days: 12, file: 120 },
    media: { used: 5, own: 3, copies: 2, ceiling: 0, days: undefined },
    episodes: [{ id: 1, process: XSS, highest: 99, ceiling: 100, refused: 3, began_at: NOW, ended_at: 0 }],
  },
  pruned: { statuses: 5, accounts: 2, files: 1, bytes: 9000 },
  runs: [{ id: 1, asked: 1, statuses: 5, accounts: 2, files: 1, bytes: 9000, goal: 9000, began_at: NOW, ended_at: 0 }],
  goal: 5,
  told: { statuses: 1, accounts: 0, files: 0, bytes: 3, file_bytes: 0, more: false },
};

const numberSamples = (): Record<string, Html> => ({
  admin: dashboardView(ctx, {
    days: 7,
    waiting: { reports: 2, people: 1, tags: 3, statuses: 4, links: 5 },
    failed: { jobs: 1, inbox: 1 },
    measures: { new_users: measure, new_statuses: measure, interactions: undefined },
    gauges: new Map([
      ["people", points],
      ["database", points],
      ["media", points],
      ["remote", points],
    ]),
    now,
    ceilings: { database: 5_000_000, media: 0, memory: 600_000_000 },
    refused: points,
    server_id: 7,
    versions: [{ human_key: "Kith", value: XSS }],
    wrong: 1,
  }),
  admin_budgets: budgetsView(ctx, budgets),
  admin_mail: mailView(ctx, {
    out: { host: XSS, from: XSS },
    into: { host: "127.0.0.1", port: 2525, domain: "lists.example.org" },
    days: [{ day: 0, sent: 3, bounced: 1 }],
    paused: [
      {
        user_id: 1,
        email_lower: XSS,
        count: 3,
        last_error: XSS,
        last_at: NOW,
        soft: 0,
        soft_at: 0,
        paused_at: NOW,
        username: "mia",
      },
    ],
  }),
  admin_mail_off: mailView(ctx, { out: undefined, into: undefined, days: [], paused: [] }),
  admin_health: healthView(ctx, {
    findings: [
      { about: "jobs", state: "wrong", text: XSS, code: "jobs_failed", values: { count: 2, kind: XSS } },
      { about: "disk", state: "note", text: XSS, code: "outside" },
      { about: "memory", state: "note", text: XSS, code: "memory_near", values: { used: 9, ceiling: 10 } },
      { about: "clock", state: "ok", text: "", code: "clock_ok" },
    ],
  }),
  admin_jobs: failedView(ctx, {
    table: "jobs",
    counts: { jobs: 1, inbox: 0 },
    work: [{ id: 1, attempts: 9, last_error: XSS, name: XSS, detail: XSS }],
    pager,
  }),
});

export const adminSamples = (): Record<string, Html> => ({
  ...adminPeopleSamples(),
  ...contentSamples(),
  ...siteSamples(),
  ...numberSamples(),
});
