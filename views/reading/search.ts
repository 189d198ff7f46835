/** Searching, and finding people on other servers by their handle to follow them. */
import type { Account } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { PageTag, StatusPage } from "../../src/statuses/page.ts";
import type { Pager, Relation, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { accountList } from "../parts/account-card.ts";
import { collectionCards, type CollectionCard } from "../parts/collection-card.ts";
import { check, field, select, submit } from "../parts/form.ts";
import { languageChoices } from "../parts/languages.ts";
import { shownOf } from "../parts/page.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hasPictures, viewerView } from "../parts/viewer.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "./status.ts";

export const SEARCH_TYPES = ["", "accounts", "statuses", "hashtags"] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

export type Search = {
  /** As typed; "" shows how to search. */
  q: string;
  type?: SearchType;
  accounts: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
  tags: readonly PageTag[];
  page: StatusPage;
  /** One at the address that was typed. */
  collections?: readonly CollectionCard[];
  pager?: Pager;
};

const TABS = { "": "explore.all", accounts: "explore.people", statuses: "explore.posts", hashtags: "explore.tags" } as const;

export function searchView(ctx: ViewContext, search: Search): Html {
  const { t } = ctx;
  const { q, type = "" } = search;
  const kept = type === "" ? "" : html`<input type="hidden" name="type" value="${type}">`;
  const kinds =
    q === ""
      ? ""
      : tabs(
          t("explore.kinds"),
          SEARCH_TYPES.map((one) => ({ href: routes.searchFor(q, one), label: t(TABS[one]), current: one === type })),
        );
  const advanced =
    ctx.viewer === undefined
      ? ""
      : html`<p class="more-ways"><a href="${routes.advancedSearch}">${t("explore.advanced")}</a></p>`;
  const main = html`${pageHead(t("common.search"))}
<form class="search" role="search" method="get" action="${routes.search()}"><label for="f-q">${t("explore.search_label")}</label>
<div class="joined"><input id="f-q" name="q" type="search" value="${q}" placeholder="@mia@example.org" maxlength="1000" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto">${kept}<button class="button primary">${icon("search")}${t("common.search")}</button></div></form>${advanced}
${kinds}${q === "" ? lesson(ctx) : resultsView(search, ctx)}`;
  const title = q === "" ? t("common.search") : t("explore.search_title", { q });
  return layout(ctx, { title, main, place: "search" });
}

function lesson(ctx: ViewContext): Html {
  const own = `@${ctx.viewer?.account.username ?? "…"}@${ctx.instance.domain}`;
  return emptyView(ctx.t("explore.find_anywhere"), ctx.t("explore.find_lesson", { example: "@mia@example.org", own }));
}

function resultsView(search: Search, ctx: ViewContext): Html {
  const { accounts, tags, page, collections = [], type = "" } = search;
  const { t } = ctx;
  const statuses = shownOf(page);
  if (accounts.length + tags.length + statuses.length + collections.length === 0) return nothingFound(search, ctx);
  // Alone on its page, a list needs no heading but for those who listen.
  const head = (words: string) => html`<h2${type === "" ? "" : raw(' class="vh"')}>${words}</h2>`;
  const section = (words: string, list: Html, count: number, className = "") =>
    count === 0 ? raw("") : html`<section class="${className}">${head(words)}${list}</section>`;
  const tag = ({ name, display_name }: PageTag) =>
    html`<li><a class="button" href="${routes.tag(name)}" dir="auto">#${display_name === "" ? name : display_name}</a></li>`;
  const posts = html`${statuses.map((status) => statusView(status, page, ctx))}`;
  return html`${section(t("explore.people"), accountList(accounts, search.relations, ctx), accounts.length)}${section(t("people.collections"), collectionCards(collections, ctx), collections.length)}${section(t("explore.tags"), html`<ul class="tags">${join(tags.map(tag))}</ul>`, tags.length)}${section(t("explore.posts"), posts, statuses.length, "feed")}${pagerView(search.pager ?? {}, ctx)}${hasPictures(page) ? viewerView(ctx) : ""}`;
}

function nothingFound({ q, type = "" }: Search, ctx: ViewContext): Html {
  const { t } = ctx;
  const remote = /^@?[^@\s]+@[^@\s]+\.[^@\s]+$|^https?:\/\//.test(q.trim());
  const help = t(remote ? "explore.nothing_remote" : type === "statuses" ? "explore.nothing_posts" : "explore.nothing_local");
  return emptyView(
    t("explore.nothing"),
    html`${ctx.rich("explore.nothing_for", { q: html`<span dir="auto">${q}</span>` })} ${help}`,
  );
}

/** Sends what `composeQuery` of the door understands, by GET. */
export function advancedSearchView(ctx: ViewContext): Html {
  const { t } = ctx;
  const any = ["", t("explore.any")] as const;
  const has = ["media", "image", "video", "audio", "poll", "event", "link", "embed"] as const;
  const is = ["reply", "quote", "sensitive"] as const;
  const languages = [any, ...languageChoices(ctx, "")];
  const within = [any, ["library", t("explore.in_library")], ["public", t("explore.in_public")]] as const;
  const body = html`${field("words", { label: t("explore.words"), hint: t("explore.words_hint"), maxlength: 300 })}${field("without", { label: t("explore.without"), maxlength: 300 })}${field("from", { label: t("explore.from"), hint: t("explore.from_hint"), plain: true, maxlength: 320 })}
<div class="two">${dayField("after", t("explore.after"))}${dayField("before", t("explore.before"))}</div>
<div class="two">${select("has", { label: t("explore.has"), choices: [any, ...has.map((one) => [one, t(`explore.has_${one}`)] as const)], value: "" })}${select("is", { label: t("explore.is"), choices: [any, ...is.map((one) => [one, t(`explore.is_${one}`)] as const)], value: "" })}</div>
<div class="two">${select("language", { label: t("common.language"), choices: languages, value: "" })}${select("in", { label: t("explore.in"), choices: within, value: "" })}</div>${check("no_replies", { label: t("explore.no_replies"), checked: false })}<p>${submit(t("common.search"))}</p>`;
  const form = html`<form class="stack" role="search" method="get" action="${routes.search()}">${body}</form>`;
  const main = html`${pageHead(t("explore.advanced"), { lead: t("explore.advanced_lead"), back: { href: routes.search(), label: t("common.search") } })}${form}${operatorsView(ctx)}`;
  return layout(ctx, { title: t("explore.advanced"), main, place: "search" });
}

const dayField = (name: string, label: string): Html =>
  html`<div class="field"><label for="f-${name}">${label}</label><input id="f-${name}" name="${name}" type="date" min="2000-01-01" max="2100-01-01"></div>`;

/** The same by hand. */
function operatorsView({ t }: ViewContext): Html {
  const rows = [
    ["from:mia  from:me", t("explore.op_from")],
    ["before:2026-03-01  after:2026  during:2026-02", t("explore.op_time")],
    ["has:image  has:poll  has:link", t("explore.op_has")],
    ["is:reply  is:sensitive", t("explore.op_is")],
    ["language:de", t("explore.op_language")],
    ["in:library", t("explore.op_in")],
    ['"rye bread"  -wheat', t("explore.op_words")],
  ] as const;
  return html`<section class="after"><h2>${t("explore.operators")}</h2><p class="hint">${t("explore.operators_lead")}</p><dl class="operators">${rows.map(([example, words]) => html`<div><dt>${example.split("  ").map((one) => html`<code dir="ltr">${one}</code> `)}</dt><dd>${words}</dd></div>`)}</dl></section>`;
}
