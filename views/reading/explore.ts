/** Looking around: what many have liked lately, what they write about, what they read, and who is there to be found. */
import type { Account, Row } from "../../src/db/schema.ts";
import type { OpenTo } from "../../src/db/values.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, Relation, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { exploreTabs, type ExploreTab } from "../parts/explore-tabs.ts";
import { familiarView } from "../parts/familiar.ts";
import { form } from "../parts/form.ts";
import { handleOf, nameLink } from "../parts/names.ts";
import { sparkline } from "../parts/plot.ts";
import { followButton } from "../parts/relation.ts";
import { emptyView, pagerView, timelineView } from "../parts/timeline.ts";
import { hidden, shortened } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import type { Timeline } from "./timelines.ts";

/** Of seven days, today first. */
type Use = { uses: number; accounts: number };

/** `quiet`: nothing trends, and what was said here last stands instead. */
export function explorePostsView(ctx: ViewContext, { page, pager, quiet = false }: Timeline & { quiet?: boolean }): Html {
  const { t } = ctx;
  const feed = timelineView(page, ctx, { pager, empty: noneView(ctx, "explore.posts_none"), end: t("explore.end") });
  return frameView(ctx, "posts", quiet ? html`<p class="hint within">${t("explore.quiet")}</p>${feed}` : feed);
}

export type TrendingTag = { name: string; display_name: string; history: readonly Use[] };

export function exploreTagsView(ctx: ViewContext, { tags, pager }: { tags: readonly TrendingTag[]; pager: Pager }): Html {
  const cards = tags.map(
    ({ name, display_name, history }) =>
      html`<li class="card"><div class="head"><a class="card-title" href="${routes.tag(name)}" dir="auto"><strong>#${display_name === "" ? name : display_name}</strong><span class="hint">${usesView(history, ctx)}</span></a>${lineView(history, ctx)}</div></li>`,
  );
  const list = cards.length === 0 ? noneView(ctx, "explore.tags_none") : cardList(cards);
  return frameView(ctx, "tags", html`${list}${pagerView(pager, ctx)}`);
}

/** "12 posts of 7 people in two days"; "" where it has become quiet. */
function usesView(history: readonly Use[], { t }: ViewContext): string {
  const [today, before] = history;
  const sum = (what: keyof Use) => (today?.[what] ?? 0) + (before?.[what] ?? 0);
  if (sum("uses") === 0) return "";
  return t("explore.uses", { posts: sum("uses"), people: sum("accounts") });
}

function lineView(history: readonly Use[], { t }: ViewContext): Html {
  const week = history.map(({ uses }) => uses).toReversed();
  return sparkline(week, t("explore.week", { counts: week.join(", ") }));
}

export type TrendingLink = { card: Row<"cards">; author: Account | undefined; history: readonly Use[] };

export function exploreNewsView(ctx: ViewContext, { links, pager }: { links: readonly TrendingLink[]; pager: Pager }): Html {
  const shown = links.filter(({ card }) => /^https?:\/\//.test(card.url));
  const list = shown.length === 0 ? noneView(ctx, "explore.news_none") : cardList(shown.map((link) => linkView(link, ctx)));
  return frameView(ctx, "news", html`${list}${pagerView(pager, ctx)}`);
}

function linkView({ card, author, history }: TrendingLink, ctx: ViewContext): Html {
  const { t } = ctx;
  const uses = usesView(history, ctx);
  const publisher = card.provider_name || (URL.parse(card.url)?.host ?? "");
  const image =
    card.image === ""
      ? ""
      : html`<img src="${ctx.fileUrl(card.image)}" alt="" loading="lazy" width="${card.width || 120}" height="${card.height || 90}">`;
  const by =
    author === undefined
      ? card.author_name === ""
        ? ""
        : html` · <span dir="auto">${card.author_name}</span>`
      : html` · ${nameLink(author, ctx)}`;
  const about = card.description === "" ? "" : html`<p class="excerpt" dir="auto">${shortened(card.description, 160)}</p>`;
  return html`<li class="card news-link">${image}<div class="words"><p class="hint"><span dir="auto">${publisher}</span>${by}</p><a class="card-title" href="${card.url}" rel="nofollow noopener noreferrer" dir="auto"><strong>${card.title === "" ? card.url : card.title}</strong></a>${about}<p class="hint said"><a href="${routes.link(card.url)}">${t("explore.what_is_said")}${hidden(` ${card.title}`)}</a>${uses === "" ? "" : ` · ${uses}`}</p></div></li>`;
}

export type ExplorePeople = {
  /** Nobody for visitors, and on further pages. */
  suggestions: readonly {
    account: Account;
    sources: readonly ("friends_of_friends" | "most_interactions")[];
    familiar: readonly Account[];
  }[];
  directory: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
  order: "active" | "new";
  local: boolean;
  /** Only those who want to hear of that. */
  open_to?: OpenTo | undefined;
  pager: Pager;
};

export function explorePeopleView(ctx: ViewContext, people: ExplorePeople): Html {
  const { t } = ctx;
  const { suggestions, directory, relations, pager } = people;
  const suggested =
    suggestions.length === 0
      ? ""
      : html`<section><h2>${t("explore.suggested")}</h2><p class="hint">${t("explore.suggested_why")}</p>${cardList(suggestions.map((one) => suggestionView(one, relations, ctx)))}</section>`;
  const list =
    directory.length === 0
      ? emptyView(t("explore.directory_none"), t("explore.directory_lesson"))
      : cardList(directory.map((account) => accountCard(account, relations.get(account.id), ctx)));
  const body = html`${suggested}<section><h2>${t("explore.directory")}</h2>${orderView(ctx, people)}${list}${pagerView(pager, ctx)}</section>`;
  return frameView(ctx, "people", body);
}

function suggestionView(
  { account, sources, familiar }: ExplorePeople["suggestions"][number],
  relations: ReadonlyMap<number, Relation>,
  ctx: ViewContext,
): Html {
  const { t } = ctx;
  const friends = sources.includes("friends_of_friends");
  const why =
    friends && familiar.length > 0 ? familiarView(familiar, ctx) : t(friends ? "explore.why_friends" : "explore.why_liked");
  const dismiss = form(
    ctx,
    routes.dismissSuggestion,
    html`<input type="hidden" name="id" value="${account.id}"><button class="button">${t("explore.dismiss")}${hidden(` ${handleOf(account)}`)}</button>`,
  );
  const actions = html`<div class="answer">${followButton(account, relations.get(account.id), ctx)}${dismiss}</div>`;
  return accountCard(account, relations.get(account.id), ctx, { actions, why });
}

const OPEN_TO: readonly OpenTo[] = ["work", "hiring", "volunteering"];

/** Who is shown, and in which order. */
function orderView({ t }: ViewContext, { order, local, open_to }: ExplorePeople): Html {
  const link = (change: Partial<Pick<ExplorePeople, "order" | "local" | "open_to">>, label: string, current: boolean) => {
    const to = { order, local, open_to, ...change };
    const query = new URLSearchParams({
      ...(to.order === "new" ? { order: "new" } : {}),
      ...(to.local ? {} : { local: "0" }),
      ...(to.open_to === undefined ? {} : { open_to: to.open_to }),
    }).toString();
    return html`<a href="${routes.explorePeople}${query === "" ? "" : `?${query}`}"${current ? html` aria-current="true"` : ""}>${label}</a>`;
  };
  return html`<nav class="choice" aria-label="${t("explore.whence")}">${link({ local: true }, t("explore.from_here"), local)}${link({ local: false }, t("explore.from_everywhere"), !local)}</nav><nav class="choice" aria-label="${t("explore.order")}">${link({ order: "active" }, t("explore.order_active"), order === "active")}${link({ order: "new" }, t("explore.order_new"), order === "new")}</nav><nav class="choice" aria-label="${t("cv.open_to")}">${link({ open_to: undefined }, t("cv.open_everything"), open_to === undefined)}${OPEN_TO.map((one) => link({ open_to: one }, t(`cv.open_${one}`), open_to === one))}</nav>`;
}

/** What trends is found by what people do: on a quiet day nothing does. */
function noneView(ctx: ViewContext, title: "explore.posts_none" | "explore.tags_none" | "explore.news_none"): Html {
  const to = (href: string) => (words: Html) => html`<a href="${href}">${words}</a>`;
  return emptyView(ctx.t(title), ctx.rich("explore.none_lesson", { local: to(routes.local), people: to(routes.explorePeople) }));
}

export function frameView(ctx: ViewContext, tab: Exclude<ExploreTab, "local" | "federated">, body: Html): Html {
  const { t } = ctx;
  const search = html`<a class="button search-way" href="${routes.search()}">${icon("search")}<span>${t("common.search")}</span></a>`;
  const head = pageHead(t("common.explore"), { lead: t(`explore.${tab}_lead`), actions: search });
  return layout(ctx, {
    title: `${t(`explore.${tab}`)} · ${t("common.explore")}`,
    main: html`${head}${exploreTabs(ctx, tab)}${body}`,
    place: "explore",
  });
}
