/** The frame of the pages of administration: a heading, the areas, and the pages of the area, each only for those who may open it. */
import type { Permission } from "../../src/access/permissions.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { adminRoutes } from "./routes.ts";

type Entry = { name: EntryName; href: string; permission: Permission };
type EntryName =
  | "dashboard"
  | "health"
  | "budgets"
  | "jobs"
  | "mail"
  | "audit"
  | "reports"
  | "accounts"
  | "templates"
  | "hosts"
  | "domains"
  | "allows"
  | "relays"
  | "emails"
  | "addresses"
  | "ips"
  | "invites"
  | "trends"
  | "announcements"
  | "emojis"
  | "site"
  | "look"
  | "texts"
  | "rules";

const AREAS = [
  [
    "overview",
    [
      { name: "dashboard", href: adminRoutes.dashboard, permission: "view_dashboard" },
      { name: "health", href: adminRoutes.health, permission: "view_devops" },
      { name: "budgets", href: adminRoutes.budgets(), permission: "view_devops" },
      { name: "jobs", href: adminRoutes.jobs(), permission: "view_devops" },
      { name: "mail", href: adminRoutes.mail, permission: "view_devops" },
      { name: "audit", href: adminRoutes.audit(), permission: "view_audit_log" },
    ],
  ],
  [
    "moderation",
    [
      { name: "reports", href: adminRoutes.reports(), permission: "manage_reports" },
      { name: "accounts", href: adminRoutes.accounts(), permission: "manage_users" },
      { name: "templates", href: adminRoutes.templates, permission: "manage_reports" },
    ],
  ],
  [
    "federation",
    [
      { name: "hosts", href: adminRoutes.hosts(), permission: "manage_federation" },
      { name: "domains", href: adminRoutes.domains(), permission: "manage_federation" },
      { name: "allows", href: adminRoutes.allows(), permission: "manage_federation" },
      { name: "relays", href: adminRoutes.relays, permission: "manage_federation" },
    ],
  ],
  [
    "entrance",
    [
      { name: "invites", href: adminRoutes.invites(), permission: "manage_invites" },
      { name: "emails", href: adminRoutes.emails(), permission: "manage_blocks" },
      { name: "addresses", href: adminRoutes.addresses(), permission: "manage_blocks" },
      { name: "ips", href: adminRoutes.ips(), permission: "manage_blocks" },
    ],
  ],
  [
    "content",
    [
      { name: "trends", href: adminRoutes.trends(), permission: "manage_taxonomies" },
      { name: "announcements", href: adminRoutes.announcements, permission: "manage_announcements" },
      { name: "emojis", href: adminRoutes.emojis(), permission: "manage_custom_emojis" },
    ],
  ],
  [
    "site",
    [
      { name: "site", href: adminRoutes.site, permission: "manage_settings" },
      { name: "look", href: adminRoutes.look, permission: "manage_settings" },
      { name: "texts", href: adminRoutes.texts, permission: "manage_settings" },
      { name: "rules", href: adminRoutes.rules, permission: "manage_rules" },
    ],
  ],
] as const satisfies readonly (readonly [string, readonly Entry[]])[];

export type AdminPage = {
  /** The entry to which the page belongs. */
  at: EntryName;
  title: string;
  lead?: Html | string | undefined;
  actions?: Html | undefined;
  main: Html;
  scripts?: readonly string[];
};

export function adminPage(ctx: ViewContext, page: AdminPage): Html {
  const head = pageHead(page.title, { lead: page.lead, actions: page.actions });
  return layout(ctx, {
    title: `${page.title} · ${ctx.t("common.administration")}`,
    main: html`${navigation(ctx, page.at)}${head}${page.main}`,
    wide: true,
    ...(page.scripts === undefined ? {} : { scripts: page.scripts }),
  });
}

/** Two rows of links: the areas, and the pages of this one. On a phone the first row is a menu of all pages. */
function navigation(ctx: ViewContext, at: EntryName): Html {
  const may = ctx.viewer?.may ?? (() => false);
  const open = AREAS.map(([area, entries]) => ({
    area,
    entries: (entries as readonly Entry[]).filter(({ permission }) => may(permission)),
  }));
  const areas = open.flatMap(({ area, entries: [first, ...rest] }) =>
    first === undefined
      ? []
      : [{ href: first.href, label: ctx.t(`admin.area_${area}`), current: [first, ...rest].some(({ name }) => name === at) }],
  );
  const pages = open.find(({ entries }) => entries.some(({ name }) => name === at))?.entries ?? [];
  const below =
    pages.length < 2
      ? raw("")
      : html`<div class="admin-pages">${tabs(
          ctx.t("admin.pages_of_area"),
          pages.map(({ name, href }) => ({ href, label: ctx.t(`admin.page_${name}`), current: name === at })),
        )}</div>`;
  const menu = html`<details class="part admin-menu"><summary>${ctx.t("common.administration")}: ${areas.find(({ current }) => current)?.label ?? ""}</summary><nav class="panel" aria-label="${ctx.t("common.administration")}">${open.map(
    ({ area, entries }) =>
      entries.length === 0
        ? ""
        : html`<p>${ctx.t(`admin.area_${area}`)}</p><ul>${entries.map(({ name, href }) => html`<li><a href="${href}"${raw(name === at ? ' aria-current="page"' : "")}>${ctx.t(`admin.page_${name}`)}</a></li>`)}</ul>`,
  )}</nav></details>`;
  return html`${menu}<div class="admin-areas">${tabs(ctx.t("common.administration"), areas)}</div>${below}`;
}
