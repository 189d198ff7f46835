/** The frame of everything that one sets about oneself: the list of its pages, and how each stands in it. */
import type { Key } from "../src/words/catalogue.ts";
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { icon } from "./icons.ts";
import type { IconName } from "./icons.ts";
import { layout, pageHead } from "./layout.ts";
import { routes } from "./routes.ts";

export type SettingsPage =
  | "profile"
  | "appearance"
  | "preferences"
  | "notifications"
  | "privacy"
  | "email"
  | "password"
  | "two_factor"
  | "sessions"
  | "invites"
  | "data"
  | "moving";

type Entry = { page: SettingsPage; href: string; icon: IconName };

const GROUPS: readonly { title: Key; entries: readonly Entry[] }[] = [
  {
    title: "settings.group_you",
    entries: [
      { page: "profile", href: routes.settingsProfile, icon: "user" },
      { page: "privacy", href: routes.settingsPrivacy, icon: "private" },
      { page: "appearance", href: routes.settingsAppearance, icon: "image" },
      { page: "preferences", href: routes.settingsPreferences, icon: "settings" },
      { page: "notifications", href: routes.settingsNotifications, icon: "bell" },
    ],
  },
  {
    title: "settings.group_access",
    entries: [
      { page: "email", href: routes.settingsEmail, icon: "direct" },
      { page: "password", href: routes.settingsPassword, icon: "edit" },
      { page: "two_factor", href: routes.settingsTwoFactor, icon: "check" },
      { page: "sessions", href: routes.settingsSessions, icon: "explore" },
    ],
  },
  {
    title: "settings.group_rest",
    entries: [
      { page: "invites", href: routes.settingsInvites, icon: "follow" },
      { page: "data", href: routes.settingsData, icon: "bookmark" },
      { page: "moving", href: routes.settingsMoving, icon: "out" },
    ],
  },
];

/** Whether they may invite anybody at all decides whether that page is among them. */
const groupsFor = ({ viewer, instance }: ViewContext) =>
  GROUPS.map(({ title, entries }) => ({
    title,
    entries: entries.filter(
      ({ page }) => page !== "invites" || instance.members_invite || (viewer?.user.role ?? "user") !== "user",
    ),
  }));

/** All of them, each with a line on what it holds. */
export function settingsIndexView(ctx: ViewContext): Html {
  const { t } = ctx;
  const groups = groupsFor(ctx).map(
    ({ title, entries }) =>
      html`<section class="setting-group"><h2>${t(title)}</h2><ul>${entries.map(
        ({ page, href, icon: name }) =>
          html`<li><a href="${href}">${icon(name)}<span><strong>${t(`settings.${page}`)}</strong><span class="hint">${t(`settings.${page}_about`)}</span></span></a></li>`,
      )}</ul></section>`,
  );
  return layout(ctx, { title: t("common.settings"), main: html`${pageHead(t("common.settings"))}${groups}`, narrow: true });
}

/** One of them; on wide windows the others stand beside it. */
export function settingsPage(
  ctx: ViewContext,
  page: SettingsPage,
  body: Html,
  options: { title?: string; lead?: Html | string; scripts?: readonly string[] } = {},
): Html {
  const { t } = ctx;
  const title = options.title ?? t(`settings.${page}`);
  const back = html`<p class="back-to"><a href="${routes.settings}">${icon("back")}${t("common.settings")}</a></p>`;
  return layout(ctx, {
    title,
    main: html`${back}${pageHead(title, { lead: options.lead })}${body}`,
    aside: asideView(ctx, page),
    narrow: true,
    ...(options.scripts === undefined ? {} : { scripts: options.scripts }),
  });
}

function asideView(ctx: ViewContext, current: SettingsPage): Html {
  const { t } = ctx;
  const groups = groupsFor(ctx).map(
    ({ title, entries }) =>
      html`<h2>${t(title)}</h2><ul>${entries.map(
        ({ page, href }) =>
          html`<li><a href="${href}"${page === current ? raw(' aria-current="page"') : ""}>${t(`settings.${page}`)}</a></li>`,
      )}</ul>`,
  );
  return html`<nav class="settings-nav" aria-label="${t("common.settings")}">${groups}</nav>`;
}
