/** A status made small: quoted in another, answered to, or above the one that a thread is about. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { contentView, languageOf, spoilerView } from "./content.ts";
import { mediaView, whatOf } from "./media.ts";
import { avatarView, handleOf, nameView } from "./names.ts";
import { authorOf } from "./page.ts";
import { pollView } from "./poll.ts";
import { timeView } from "./time.ts";
import { shortened, wordsOf } from "./words.ts";

/** The quoted status as a card, or a word that it cannot be shown. */
export function quoteView(status: Status, page: StatusPage, ctx: ViewContext): Html {
  const quote = page.quotes.get(status.id);
  if (quote === undefined) return raw("");
  if (quote.state === "pending") return goneView(ctx.t("post.quote_pending"));
  const quoted = quote.state === "accepted" ? page.statuses.get(quote.quoted_id) : undefined;
  if (quoted === undefined) return goneView(ctx.t("post.quote_gone"));
  const hidden = page.unwanted.get(quoted.account_id);
  if (hidden !== undefined && (hidden.until === 0 || hidden.until > ctx.now)) return goneView(ctx.t("post.quote_hidden"));
  const author = authorOf(quoted, page);
  return html`<blockquote class="quote u-quotation-of"><a class="name" href="${routes.status(quoted.id, author)}"><strong dir="auto">${nameView(author, ctx)}</strong> <span class="handle">${handleOf(author)}</span></a>${excerptView(quoted, page, ctx, 400)}</blockquote>`;
}

const goneView = (words: string): Html => html`<p class="quote gone">${words}</p>`;

/** The beginning of a status in one paragraph, or its warning instead. */
export function excerptView(status: Status, page: StatusPage, ctx: ViewContext, length: number): Html {
  const media = page.media.get(status.id) ?? [];
  const attached = media.length === 0 ? "" : html` <span class="hint">(${whatOf(media, ctx)})</span>`;
  const words =
    status.spoiler_text === ""
      ? html`${shortened(wordsOf(status.content), length)}`
      : html`<span class="warned">${spoilerView(status, ctx)}</span>`;
  return html`<p class="excerpt" dir="auto"${languageOf(status)}>${words}${attached}</p>`;
}

/** Whole, but small and without actions: the way to the status that a page is about. */
export function compactView(status: Status, page: StatusPage, ctx: ViewContext, anchor: string): Html {
  const author = authorOf(status, page);
  const inside = html`${contentView(status, page, ctx, "p-content")}${mediaView(status, page, ctx)}${pollView(status, page, ctx)}`;
  const body =
    status.spoiler_text === ""
      ? inside
      : html`<details class="cw" data-remember="${status.id}"><summary data-show="${ctx.t("common.show")}" data-hide="${ctx.t("post.hide")}"><span dir="auto"${languageOf(status)}>${spoilerView(status, ctx)}</span></summary>${inside}</details>`;
  return html`<article class="post compact" id="${anchor}"><div class="head"><a class="by" href="${routes.profile(author)}">${avatarView(author, ctx, "s")}<span class="who"><strong dir="auto">${nameView(author, ctx)}</strong> <span class="handle">${handleOf(author)}</span></span></a><span class="when"><a href="${routes.status(status.id, author)}">${timeView(status.created_at, ctx)}</a></span></div><div class="body">${body}</div></article>`;
}
