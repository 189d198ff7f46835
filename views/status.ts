/** A status as it stands in timelines and threads: who, when, for whom, the words, the pictures, the actions. An h-entry. */
import type { Status } from "../src/db/schema.ts";
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { ViewContext } from "./context.ts";
import { icon } from "./icons.ts";
import { actionsView } from "./parts/actions.ts";
import { cardView } from "./parts/card.ts";
import { contentView, languageOf, spoilerView } from "./parts/content.ts";
import { flagAttribute } from "./parts/form.ts";
import { mediaView } from "./parts/media.ts";
import { bylineView, handleOf, nameLink, nameOf } from "./parts/names.ts";
import { authorOf, filtersOf, originalOf } from "./parts/page.ts";
import { pollView } from "./parts/poll.ts";
import { reactionsView } from "./parts/reactions.ts";
import { quoteView } from "./parts/quote.ts";
import { shortTime, timeView, wholeTimeView } from "./parts/time.ts";
import { audienceOf, hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";

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
};

/** One status of a page; boosts show what they boost and say who did. A status that a filter hides comes out empty. */
export function statusView(status: Status, page: StatusPage, ctx: ViewContext, options: StatusOptions = {}): Html {
  const filters = filtersOf(status, page);
  if (filters.some(({ filter }) => filter.action === "hide")) return raw("");
  const original = originalOf(status, page);
  const author = authorOf(original, page);
  const anchor = options.anchor ?? `status-${status.id}`;
  const inside = html`${headView(original, page, ctx, options)}
${bodyView(original, page, ctx)}
${options.focused === true ? factsView(original, page, ctx) : ""}
${options.still === true ? "" : html`${reactionsView(original, page, ctx, { anchor, choose: options.focused === true })}${actionsView(original, page, ctx, anchor)}`}`;
  const warned = filters.find(({ filter }) => filter.action === "warn");
  const shown =
    warned === undefined
      ? inside
      : html`<details class="filtered"><summary>Filtered: ${warned.filter.title}</summary>${inside}</details>`;
  const kind = `${options.focused === true ? " focused" : ""}${original.visibility === "direct" ? " direct" : ""}`;
  return html`<article class="post h-entry${kind}" id="${anchor}" aria-label="${nameOf(author)}, ${shortTime(original.created_at, ctx)}">
${aboveView(status, page, ctx, options)}${shown}</article>`;
}

/** Why it is here, when that is not plain: boosted, pinned, an answer. */
function aboveView(status: Status, page: StatusPage, ctx: ViewContext, options: StatusOptions): Html {
  if (status.reblog_of_id !== null)
    return html`<p class="above">${icon("boost")}<span>${nameLink(authorOf(status, page), ctx)} boosted</span></p>`;
  if (options.pinned === true) return html`<p class="above">${icon("pin")}<span>Pinned</span></p>`;
  const answered = page.accounts.get(status.in_reply_to_account_id ?? 0);
  if (answered === undefined || options.focused === true || options.placed === true) return raw("");
  const whom = answered.id === status.account_id ? "their own post" : nameLink(answered, ctx);
  return html`<p class="above">${icon("reply")}<span>in reply to ${whom}</span></p>`;
}

function headView(status: Status, page: StatusPage, ctx: ViewContext, options: StatusOptions): Html {
  const author = authorOf(status, page);
  const address = routes.status(status.id, author);
  const edited =
    status.edited_at === 0
      ? ""
      : html`<span class="mark" title="Edited ${ctx.locale.times.whole(status.edited_at)}">${icon("edit")}${hidden("edited")}</span>`;
  return html`<div class="head">${bylineView(author, ctx, "p-author")}<span class="when">${visibilityMark(status, ctx)}${edited}<a class="u-url" href="${address}">${timeView(status.created_at, ctx, options.focused === true ? "" : "dt-published")}</a></span></div>`;
}

/** Said only when it is not for everyone. */
function visibilityMark(status: Status, ctx: ViewContext): Html {
  if (status.visibility === "public") return raw("");
  const { name, icon: symbol } = audienceOf(ctx, status.visibility);
  return html`<span class="mark" title="${name}">${icon(symbol)}${hidden(name)}</span>`;
}

/** Words, pictures, poll and quote; behind the warning when there is one. */
export function bodyView(status: Status, page: StatusPage, ctx: ViewContext): Html {
  const inside = html`${contentView(status, page, ctx)}
${mediaView(status, page.media.get(status.id) ?? [], ctx)}${pollView(status, page, ctx)}${quoteView(status, page, ctx)}${cardView(status, page, ctx)}`;
  if (status.spoiler_text === "") return html`<div class="body">${inside}</div>`;
  const open = flagAttribute("open", ctx.viewer?.settings.expand_spoilers === true);
  return html`<div class="body"><details class="cw" data-remember="${status.id}"${open}><summary><span class="p-summary" dir="auto"${languageOf(status)}>${spoilerView(status, ctx)}</span></summary>${inside}</details></div>`;
}

/** The small print of the status that a page is about. */
function factsView(status: Status, page: StatusPage, ctx: ViewContext): Html {
  const app = status.application_id === null ? undefined : page.apps.get(status.application_id);
  const edited = status.edited_at === 0 ? "" : html` · edited ${wholeTimeView(status.edited_at, ctx, "dt-updated")}`;
  const author = authorOf(status, page);
  const origin =
    author.host === "" || !/^https?:\/\//.test(status.url)
      ? ""
      : html` · <a href="${status.url}" rel="nofollow noopener" title="${handleOf(author)}">on ${author.host}</a>`;
  const audience = audienceOf(ctx, status.visibility).name;
  return html`<p class="facts">${wholeTimeView(status.created_at, ctx, "dt-published")}${edited} · ${audience}${app === undefined ? "" : html` · with ${app.name}`}${origin}</p>`;
}
