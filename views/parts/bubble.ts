/** One message of a conversation: its words without the names with which other servers begin them, and what comes with it. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../context.ts";
import { icon } from "../icons.ts";
import { routes } from "../routes.ts";
import { bodyView } from "../status.ts";
import { avatarView, nameOf, nameView } from "./names.ts";
import { authorOf } from "./page.ts";
import { hidden, wordsOf } from "./words.ts";

/** Mentions at the very beginning: in a conversation everybody knows to whom one speaks. */
const GREETING =
  /^(<p[^>]*>)?(?:\s*(?:<span class="h-card"[^>]*>)?<a\b[^>]*\bclass="[^"]*\bmention\b[^"]*"[^>]*>@(?:<span>)?[^<]*(?:<\/span>)?<\/a>(?:<\/span>)?\s*)+/;

/** The markup without them; when nothing else is said, with them. */
function ungreeted(content: string): string {
  const rest = content.replace(GREETING, (_all, paragraph: string | undefined) => paragraph ?? "");
  return wordsOf(rest) === "" ? content : rest;
}

/** Text, to be escaped where it is shown. */
export const wordsOfMessage = ({ content }: Pick<Status, "content">): string => wordsOf(ungreeted(content));

/** @param named whether to say who writes: not again when the message before is theirs, too */
export function bubbleView(status: Status, page: StatusPage, ctx: ViewContext, named: boolean): Html {
  const { t, locale } = ctx;
  const author = authorOf(status, page);
  const own = author.id === ctx.viewer?.account.id;
  const who = own
    ? hidden(t("messages.by_you"))
    : named
      ? html`<a class="from" href="${routes.profile(author)}"><strong dir="auto">${nameView(author, ctx)}</strong></a>`
      : hidden(nameOf(author));
  const edited =
    status.edited_at === 0
      ? ""
      : html`<span title="${locale.times.whole(status.edited_at)}">${icon("edit")}${hidden(t("post.edited"))}</span>`;
  const when = html`<a class="at" href="${routes.status(status.id, author)}" title="${locale.times.whole(status.created_at)}"><time datetime="${new Date(status.created_at).toISOString()}">${locale.times.clock(status.created_at)}</time></a>`;
  const face = own ? "" : html`<span class="speaker">${named ? avatarView(author, ctx, "s") : ""}</span>`;
  const shown = { ...status, content: ungreeted(status.content) };
  return html`<li class="bubble${own ? " own" : ""}" id="message-${status.id}">${face}<div class="said">${who}${bodyView(shown, page, ctx)}<p class="stamp">${edited}${when}</p></div></li>`;
}

/** Messages of one day, below its date. */
export function daysView(statuses: readonly Status[], page: StatusPage, ctx: ViewContext): Html {
  const { times } = ctx.locale;
  const parts: Html[] = [];
  let [day, before] = ["", 0];
  for (const status of statuses) {
    const iso = times.isoDay(status.created_at);
    if (iso !== day)
      parts.push(html`<li class="day"><h2><time datetime="${iso}">${times.day(status.created_at)}</time></h2></li>`);
    parts.push(bubbleView(status, page, ctx, iso !== day || status.account_id !== before));
    [day, before] = [iso, status.account_id];
  }
  return parts.length === 0 ? raw("") : html`<ol class="bubbles">${parts}</ol>`;
}
