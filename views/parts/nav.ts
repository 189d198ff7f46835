/** The navigation: a rail with icons and words on wide windows; on a phone a top bar with the avatar and a bottom bar. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext, Viewer } from "../context.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import { routes } from "../routes.ts";
import { form } from "./form.ts";
import { avatarView, handleOf, nameView } from "./names.ts";
import { counted, hidden } from "./words.ts";

export type Place = "home" | "explore" | "write" | "notifications" | "search" | "about" | "sign_in" | "sign_up";

type Entry = { place: Place; href: string; label: string; icon: IconName; news?: number };

const EXPLORE: Entry = { place: "explore", href: routes.local, label: "Explore", icon: "explore" };

const memberEntries = (viewer: Viewer): Entry[] => [
  { place: "home", href: routes.home, label: "Home", icon: "home" },
  EXPLORE,
  { place: "write", href: routes.compose(), label: "Write", icon: "write" },
  { place: "notifications", href: routes.notifications, label: "Notifications", icon: "bell", news: viewer.unread_notifications },
  { place: "search", href: routes.search(), label: "Search", icon: "search" },
];

const visitorEntries = (ctx: ViewContext): Entry[] => [
  EXPLORE,
  { place: "about", href: routes.about, label: "About", icon: "info" },
  { place: "sign_in", href: routes.signIn, label: "Sign in", icon: "user" },
  ...(ctx.instance.registrations === "closed"
    ? []
    : [{ place: "sign_up", href: routes.signUp, label: "Join", icon: "follow" } as const]),
];

export function navView(ctx: ViewContext, place: Place | undefined): Html {
  const { viewer } = ctx;
  const entries = viewer === undefined ? visitorEntries(ctx) : memberEntries(viewer);
  const home = viewer === undefined ? routes.front : routes.home;
  return html`<header class="rail">
<a class="brand" href="${home}" dir="auto">${ctx.instance.title}</a>
<nav class="nav" aria-label="Main">${entries.map((entry) => entryView(entry, place))}</nav>
${viewer === undefined ? "" : accountMenu(ctx, viewer)}
</header>`;
}

function entryView(entry: Entry, place: Place | undefined): Html {
  const current = entry.place === place ? raw(' aria-current="page"') : "";
  const news =
    entry.news === undefined || entry.news === 0 ? "" : html`<span class="dot"></span>${hidden(` (${entry.news} new)`)}`;
  return html`<a class="go go-${entry.place}" href="${entry.href}"${current}>${icon(entry.icon)}<span class="word">${entry.label}</span>${news}</a>`;
}

function accountMenu(ctx: ViewContext, { account, follow_requests, manages_federation }: Viewer): Html {
  const requests = account.locked === 1 || follow_requests > 0;
  const item = (href: string, name: IconName, label: string) => html`<a href="${href}">${icon(name)}${label}</a>`;
  return html`<details class="me menu-holder" name="menu"><summary>${avatarView(account, ctx, "s")}<span class="who"><strong dir="auto">${nameView(account, ctx)}</strong> <span class="handle">${handleOf(account)}</span></span>${hidden(", your menu")}</summary>
<div class="menu">
${item(routes.profile(account), "user", "Your profile")}
${item(routes.bookmarks, "bookmark", "Bookmarks")}
${item(routes.favourites, "star", "Favourites")}
${requests ? item(routes.followRequests, "follow", follow_requests === 0 ? "Follow requests" : counted(follow_requests, "follow request")) : ""}
${item(routes.settingsProfile, "settings", "Settings")}
${manages_federation ? item(routes.hosts(), "public", "Other servers") : ""}
${form(ctx, routes.signOut, html`<button>${icon("out")}Sign out</button>`)}
</div></details>`;
}
