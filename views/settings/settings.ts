/** The frame of everything that one sets about oneself: the list of its pages, and how each stands in it. */
import type { Key } from "../../src/words/catalogue.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import type { IconName } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { contentsAside, contentsView } from "../parts/contents.ts";
import type { Contents } from "../parts/contents.ts";
import { routes } from "../frame/routes.ts";

export type SettingsPage =
  | "profile"
  | "cv"
  | "appearance"
  | "preferences"
  | "notifications"
  | "mail"
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
      { page: "cv", href: routes.settingsCv, icon: "list" },
      { page: "privacy", href: routes.settingsPrivacy, icon: "private" },
      { page: "appearance", href: routes.settingsAppearance, icon: "image" },
      { page: "preferences", href: routes.settingsPreferences, icon: "settings" },
      { page: "notifications", href: routes.settingsNotifications, icon: "bell" },
      { page: "mail", href: routes.settingsMail, icon: "direct" },
    ],
  },
  {
    title: "settings.group_access",
    entries: [
      { page: "email", href: routes.settingsEmail, icon: "user" },
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

const contentsFor = (ctx: ViewContext, current?: SettingsPage): Contents => ({
  title: ctx.t("common.settings"),
  groups: groupsFor(ctx).map(({ title, entries }) => ({
    title: ctx.t(title),
    entries: entries.map(({ page, href, icon: symbol }) => ({
      href,
      icon: symbol,
      name: ctx.t(`settings.${page}`),
      about: ctx.t(`settings.${page}_about`),
      current: page === current,
    })),
  })),
});

/** All of them, each with a line on what it holds. */
export const settingsIndexView = (ctx: ViewContext): Html => contentsView(ctx, contentsFor(ctx));

/** One of them; on wide windows the others stand beside it. */
export function settingsPage(
  ctx: ViewContext,
  page: SettingsPage,
  body: Html,
  options: { title?: string; lead?: Html | string; scripts?: readonly string[] } = {},
): Html {
  const { t } = ctx;
  const title = options.title ?? t(`settings.${page}`);
  const back = { href: routes.settings, label: t("common.settings") };
  return layout(ctx, {
    title,
    main: html`${pageHead(title, { lead: options.lead, back })}${body}`,
    aside: contentsAside(contentsFor(ctx, page)),
    narrow: true,
    ...(options.scripts === undefined ? {} : { scripts: options.scripts }),
  });
}
