/** A status as it stands in timelines and threads: who, when, for whom, the words, the pictures, the actions. An h-entry. */
import type { Row, Status } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { actionsView } from "../parts/actions.ts";
import { cardView } from "../parts/card.ts";
import { contentView, languageOf, spoilerView, titleView } from "../parts/content.ts";
import { eventView } from "../parts/event.ts";
import { flagAttribute, form } from "../parts/form.ts";
import { mediaView } from "../parts/media.ts";
import { bylineView, handleOf, nameLink, nameOf } from "../parts/names.ts";
import { authorOf, filtersOf, originalOf } from "../parts/page.ts";
import { pollView } from "../parts/poll.ts";
import { reactionsView } from "../parts/reactions.ts";
import { quoteView } from "../parts/quote.ts";
import { shortTime, timeView, wholeTimeView } from "../parts/time.ts";
import { audienceOf, hidden } from "../parts/words.ts";
import { introductionView } from "../parts/friendship.ts";
import { circleName } from "../parts/circle-words.ts";
import { routes } from "../frame/routes.ts";

export type StatusOptions = {
  /** The article's id where the same status may stand twice on a page. */
  anchor?: string;
  /** Large, as the one that a thread page is about. */
  focused?: boolean;
  /** Without actions, as on the page that asks before deleting. */
  still?: boolean;
  pinned?: boolean;
  /** In a tree of replies, which shows by itself what is answered. */
  placed?: boolean;
  /** Below the words: their translation. */
  below?: Html | undefined;
};

/** One status of a page; boosts show what they boost and say who did. A status that a filter hides comes out empty. */
export function statusView(status: Status, page: StatusPage, ctx: ViewContext, options: StatusOptions = {}): Html {
  const filters = filtersOf(status, page);
  if (filters.some(({ filter }) => filter.action === "hide")) return raw("");
  const original = originalOf(status, page);
  const author = authorOf(original, page);
  const anchor = options.anchor ?? `status-${status.id}`;
  const blurred = filters.find(({ filter }) => filter.action === "blur")?.filter.title ?? "";
  const inside = html`${headView(original, page, ctx, options)}
${bodyView(original, page, ctx, blurred)}${options.below ?? ""}
${options.focused === true ? factsView(original, page, ctx) : ""}
${options.still === true ? "" : html`${reactionsView(original, page, ctx, { anchor, choose: options.focused === true })}${actionsView(original, page, ctx, anchor)}`}`;
  const warned = filters.find(({ filter }) => filter.action === "warn");
  const shown =
    warned === undefined
      ? inside
      : html`<details class="filtered">${coverView(ctx, ctx.t("post.filtered", { title: warned.filter.title }))}${inside}</details>`;
  const kind = `${options.focused === true ? " focused" : ""}${original.visibility === "direct" ? " direct" : ""}`;
  const name = ctx.t("post.byline", { name: nameOf(author), when: shortTime(original.created_at, ctx) });
  return html`<article class="post h-entry${kind}" id="${anchor}" aria-label="${name}">
${aboveView(status, page, ctx, options)}${shown}</article>`;
}

/** What stands before something covered: it says whether it opens or closes. */
export const coverView = ({ t }: Pick<ViewContext, "t">, words: Html | string): Html =>
  html`<summary data-show="${t("common.show")}" data-hide="${t("post.hide")}"><span dir="auto">${words}</span></summary>`;

/** Why it is here, when that is not plain: boosted, pinned, an answer. */
function aboveView(status: Status, page: StatusPage, ctx: ViewContext, options: StatusOptions): Html {
  const line = (name: "boost" | "people" | "pin" | "reply", words: Html | string) =>
    html`<p class="above${name === "people" ? " in-group" : ""}">${icon(name)}<span>${words}</span></p>`;
  const wait = page.waits?.get(status.id);
  if (wait !== undefined)
    return html`<div class="above in-group waits">${icon("people")}<div>${waitView(wait, page, ctx)}</div></div>`;
  if (status.reblog_of_id !== null && page.accounts.get(status.account_id)?.actor_type === "Group")
    return line("people", ctx.rich("groups.in", { group: nameLink(authorOf(status, page), ctx) }));
  if (status.reblog_of_id !== null)
    return line("boost", ctx.rich("post.boosted", { who: nameLink(authorOf(status, page), ctx) }));
  if (options.pinned === true) return line("pin", ctx.t("post.pinned"));
  const place = status.in_reply_to_id === null ? page.groups?.get(status.id) : undefined;
  if (place !== undefined) return line("people", ctx.rich("groups.in", { group: nameLink(place, ctx) }));
  const answered = page.accounts.get(status.in_reply_to_account_id ?? 0);
  if (answered === undefined || options.focused === true || options.placed === true) return raw("");
  if (answered.id === status.account_id) return line("reply", ctx.t("post.in_reply_to_self"));
  return line("reply", ctx.rich("post.in_reply_to", { whom: nameLink(answered, ctx) }));
}

/** Only its author sees it, and may do without the group; whom it answers has to be asked. */
function waitView({ status_id, group_id, state, reason, closed }: Row<"group_waits">, page: StatusPage, ctx: ViewContext): Html {
  const group = page.accounts.get(group_id);
  const name = group === undefined ? html`` : nameLink(group, ctx);
  const words = ctx.rich(state === "refused" ? "groups.kept_out" : "groups.waits_for", { group: name });
  const alone = html`<button class="button">${ctx.t("groups.post_alone")}</button>`;
  return html`${words}${reason === "" ? "" : html` <q dir="auto">${reason}</q>`}${closed === 1 || group?.actor_type !== "Group" ? "" : form(ctx, routes.postWithoutGroup(status_id), alone)}`;
}

function headView(status: Status, page: StatusPage, ctx: ViewContext, options: StatusOptions): Html {
  const author = authorOf(status, page);
  const address = routes.status(status.id, author);
  return html`<div class="head">${bylineView(author, ctx, "p-author")}<span class="when">${visibilityMark(status, ctx)}${editedMark(status, page, ctx)}<a class="u-url" href="${address}">${timeView(status.created_at, ctx, options.focused === true ? "" : "dt-published")}</a></span></div>${writerView(status, page, ctx)}`;
}

/** Of a team that says so, and for the team itself: who of it wrote this. */
function writerView({ id, posted_by }: Status, page: StatusPage, ctx: ViewContext): Html {
  const known = page.writers?.get(id);
  if (known !== undefined)
    return html`<p class="hint written-by">${ctx.rich("teams.written_for_team", { who: nameLink(known, ctx) })}</p>`;
  const writer = posted_by === 0 ? undefined : page.accounts.get(posted_by);
  if (writer === undefined || writer.deleted_at > 0 || writer.suspended_at > 0) return raw("");
  return html`<p class="hint written-by">${ctx.rich("teams.posted_by", { who: nameLink(writer, ctx) })}</p>`;
}

/** Leads to the versions. */
function editedMark(status: Status, page: StatusPage, ctx: ViewContext): Html {
  if (status.edited_at === 0) return raw("");
  const title = ctx.t("post.edited_at", { when: ctx.locale.times.whole(status.edited_at) });
  const address = routes.statusHistory(status.id, authorOf(status, page));
  return html`<a class="mark" href="${address}" title="${title}" rel="nofollow">${icon("edit")}${hidden(ctx.t("post.edited"))}</a>`;
}

/** Said only when it is not for everyone. */
function visibilityMark(status: Status, ctx: ViewContext): Html {
  if (status.visibility === "public") return raw("");
  const { name, icon: symbol } = audienceOf(ctx, status.visibility);
  return html`<span class="mark" title="${name}">${icon(symbol)}${hidden(name)}</span>`;
}

/** Words, pictures, poll and quote; behind the warning when there is one. `blurred`: the title of a filter that covers the pictures. */
export function bodyView(status: Status, page: StatusPage, ctx: ViewContext, blurred = ""): Html {
  const inside = html`${eventView(status, page, ctx) ?? html`${titleView(status, ctx)}${contentView(status, page, ctx)}`}
${mediaView(status, page, ctx, blurred)}${pollView(status, page, ctx)}${quoteView(status, page, ctx)}${cardView(status, page, ctx)}${introductionView(status, page, ctx)}`;
  if (status.spoiler_text === "") return html`<div class="body">${inside}</div>`;
  const open = flagAttribute("open", ctx.viewer?.settings.expand_spoilers === true);
  const warning = html`<span class="p-summary"${languageOf(status)}>${spoilerView(status, ctx)}</span>`;
  return html`<div class="body"><details class="cw" data-remember="${status.id}"${open}>${coverView(ctx, warning)}${inside}</details></div>`;
}

/** The small print of the status that a page is about. */
function factsView(status: Status, page: StatusPage, ctx: ViewContext): Html {
  const { t, rich } = ctx;
  const author = authorOf(status, page);
  const app = status.application_id === null ? undefined : page.apps.get(status.application_id);
  const edited = html`<a href="${routes.statusHistory(status.id, author)}" rel="nofollow">${rich("post.edited_on", { when: wholeTimeView(status.edited_at, ctx, "dt-updated") })}</a>`;
  const origin = html`<a href="${status.url}" rel="nofollow noopener" title="${handleOf(author)}">${t("post.on_server", { host: author.host })}</a>`;
  const facts = [
    wholeTimeView(status.created_at, ctx, "dt-published"),
    status.edited_at === 0 ? undefined : edited,
    status.visibility === "limited" ? limitedWords(status, page, ctx) : audienceOf(ctx, status.visibility).name,
    status.language === "" ? undefined : ctx.locale.languageName(status.language),
    app === undefined ? undefined : t("post.with_app", { app: app.name }),
    author.host === "" || !/^https?:\/\//.test(status.url) ? undefined : origin,
  ];
  return html`<p class="facts">${join(facts, " · ")}</p>${whoView(status, page, ctx)}`;
}

/** Only its author knows for which circle it was. */
function limitedWords({ id }: Status, { circles }: StatusPage, ctx: ViewContext): string {
  const circle = circles.get(id);
  return circle === undefined
    ? ctx.t("friends.only_some")
    : ctx.t("friends.was_for", { title: circleName(circle, ctx), people: circle.people });
}

/** Ways to those who did something with it; how many they are, only for who wants to know. */
function whoView(status: Status, page: StatusPage, ctx: ViewContext): Html {
  if (status.visibility === "direct" || status.visibility === "limited") return raw("");
  const author = authorOf(status, page);
  const counts = ctx.viewer?.settings.show_counts === true;
  const link = (href: string, words: string, count = 0) =>
    html`<a href="${href}" rel="nofollow">${words}${counts && count > 0 ? ` (${ctx.locale.number(count)})` : ""}</a>`;
  const links = [
    link(routes.statusBoosts(status.id, author), ctx.t("post.who_boosted"), status.reblogs_count),
    link(routes.statusFavourites(status.id, author), ctx.t("post.who_favourited"), status.favourites_count),
    link(routes.statusQuotes(status.id, author), ctx.t("post.who_quoted")),
  ];
  return html`<p class="facts who-did">${links}</p>`;
}
