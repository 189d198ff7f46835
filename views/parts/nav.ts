/** The navigation: a rail with icons and words on wide windows; on a phone a top bar with the avatar and a bottom bar. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext, Viewer } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import type { IconName } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { form } from "./form.ts";
import { avatarView, handleOf, nameView } from "./names.ts";
import { hidden } from "./words.ts";

export type Place = "home" | "explore" | "write" | "notifications" | "messages" | "search" | "about" | "sign_in" | "sign_up";

type Entry = { place: Place; href: string; label: string; icon: IconName; news?: number };

const exploreEntry = ({ t }: ViewContext): Entry => ({
  place: "explore",
  href: routes.explore,
  label: t("common.explore"),
  icon: "explore",
});

const memberEntries = (ctx: ViewContext, viewer: Viewer): Entry[] => [
  { place: "home", href: routes.home, label: ctx.t("common.home"), icon: "home" },
  exploreEntry(ctx),
  { place: "write", href: routes.compose(), label: ctx.t("common.write"), icon: "write" },
  {
    place: "notifications",
    href: routes.notifications,
    label: ctx.t("common.notifications"),
    icon: "bell",
    news: viewer.unread_notifications,
  },
  {
    place: "messages",
    href: routes.messages,
    label: ctx.t("common.messages"),
    icon: "message",
    news: viewer.unread_messages,
  },
  { place: "search", href: routes.search(), label: ctx.t("common.search"), icon: "search" },
];

const visitorEntries = (ctx: ViewContext): Entry[] => [
  exploreEntry(ctx),
  { place: "about", href: routes.about, label: ctx.t("common.about"), icon: "info" },
  { place: "sign_in", href: routes.signIn, label: ctx.t("common.sign_in"), icon: "user" },
  ...(ctx.instance.registrations === "closed"
    ? []
    : [{ place: "sign_up", href: routes.signUp, label: ctx.t("common.join"), icon: "follow" } as const]),
];

export function navView(ctx: ViewContext, place: Place | undefined): Html {
  const { viewer } = ctx;
  const entries =
    viewer === undefined ? visitorEntries(ctx) : memberEntries(ctx, viewer).filter(({ href }) => viewer.mayOpen(href));
  const home = viewer?.mayOpen(routes.home) === true ? routes.home : viewer === undefined ? routes.front : routes.explore;
  return html`<header class="rail">
<a class="brand" href="${home}" dir="auto">${ctx.instance.title}</a>
<nav class="nav" aria-label="${ctx.t("common.main_navigation")}">${entries.map((entry) => entryView(entry, place, ctx))}</nav>
${viewer === undefined ? "" : accountMenu(ctx, viewer)}
</header>`;
}

function entryView(entry: Entry, place: Place | undefined, ctx: ViewContext): Html {
  const current = entry.place === place ? raw(' aria-current="page"') : "";
  const news =
    entry.news === undefined || entry.news === 0
      ? ""
      : html`<span class="dot"></span>${hidden(` (${ctx.t("common.new_count", { count: entry.news })})`)}`;
  return html`<a class="go go-${entry.place}" href="${entry.href}"${current}>${icon(entry.icon)}<span class="word">${entry.label}</span>${news}</a>`;
}

function accountMenu(ctx: ViewContext, { account, follow_requests, may, mayOpen, work_waits }: Viewer): Html {
  const requests = account.locked === 1 || follow_requests > 0;
  // Who acts in another's name sees what their role opens.
  const item = (href: string, name: IconName, label: string, news = false) =>
    !mayOpen(href)
      ? ""
      : html`<a href="${href}">${icon(name)}${label}${news ? html`<span class="dot"></span>${hidden(` (${ctx.t("common.something_new")})`)}` : ""}</a>`;
  return html`<details class="me menu-holder" name="menu"><summary>${avatarView(account, ctx, "s")}<span class="who"><strong dir="auto">${nameView(account, ctx)}</strong> <span class="handle">${handleOf(account)}</span></span>${hidden(`, ${ctx.t("common.your_menu")}`)}</summary>
<div class="menu">
${item(routes.profile(account), "user", ctx.t("common.your_profile"))}
${item(routes.search(), "search", ctx.t("common.search"))}
${item(routes.friends, "follow", ctx.t("friends.title"))}
${item(routes.groups, "people", ctx.t("groups.yours"))}
${item(routes.events, "calendar", ctx.t("events.yours"))}
${item(routes.videos, "video", ctx.t("videos.yours"))}
${item(routes.drafts, "edit", ctx.t("common.drafts"))}
${item(routes.bookmarks, "bookmark", ctx.t("common.bookmarks"))}
${item(routes.favourites, "star", ctx.t("common.favourites"))}
${item(routes.lists, "list", ctx.t("common.lists"))}
${item(routes.insights, "poll", ctx.t("insights.title"))}
${item(routes.teams, "people", ctx.t("teams.title"))}
${item(routes.people, "filter", ctx.t("people.title"))}
${requests ? item(routes.followRequests, "follow", ctx.t("common.follow_requests", { count: follow_requests })) : ""}
${item(mayOpen(routes.settings) ? routes.settings : routes.settingsProfile, "settings", ctx.t("common.settings"))}
${may("view_dashboard") ? item(routes.admin, "public", ctx.t("common.administration"), work_waits) : ""}
${form(ctx, routes.signOut, html`<button>${icon("out")}${ctx.t("common.sign_out")}</button>`)}
</div></details>`;
}
