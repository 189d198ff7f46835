/** What is talked about, for review: tags, posts, links and who publishes them. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { TrendState } from "../../src/db/values.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { tabs } from "../frame/layout.ts";
import { sparkline } from "../parts/plot.ts";
import { pagerView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "../reading/status.ts";
import { adminPage } from "./frame.ts";
import { actButton, card, cardsOr, dotted, stateView } from "./parts.ts";
import { adminRoutes } from "./routes.ts";

export type TrendKindShown = "tags" | "statuses" | "links" | "publishers";
/** One that is reviewed; `days`: uses in the last seven days, today last. */
export type Reviewed = { id: number; name: string; href: string; state: TrendState; days: readonly number[]; accounts: number };
export type Trends = {
  kind: TrendKindShown;
  /** Tags, links or publishers. */
  items: readonly Reviewed[];
  /** Of posts: each with its state. */
  posts: { page: StatusPage; states: ReadonlyMap<number, TrendState> } | undefined;
  /** Whether what nobody has looked at is shown to everybody already. */
  automatic: boolean;
  pager: Pager;
};

const KINDS = ["tags", "statuses", "links", "publishers"] as const;

export function trendsView(ctx: ViewContext, trends: Trends): Html {
  const { t } = ctx;
  const which = tabs(
    t("admin.trends_which"),
    KINDS.map((kind) => ({
      href: adminRoutes.trends({ kind: kind === "tags" ? undefined : kind }),
      label: t(`admin.trends_${kind}`),
      current: kind === trends.kind,
    })),
  );
  const list = trends.posts === undefined ? itemsView(ctx, trends) : postsView(ctx, trends.posts);
  const lead = html`<p class="hint">${t(trends.automatic ? "admin.trends_automatic" : "admin.trends_reviewed")}</p>`;
  return adminPage(ctx, {
    at: "trends",
    title: t("admin.page_trends"),
    main: html`${which}${lead}${list}${pagerView(trends.pager, ctx)}`,
  });
}

const STATES = { approved: "good", rejected: "bad", pending: "warn" } as const;

const stateOf = (state: TrendState, ctx: ViewContext): Html => stateView(STATES[state], ctx.t(`admin.trend_${state}`));

function actsView(ctx: ViewContext, kind: TrendKindShown, { id, state, name }: Pick<Reviewed, "id" | "state" | "name">): Html {
  const act = (to: "approved" | "rejected", label: string) =>
    actButton(ctx, adminRoutes.reviewTrends, label, {
      about: name,
      fields: html`<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="id" value="${id}"><input type="hidden" name="state" value="${to}">`,
    });
  return html`${state === "approved" ? "" : act("approved", ctx.t("admin.trend_approve"))}${state === "rejected" ? "" : act("rejected", ctx.t("admin.trend_reject"))}`;
}

function itemsView(ctx: ViewContext, { kind, items }: Trends): Html {
  const item = (one: Reviewed) => {
    const uses = one.days.reduce((sum, day) => sum + day, 0);
    const used = one.days.length === 0 ? undefined : ctx.t("admin.trend_used", { count: uses, accounts: one.accounts });
    const line = one.days.length === 0 ? "" : sparkline(one.days, used ?? "");
    const title = one.href === "" ? one.name : html`<a href="${one.href}" rel="noreferrer">${one.name}</a>`;
    return card(title, dotted([stateOf(one.state, ctx), used]), html`${line}${actsView(ctx, kind, one)}`);
  };
  return cardsOr(items.map(item), ctx.t("admin.trends_none"));
}

function postsView(ctx: ViewContext, { page, states }: NonNullable<Trends["posts"]>): Html {
  const posts = page.ids.flatMap((id) => page.statuses.get(id) ?? []);
  if (posts.length === 0) return html`<p class="empty">${ctx.t("admin.trends_none")}</p>`;
  return html`<div class="feed">${posts.map((status) => {
    const state = states.get(status.id) ?? "pending";
    const author = page.accounts.get(status.account_id);
    const name = author === undefined ? String(status.id) : routes.profile(author);
    return html`${statusView(status, page, ctx, { still: true })}<div class="buttons">${stateOf(state, ctx)}${actsView(ctx, "statuses", { id: status.id, state, name })}</div>`;
  })}</div>`;
}
