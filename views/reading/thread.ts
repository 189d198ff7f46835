/** The page of one status: what it answers made small, itself large, and the replies as a tree. */
import type { Account, Status } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Consent } from "../../src/statuses/consent.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ThreadState } from "../../src/statuses/thread.ts";
import type { Translation } from "../../src/translation/translate.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { icon } from "../frame/icons.ts";
import { eventData } from "../parts/event.ts";
import { choiceView } from "../parts/choice.ts";
import type { Meta } from "../parts/head.ts";
import { bylineView, handleOf, nameOf } from "../parts/names.ts";
import { authorOf } from "../parts/page.ts";
import { compactView } from "../parts/quote.ts";
import { receiptsView, type Receipts } from "../parts/receipts.ts";
import { answerFromElsewhere } from "../parts/remote-hint.ts";
import { repliesView } from "../parts/thread-tree.ts";
import { translationView } from "../parts/translation.ts";
import { hasPictures, viewerView } from "../parts/viewer.ts";
import { hidden, shortened, wordsOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
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
  /** Of the focused status, when it was asked for. */
  translation?: Translation | undefined;
  newest_first?: boolean;
  /** Whether the viewer may answer the focused one, as its author says. */
  consent?: Consent | undefined;
  /** For the author: the group elsewhere that does not show it. */
  unpassed_by?: Account | undefined;
};

export function threadView(ctx: ViewContext, thread: Thread): Html {
  const { status, page } = thread;
  const { t } = ctx;
  const name = nameOf(authorOf(status, page));
  const words = status.spoiler_text === "" ? wordsOf(status.content) : status.spoiler_text;
  const title = words === "" ? t("thread.post_by", { name }) : t("thread.title", { name, words: shortened(words, 60) });
  const ancestors = thread.ancestors.flatMap((id) => page.statuses.get(id) ?? []);
  const head = t(ancestors.length > 0 ? "thread.thread" : page.events.has(status.id) ? "events.event" : "thread.post");
  const below = translationView(status, thread.translation, ctx);
  const main = html`${pageHead(html`${head}${hidden(` ${t("thread.by", { name })}`)}`)}
${ancestorsView(ancestors, page, ctx)}
${statusView(status, page, ctx, { focused: true, below })}
${lockView(thread, ctx)}
${thread.receipts === undefined ? "" : receiptsView(thread.receipts, ctx)}
${ctx.viewer === undefined ? answerFromElsewhere(status.url === "" ? status.uri : status.url, ctx) : ""}
${repliesPart(thread, ctx)}${hasPictures(page) ? viewerView(ctx) : ""}`;
  const scripts = thread.replies?.checking === true ? ["fills.js"] : [];
  return layout(ctx, { title, main, meta: metaOf(thread, ctx), aside: asideView(thread, ctx), scripts });
}

/** A group of another server has closed the thread, or the author decides who answers. */
function lockView(thread: Thread, { t, locale }: ViewContext): Html {
  const { status, page } = thread;
  const hint = (words: string) => html`<p class="hint">${icon("info")} ${words}</p>`;
  const { favourite, reblog } = page.denied?.get(status.id) ?? {};
  const others = [favourite, reblog].filter((refusal) => refusal !== undefined);
  const unpassed = thread.unpassed_by === undefined ? "" : hint(t("thread.unpassed", { name: nameOf(thread.unpassed_by) }));
  return html`${unpassed}${answersView(thread, t, hint)}${others.map((refusal) => hint(locale.refusal(refusal)))}`;
}

function answersView({ status, page, consent = "automatic" }: Thread, t: ViewContext["t"], hint: (words: string) => Html): Html {
  const group = page.accounts.get(status.locked_by);
  if (group !== undefined) return hint(t("thread.locked", { name: nameOf(group) }));
  if (consent === "automatic") return raw("");
  return hint(t(consent === "denied" ? "thread.closed" : "thread.asks_first", { name: nameOf(authorOf(status, page)) }));
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
      : html`<details class="between"><summary>${ctx.t("thread.between", { count: between.length })}</summary>${between.map(compact)}</details>`;
  return html`<section class="ancestors" aria-label="${ctx.t("thread.answered")}">${first === undefined ? "" : compact(first)}${between_view}${rest.slice(-5).map(compact)}</section>`;
}

/** The script `fills.js` asks for the page again while the part says that more is coming. */
export function repliesPart(thread: Thread, ctx: ViewContext): Html {
  const { descendants, replies } = thread;
  const { t, rich } = ctx;
  const known = replies?.known ?? descendants.length;
  const whole = replies === undefined || replies.counted <= known;
  const fills = replies?.checking === true ? raw(' data-fills="3"') : "";
  const state = stateView(replies, ctx);
  const attributes = html`class="replies" id="replies"${fills}`;
  if (known === 0 && whole) {
    const none = state === undefined ? t("thread.no_replies") : rich("thread.no_replies_state", { state });
    return html`<section ${attributes}><p class="end">${none}</p></section>`;
  }
  const count = whole ? t("common.replies", { count: known }) : t("thread.known", { known, count: replies.counted });
  const tree = repliesView(thread.status, descendants, { page: thread.page, ctx, newest_first: thread.newest_first });
  return html`<section ${attributes}><h2>${count}${state === undefined ? "" : html` ${state}`}</h2>${sortView(thread, ctx)}${tree}</section>`;
}

/** Links, where there is something to sort. */
function sortView({ status, page, descendants, newest_first = false }: Thread, { t }: ViewContext): Html {
  if (descendants.length < 2) return raw("");
  const here = routes.status(status.id, authorOf(status, page));
  return choiceView(t("thread.sort"), [
    { href: `${here}#replies`, label: t("thread.sort_oldest"), current: !newest_first },
    { href: `${here}?sort=newest#replies`, label: t("thread.sort_newest"), current: newest_first },
  ]);
}

/** When the servers of the thread were last asked for it; undefined when they never were. */
function stateView(replies: ThreadState | undefined, { now, locale, t }: ViewContext): Html | undefined {
  if (replies?.checking === true) return html`<span class="checked">${t("thread.looking")}</span>`;
  if (replies === undefined || replies.checked_at === 0) return undefined;
  const { checked_at } = replies;
  return html`<time class="checked" datetime="${new Date(checked_at).toISOString()}" title="${locale.times.whole(checked_at)}">${t("thread.checked", { when: locale.times.ago(checked_at, now) })}</time>`;
}

/** Who takes part, where there is room for it. */
function asideView({ page, status, ancestors, descendants }: Thread, ctx: ViewContext): Html | undefined {
  const ids = [...ancestors, status.id, ...descendants].flatMap((id) => page.statuses.get(id)?.account_id ?? []);
  const people = [...new Set(ids)].flatMap((id) => page.accounts.get(id) ?? []);
  if (people.length < 2) return undefined;
  const more = people.length - 12;
  return html`<h2>${ctx.t("thread.people")}</h2><ul class="people">${join(people.slice(0, 12).map((account) => html`<li>${bylineView(account, ctx)}</li>`))}</ul>${more > 0 ? html`<p class="hint">${icon("user")} ${ctx.t("thread.more_people", { count: more })}</p>` : ""}`;
}

/** Only what anyone may see introduces itself to other programs. */
function metaOf({ status, page }: Thread, ctx: ViewContext): Meta | undefined {
  if (status.visibility !== "public" && status.visibility !== "unlisted") return undefined;
  const author = authorOf(status, page);
  const event = page.events.get(status.id);
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
    description: shortened(warned ? ctx.t("thread.warning", { text: status.spoiler_text }) : wordsOf(status.content), 300),
    image: picture === undefined ? avatar : { url: ctx.mediaUrls(picture).url, alt: picture.description },
    alternate: status.uri,
    oembed:
      author.host === ""
        ? `${ctx.instance.origin}/api/oembed?url=${encodeURIComponent(status.url === "" ? status.uri : status.url)}`
        : undefined,
    data:
      event === undefined
        ? undefined
        : eventData(event, {
            url: status.url === "" ? status.uri : status.url,
            organiser: { name: nameOf(author), url: author.url },
          }),
    noindex: author.indexable === 0 || author.host !== "",
  };
}
