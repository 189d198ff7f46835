/** Who boosted or favourited a status, and what quotes it: three pages side by side. */
import type { Account, Status } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, Relation, ViewContext } from "../frame/context.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { accountList } from "../parts/account-card.ts";
import { authorOf } from "../parts/page.ts";
import { compactView } from "../parts/quote.ts";
import { emptyView, pagerView, timelineView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";

type About = { status: Status; page: StatusPage; pager: Pager };
export type ReactedPage = About & {
  which: "boosts" | "favourites";
  accounts: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
};

export function reactedView(ctx: ViewContext, shown: ReactedPage): Html {
  const none = ctx.t(shown.which === "boosts" ? "post.boosted_by_none" : "post.favourited_by_none");
  const list =
    shown.accounts.length === 0 ? emptyView(ctx.t("post.nobody_yet"), none) : accountList(shown.accounts, shown.relations, ctx);
  return frameView(ctx, shown, shown.which, html`${list}${pagerView(shown.pager, ctx)}`);
}

/** `quotes` holds those that quote it. */
export function quotesView(ctx: ViewContext, { quotes, ...about }: About & { quotes: StatusPage }): Html {
  const empty = emptyView(ctx.t("post.nobody_yet"), ctx.t("post.quoted_by_none"));
  return frameView(ctx, about, "quotes", timelineView(quotes, ctx, { pager: about.pager, empty }));
}

function frameView(ctx: ViewContext, { status, page }: About, which: "boosts" | "favourites" | "quotes", list: Html): Html {
  const author = authorOf(status, page);
  const { t } = ctx;
  const titles = { boosts: t("post.boosted_by"), favourites: t("post.favourited_by"), quotes: t("post.quoted_by") };
  const ways = tabs(t("post.who_tabs"), [
    { href: routes.statusBoosts(status.id, author), label: t("post.who_boosted"), current: which === "boosts" },
    { href: routes.statusFavourites(status.id, author), label: t("post.who_favourited"), current: which === "favourites" },
    { href: routes.statusQuotes(status.id, author), label: t("post.who_quoted"), current: which === "quotes" },
  ]);
  const main = html`${pageHead(titles[which], { back: { href: routes.status(status.id, author), label: t("post.history_back") } })}${compactView(status, page, ctx, `about-${status.id}`)}${ways}${list}`;
  return layout(ctx, { title: titles[which], main });
}
