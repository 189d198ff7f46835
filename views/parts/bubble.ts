/** One message of a conversation: its words without the names with which other servers begin them, and what comes with it. */
import type { Account, Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { bodyView } from "../reading/status.ts";
import { form } from "./form.ts";
import { avatarView, nameOf, nameView } from "./names.ts";
import { authorOf } from "./page.ts";
import { reactionsView } from "./reactions.ts";
import { storyAnswerView } from "./story-answer.ts";
import { hidden, shortened, wordsOf } from "./words.ts";

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

/** What the messages of a chat are shown with. */
export type Bubbles = {
  chat_id: number;
  /** What answers which message, by the answered one's id; only of this chat. */
  answered: ReadonlyMap<number, Pick<Status, "id" | "account_id" | "content" | "spoiler_text">>;
  accounts: ReadonlyMap<number, Account>;
  /** What has become of the newest of one's own messages. */
  mark?: { id: number; words: string } | undefined;
  lines: readonly Line[];
};

/** Something that happened between the messages; `id` says when. */
export type Line = { id: number; words: string };

/** @param named whether to say who writes: not again when the message before is theirs, too */
function bubbleView(
  status: Status,
  page: StatusPage,
  ctx: ViewContext,
  bubbles: Bubbles & { named: boolean; before: number },
): Html {
  const { t, locale } = ctx;
  const { named } = bubbles;
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
  const anchor = `message-${status.id}`;
  const given = reactionsView(status, page, ctx, { anchor, choose: false });
  const mark = bubbles.mark?.id === status.id ? html`<span class="mark">${bubbles.mark.words}</span>` : "";
  return html`<li class="bubble${own ? " own" : ""}" id="${anchor}">${face}<div class="said">${who}${answeredView(status, bubbles)}${storyAnswerView(status, page, ctx)}${bodyView(shown, page, ctx)}${given}<div class="stamp">${edited}${when}${mark}${actsView(status, page, ctx, { own, chat_id: bubbles.chat_id })}</div></div></li>`;
}

/** What it answers, unless that is what was said right before; of the first that is shown one does not know. */
function answeredView({ in_reply_to_id }: Status, { answered, accounts, before }: Bubbles & { before: number }): Html {
  const to = in_reply_to_id === null || before === 0 || in_reply_to_id === before ? undefined : answered.get(in_reply_to_id);
  if (to === undefined) return raw("");
  const author = accounts.get(to.account_id);
  const words = to.spoiler_text || shortened(wordsOfMessage(to), 100) || "…";
  return html`<a class="answered" href="#message-${to.id}"><strong dir="auto">${author === undefined ? "" : nameOf(author)}</strong> <span dir="auto">${words}</span></a>`;
}

function actsView(status: Status, page: StatusPage, ctx: ViewContext, { own, chat_id }: { own: boolean; chat_id: number }): Html {
  const { t } = ctx;
  const gone = own
    ? html`<a href="${routes.actOnStatus(status.id, "delete")}">${icon("close")}${t("messages.delete_for_all")}</a><a href="${routes.editStatus(status.id)}">${icon("edit")}${t("common.edit")}</a>`
    : "";
  const react = form(
    ctx,
    routes.react(status.id),
    html`${QUICK.map((emoji) => html`<button class="chip" name="emoji" value="${emoji}" aria-label="${t("post.react_with", { emoji })}">${emoji}</button>`)}`,
    { className: "reactions", return_to: `${routes.conversation(chat_id)}#message-${status.id}` },
  );
  return html`<details class="menu-holder" name="menu"><summary class="act small" title="${t("messages.message_actions")}">${icon("more")}${hidden(t("messages.message_actions"))}</summary><div class="menu">${react}<a href="${routes.answerMessage(chat_id, status.id)}">${icon("reply")}${t("messages.answer")}</a>${gone}</div></details>`;
}

const QUICK = ["\u{1F44D}", "\u2764\uFE0F", "\u{1F602}", "\u{1F389}", "\u{1F62E}", "\u{1F622}"] as const;

/** Messages of one day, below its date; and what happened in between. */
export function daysView(statuses: readonly Status[], page: StatusPage, ctx: ViewContext, bubbles: Bubbles): Html {
  const { times } = ctx.locale;
  const parts: Html[] = [];
  let [day, author, before] = ["", 0, 0];
  const lines = [...bubbles.lines];
  for (const status of statuses) {
    for (let line = lines[0]; line !== undefined && line.id < status.id; line = lines[0]) {
      parts.push(lineView(line));
      lines.shift();
      author = 0;
    }
    const iso = times.isoDay(status.created_at);
    if (iso !== day)
      parts.push(html`<li class="day"><h2><time datetime="${iso}">${times.day(status.created_at)}</time></h2></li>`);
    const named = iso !== day || status.account_id !== author;
    parts.push(bubbleView(status, page, ctx, { ...bubbles, named, before }));
    [day, author, before] = [iso, status.account_id, status.id];
  }
  parts.push(...lines.map(lineView));
  return parts.length === 0 ? raw("") : html`<ol class="bubbles">${parts}</ol>`;
}

const lineView = ({ words }: Line): Html => html`<li class="happening" dir="auto">${words}</li>`;
