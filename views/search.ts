/** Searching, and finding people on other servers by their handle to follow them. */
import type { Account } from "../src/db/schema.ts";
import { html, join, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { PageTag, StatusPage } from "../src/statuses/page.ts";
import type { Relation, ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { accountList } from "./parts/account-card.ts";
import { shownOf } from "./parts/page.ts";
import { emptyView } from "./parts/timeline.ts";
import { routes } from "./routes.ts";
import { statusView } from "./status.ts";
import { icon } from "./icons.ts";

export type Search = {
  /** As typed; "" shows how to search. */
  q: string;
  accounts: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
  tags: readonly PageTag[];
  page: StatusPage;
};

export function searchView(ctx: ViewContext, search: Search): Html {
  const main = html`${pageHead("Search")}
<form class="search" role="search" method="get" action="${routes.search()}"><label for="f-q">Handle, address, name or #tag</label>
<div class="joined"><input id="f-q" name="q" type="search" value="${search.q}" placeholder="@mia@example.org" maxlength="1000" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto"><button class="button primary">${icon("search")}Search</button></div></form>
${search.q === "" ? lesson(ctx) : resultsView(search, ctx)}`;
  return layout(ctx, { title: search.q === "" ? "Search" : `Search: ${search.q}`, main, place: "search" });
}

const lesson = (ctx: ViewContext): Html =>
  emptyView(
    "Find people anywhere",
    html`To follow somebody on another server, type their whole handle, such as @mia@example.org, or paste the address of their profile. To answer a post from elsewhere, paste its address. Your own handle is @${ctx.viewer?.account.username ?? "you"}@${ctx.instance.domain}.`,
  );

function resultsView(search: Search, ctx: ViewContext): Html {
  const { accounts, tags, page } = search;
  const statuses = shownOf(page);
  if (accounts.length + tags.length + statuses.length === 0) return nothingFound(search.q);
  const people =
    accounts.length === 0 ? raw("") : html`<section><h2>People</h2>${accountList(accounts, search.relations, ctx)}</section>`;
  const tag = ({ name, display_name }: PageTag) =>
    html`<li><a class="button" href="${routes.tag(name)}" dir="auto">#${display_name === "" ? name : display_name}</a></li>`;
  const tagList =
    tags.length === 0 ? raw("") : html`<section><h2>Tags</h2><ul class="tags">${join(tags.map(tag))}</ul></section>`;
  const posts =
    statuses.length === 0
      ? raw("")
      : html`<section class="feed"><h2>Posts</h2>${statuses.map((status) => statusView(status, page, ctx))}</section>`;
  return html`${people}${tagList}${posts}`;
}

function nothingFound(q: string): Html {
  const remote = /^@?[^@\s]+@[^@\s]+\.[^@\s]+$|^https?:\/\//.test(q.trim());
  const help = remote
    ? "Check the spelling. The other server may also be slow or away at the moment: try again in a while."
    : "To find somebody on another server, type the whole handle, such as @mia@example.org.";
  return emptyView("Nothing found", html`There is nothing for “<span dir="auto">${q}</span>”. ${help}`);
}
