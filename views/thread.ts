/** The page of one status: what it answers made small, itself large, and the replies as a tree. */
import type { Status } from "../src/db/schema.ts";
import { html, join, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { ThreadState } from "../src/statuses/thread.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { icon } from "./icons.ts";
import type { Meta } from "./parts/head.ts";
import { bylineView, handleOf, nameOf } from "./parts/names.ts";
import { authorOf } from "./parts/page.ts";
import { compactView } from "./parts/quote.ts";
import { receiptsView, type Receipts } from "./parts/receipts.ts";
import { answerFromElsewhere } from "./parts/remote-hint.ts";
import { repliesView } from "./parts/thread-tree.ts";
import { counted, hidden, shortened, wordsOf } from "./parts/words.ts";
import { statusView } from "./status.ts";

export type Thread = {
  /** The one that the page is about: an original, not a boost. */
  status: Status;
  /** Holds all statuses of the thread. */
  page: StatusPage;
  /** Ids, the oldest first. */
  ancestors: readonly number[];
  descendants: readonly number[];
  /** For the author. */
  receipts?: Receipts | undefined;
  /** How whole the thread is. */
  replies?: ThreadState | undefined;
};

export function threadView(ctx: ViewContext, thread: Thread): Html {
  const { status, page } = thread;
  const author = authorOf(status, page);
  const words = status.spoiler_text === "" ? wordsOf(status.content) : status.spoiler_text;
  const title = words === "" ? `Post by ${nameOf(author)}` : `${nameOf(author)}: ${shortened(words, 60)}`;
  const ancestors = thread.ancestors.flatMap((id) => page.statuses.get(id) ?? []);
  const main = html`${pageHead(html`${ancestors.length === 0 ? "Post" : "Thread"}${hidden(` by ${nameOf(author)}`)}`)}
${ancestorsView(ancestors, page, ctx)}
${statusView(status, page, ctx, { focused: true })}
${thread.receipts === undefined ? "" : receiptsView(thread.receipts, ctx)}
${ctx.viewer === undefined ? answerFromElsewhere(status.url === "" ? status.uri : status.url, ctx) : ""}
${repliesPart(thread, ctx)}`;
  const scripts = thread.replies?.checking === true ? ["fills.js"] : [];
  return layout(ctx, { title, main, meta: metaOf(thread, ctx), aside: asideView(thread, ctx), scripts });
}

function ancestorsView(ancestors: readonly Status[], page: StatusPage, ctx: ViewContext): Html {
  if (ancestors.length === 0) return raw("");
  const [first, ...rest] = ancestors;
  const compact = (status: Status) => compactView(status, page, ctx, `status-${status.id}`);
  // The first and the last five say what it is about; whatever lies between opens on demand.
  const between = rest.slice(0, -5);
  const between_view =
    between.length === 0
      ? ""
      : html`<details class="between"><summary>Show ${counted(between.length, "post")} between</summary>${between.map(compact)}</details>`;
  return html`<section class="ancestors" aria-label="What this answers">${first === undefined ? "" : compact(first)}${between_view}${rest.slice(-5).map(compact)}</section>`;
}

/** The script `fills.js` asks for the page again while the part says that more is coming. */
function repliesPart(thread: Thread, ctx: ViewContext): Html {
  const { descendants, replies } = thread;
  const known = replies?.known ?? descendants.length;
  const whole = replies === undefined || replies.counted <= known;
  const count = whole ? counted(known, "reply", "replies") : `${known} of ${counted(replies.counted, "reply", "replies")} known`;
  const fills = replies?.checking === true ? raw(' data-fills="3"') : "";
  const state = stateView(replies, ctx);
  const words =
    known === 0 && whole
      ? html`<p class="end">${state === undefined ? "No replies yet." : html`No replies yet · ${state}`}</p>`
      : html`<h2>${count}${state === undefined ? "" : html` ${state}`}</h2>${repliesView(thread.status, descendants, thread.page, ctx)}`;
  return html`<section class="replies" id="replies"${fills}>${words}</section>`;
}

/** When the servers of the thread were last asked for it; undefined when they never were. */
function stateView(replies: ThreadState | undefined, { now, locale }: ViewContext): Html | undefined {
  if (replies?.checking === true) return html`<span class="checked">looking for more…</span>`;
  if (replies === undefined || replies.checked_at === 0) return undefined;
  const { checked_at } = replies;
  return html`<time class="checked" datetime="${new Date(checked_at).toISOString()}" title="${locale.times.whole(checked_at)}">checked ${locale.times.ago(checked_at, now)}</time>`;
}

/** Who takes part, where there is room for it. */
function asideView({ page, status, ancestors, descendants }: Thread, ctx: ViewContext): Html | undefined {
  const ids = [...ancestors, status.id, ...descendants].flatMap((id) => page.statuses.get(id)?.account_id ?? []);
  const people = [...new Set(ids)].flatMap((id) => page.accounts.get(id) ?? []);
  if (people.length < 2) return undefined;
  return html`<h2>In this thread</h2><ul class="people">${join(people.slice(0, 12).map((account) => html`<li>${bylineView(account, ctx)}</li>`))}</ul>${people.length > 12 ? html`<p class="hint">${icon("user")} and ${people.length - 12} more</p>` : ""}`;
}

/** Only what anyone may see introduces itself to other programs. */
function metaOf({ status, page }: Thread, ctx: ViewContext): Meta | undefined {
  if (status.visibility !== "public" && status.visibility !== "unlisted") return undefined;
  const author = authorOf(status, page);
  const warned = status.spoiler_text !== "";
  const picture =
    warned || status.sensitive === 1
      ? undefined
      : page.media.get(status.id)?.find(({ kind, file }) => kind === "image" && file !== "");
  const avatar = author.avatar === "" ? undefined : { url: ctx.portraitUrl(author, "avatar"), alt: "" };
  return {
    type: "article",
    url: status.url === "" ? status.uri : status.url,
    title: `${nameOf(author)} (${handleOf(author)})`,
    description: shortened(warned ? `Content warning: ${status.spoiler_text}` : wordsOf(status.content), 300),
    image: picture === undefined ? avatar : { url: ctx.fileUrl(picture.file), alt: picture.description },
    alternate: status.uri,
    noindex: author.indexable === 0 || author.host !== "",
  };
}
