/** Home, the public timelines, tags, links and lists, and what one keeps for oneself: bookmarks and favourites. */
import type { Row } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Tray } from "../../src/stories/load.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { goneElsewhere, hasMoved } from "../parts/gone-elsewhere.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { choiceView } from "../parts/choice.ts";
import { exploreTabs } from "../parts/explore-tabs.ts";
import { check, form } from "../parts/form.ts";
import { avatarView } from "../parts/names.ts";
import { trayView } from "../parts/story-tray.ts";
import { emptyView, timelineView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type Timeline = { page: StatusPage; pager: Pager };

/** `last_read_id` is the newest status that was there at the last visit. */
export function homeView(
  ctx: ViewContext,
  timeline: Timeline & { last_read_id?: number | undefined; tray?: Tray | undefined },
): Html {
  const { t } = ctx;
  const to = (href: string) => (words: Html) => html`<a href="${href}">${words}</a>`;
  const shows = ctx.viewer?.settings;
  const whole = shows === undefined || (shows.home_reblogs !== false && shows.home_replies !== false);
  const empty = whole
    ? emptyView(t("post.home_empty"), ctx.rich("post.home_lesson", { local: to(routes.local), search: to(routes.search()) }))
    : emptyView(t("post.home_hidden"), t("post.home_hidden_lesson"));
  const feed = timelineView(timeline.page, ctx, { ...timeline, empty, end: t("post.end_home"), stream: "home" });
  const title = t("common.home");
  return layout(ctx, {
    title,
    main: html`${pageHead(title)}${timeline.tray === undefined ? "" : trayView(ctx, timeline.tray)}${invitation(ctx)}${feed}${showsView(ctx)}`,
    place: "home",
  });
}

/** The box that leads to writing. */
function invitation(ctx: ViewContext): Html {
  if (ctx.viewer === undefined) return raw("");
  if (hasMoved(ctx)) return goneElsewhere(ctx);
  return html`<a class="invite" href="${routes.compose()}">${avatarView(ctx.viewer.account, ctx)}<span>${ctx.t("post.invite")}</span>${icon("write")}</a>`;
}

/** What home shows. Posts `reblogs` and `replies`. */
function showsView(ctx: ViewContext): Html {
  const { viewer, t } = ctx;
  if (viewer === undefined) return raw("");
  const { home_reblogs = true, home_replies = true } = viewer.settings;
  const body = html`${check("reblogs", { label: t("post.show_boosts"), checked: home_reblogs })}${check("replies", { label: t("post.show_replies"), checked: home_replies })}<button class="button">${t("common.save")}</button>`;
  return html`<details class="part shows"><summary>${icon("filter")}${t("post.home_shows")}</summary>${form(ctx, routes.homeShows, body, { className: "stack", return_to: routes.home })}</details>`;
}

/** The two ways to look at a timeline of many people. */
function mediaChoice(ctx: ViewContext, here: string, only_media: boolean): Html {
  return choiceView(ctx.t("post.media_choice"), [
    { href: here, label: ctx.t("post.all_posts"), current: !only_media },
    { href: `${here}?only_media=1`, label: ctx.t("post.only_media"), current: only_media },
  ]);
}

type Public = Timeline & { which: "local" | "federated"; only_media?: boolean };

export function publicView(ctx: ViewContext, timeline: Public): Html {
  const { t } = ctx;
  const { which, only_media = false } = timeline;
  const local = which === "local";
  const lead = local ? t("post.local_lead", { title: ctx.instance.title }) : t("post.federated_lead");
  const empty = local
    ? emptyView(t("post.local_empty"), t("post.local_lesson"))
    : emptyView(t("post.federated_empty"), t("post.federated_lesson"));
  const stream = only_media ? undefined : which;
  const feed = timelineView(timeline.page, ctx, { ...timeline, empty, end: t("post.end"), stream });
  const title = t(`post.${which}`);
  const main = html`${pageHead(title, { lead })}${exploreTabs(ctx, which)}${mediaChoice(ctx, local ? routes.local : routes.federated, only_media)}${feed}`;
  return layout(ctx, { title, main, place: "explore" });
}

type Tagged = Timeline & {
  name: string;
  only_media?: boolean;
  /** Undefined for visitors. */
  mine?: { followed: boolean; featured: boolean } | undefined;
};

export function tagView(ctx: ViewContext, timeline: Tagged): Html {
  const { t } = ctx;
  const { name, only_media = false } = timeline;
  const title = `#${name}`;
  const empty = emptyView(t("post.tag_empty"), t("post.tag_lesson", { name }));
  const feed = timelineView(timeline.page, ctx, {
    ...timeline,
    empty,
    end: t("post.end_tag"),
    stream: only_media ? undefined : `tag:${name}`,
  });
  const main = html`${pageHead(title, { actions: tagActions(ctx, timeline) })}${mediaChoice(ctx, routes.tag(name), only_media)}${feed}`;
  return layout(ctx, { title, main, place: "explore" });
}

function tagActions(ctx: ViewContext, { name, mine }: Tagged): Html {
  if (mine === undefined) return raw("");
  const { t } = ctx;
  const { followed, featured } = mine;
  const follow = html`<button class="button ${followed ? "on" : "primary"}">${followed ? icon("check") : ""}${t(followed ? "post.tag_unfollow" : "post.tag_follow")}${hidden(` ${t(followed ? "post.tag_unfollow_spoken" : "post.tag_follow_spoken", { name })}`)}</button>`;
  const feature = html`<details class="more menu-holder" name="menu"><summary class="button" title="${t("post.more")}">${icon("more")}${hidden(t("post.more"))}</summary><div class="menu"><button formaction="${routes.actOnTag(name, featured ? "unfeature" : "feature")}">${t(featured ? "post.tag_unfeature" : "post.tag_feature")}</button></div></details>`;
  return form(ctx, routes.actOnTag(name, followed ? "unfollow" : "follow"), html`${feature}${follow}`, { className: "deeds" });
}

export function listView(ctx: ViewContext, timeline: Timeline & { list: Row<"lists"> }): Html {
  const { t } = ctx;
  const { list } = timeline;
  const edit = html`<a class="button" href="${routes.editList(list.id)}">${icon("edit")}${t("post.list_edit")}</a>`;
  const empty = emptyView(t("post.list_empty"), t("post.list_lesson"));
  const feed = timelineView(timeline.page, ctx, { ...timeline, empty, end: t("post.end"), stream: `list:${list.id}` });
  const main = html`${pageHead(list.title, { lead: t("post.list_lead"), actions: edit, back: { href: routes.lists, label: t("common.lists") } })}${feed}`;
  return layout(ctx, { title: list.title, main });
}

/** `url`: of the page that they speak of; `name`: its title, when it is known. */
export function linkView(ctx: ViewContext, timeline: Timeline & { url: string; name: string }): Html {
  const { t, rich } = ctx;
  const { url, name } = timeline;
  const title = t("post.link_title");
  const words = name === "" ? url : name;
  const link = /^https?:\/\//.test(url)
    ? html`<a href="${url}" rel="nofollow noopener noreferrer" dir="auto">${words}</a>`
    : html`${words}`;
  const empty = emptyView(t("post.link_empty"), t("post.link_lesson"));
  const feed = timelineView(timeline.page, ctx, { ...timeline, empty, end: t("post.end_tag") });
  const main = html`${pageHead(title, { lead: rich("post.link_lead", { link }) })}${feed}`;
  return layout(ctx, { title, main, place: "explore" });
}

export function bookmarksView(ctx: ViewContext, timeline: Timeline): Html {
  const { t } = ctx;
  const title = t("common.bookmarks");
  const empty = emptyView(t("post.bookmarks_empty"), t("post.bookmarks_lesson"));
  const feed = timelineView(timeline.page, ctx, { ...timeline, empty, end: t("post.end") });
  return layout(ctx, { title, main: html`${pageHead(title, { lead: t("post.bookmarks_lead") })}${feed}` });
}

export function favouritesView(ctx: ViewContext, timeline: Timeline): Html {
  const { t } = ctx;
  const title = t("common.favourites");
  const empty = emptyView(t("post.favourites_empty"), t("post.favourites_lesson"));
  const feed = timelineView(timeline.page, ctx, { ...timeline, empty, end: t("post.end") });
  return layout(ctx, { title, main: html`${pageHead(title)}${feed}` });
}
