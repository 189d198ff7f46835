/** Insights of an account or a group: sums, plots with their tables, shares, and what is counted in them and what is not. */
import type { Account } from "../../src/db/schema.ts";
import type { Audience, Share } from "../../src/insights/audience.ts";
import type { Shown } from "../../src/insights/hiding.ts";
import type { Hint } from "../../src/insights/hints.ts";
import type { Slot } from "../../src/insights/hours.ts";
import type { Insights, SpanName } from "../../src/insights/load.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { groupPage, type GroupHead } from "../groups/group.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { timesView } from "../parts/good-times.ts";
import { plotsOf } from "../parts/insight-plots.ts";
import { form } from "../parts/form.ts";
import { nameOf } from "../parts/names.ts";
import { plotView } from "../parts/plot.ts";
import { emptyView, timelineView } from "../parts/timeline.ts";
import { weekMap } from "../parts/week-map.ts";
import { routes } from "../frame/routes.ts";

export type InsightsPage = {
  account: Account;
  /** Of the server, and of the account. */
  allowed: boolean;
  counted: boolean;
  insights: Insights;
  audience: Audience;
  best: StatusPage;
  /** Of a person. */
  slots: readonly Slot[];
  times: readonly Hint[];
  /** On whose clocks the days are counted. */
  zone: string;
};

const SPANS: readonly SpanName[] = ["month", "quarter", "year", "all"];

export function insightsView(ctx: ViewContext, page: InsightsPage): Html {
  const { t } = ctx;
  const own = page.account.id === ctx.viewer?.account.id;
  const title = own ? t("insights.title") : t("insights.title_of", { name: nameOf(page.account) });
  const main = html`${pageHead(title, { lead: t("insights.lead") })}${insightsBody(ctx, page)}`;
  return layout(ctx, { title, main, wide: true });
}

export const groupInsightsView = (ctx: ViewContext, head: GroupHead, page: InsightsPage): Html =>
  groupPage(
    ctx,
    head,
    "insights",
    html`<section><h2 class="vh">${ctx.t("insights.title")}</h2><p class="hint">${ctx.t("insights.lead_group")}</p>${insightsBody(ctx, page)}</section>`,
  );

export const isGroup = ({ account }: Pick<InsightsPage, "account">): boolean => account.actor_type === "Group";

function insightsBody(ctx: ViewContext, page: InsightsPage): Html {
  const { t } = ctx;
  if (!page.allowed) return emptyView(t("insights.off"), t("insights.off_server"));
  if (!page.counted) return html`${emptyView(t("insights.off"), t("insights.off_lesson"))}${choiceView(ctx, page)}`;
  const { insights } = page;
  const counted =
    insights.buckets.length === 0
      ? emptyView(t("insights.none"), t("insights.none_lesson"))
      : html`${sumsView(ctx, page)}<div class="plots">${plotsOf(ctx, page).map((plot) => plotView(plot, ctx))}</div>`;
  const map = page.slots.length === 0 ? "" : html`<div class="plots">${weekMap(ctx, page.slots)}</div>`;
  const times = isGroup(page) ? "" : part(t("insights.times_title"), html`${timesView(ctx, page.times)}${map}`);
  return html`${spansView(ctx, page)}${counted}${times}<div class="shares-grid">${sitesView(ctx, page)}${audienceView(ctx, page)}</div>${part(t("insights.best_title"), bestView(ctx, page.best))}${insightFilesView(ctx, page)}${explainView(ctx, page)}${choiceView(ctx, page)}`;
}

const part = (title: string, body: Html): Html => html`<section class="part-of-page"><h2>${title}</h2>${body}</section>`;

const pathOf = (page: InsightsPage, own: boolean): string =>
  isGroup(page) ? routes.groupPage(page.account.id, "insights") : own ? routes.insights : routes.insightsOf(page.account.id);

function spansView({ t, viewer }: ViewContext, page: InsightsPage): Html {
  const path = pathOf(page, page.account.id === viewer?.account.id);
  return tabs(
    t("insights.span"),
    SPANS.map((span) => ({
      href: span === "month" ? path : `${path}?span=${span}`,
      label: t(`insights.span_${span}`),
      current: span === page.insights.span,
    })),
  );
}

const signed = ({ locale }: ViewContext, n: number): string => `${n < 0 ? "−" : "+"}${locale.number(Math.abs(n))}`;

function sumsView(ctx: ViewContext, page: InsightsPage): Html {
  const { t, locale } = ctx;
  const { by, posts, servers, homes, interactions, boosted, boosts_elsewhere, rate, followers, growth } = page.insights;
  // Where something of every day is hidden, their sum may be anything.
  const total = ({ value, whole }: Shown): string =>
    whole
      ? locale.number(value)
      : value === 0
        ? t(`insights.few_${by}`)
        : t("insights.at_least", { count: locale.number(value) });
  const facts: (readonly [string, string])[] = [
    [t("insights.fact_posts"), locale.number(posts)],
    [t("insights.fact_servers"), total(servers)],
    [t("insights.fact_homes"), total(homes)],
    [t("insights.fact_boosted"), total(boosted)],
    [t("insights.fact_boosts_elsewhere"), total(boosts_elsewhere)],
    [t("insights.fact_interactions"), total(interactions)],
    [
      t("insights.fact_rate"),
      rate === null ? "—" : t(isGroup(page) ? "insights.rate_members" : "insights.rate", { rate: locale.number(rate) }),
    ],
    [
      t(isGroup(page) ? "insights.fact_members" : "insights.fact_followers"),
      t("insights.growth", { count: locale.number(followers), growth: signed(ctx, growth) }),
    ],
  ];
  return html`<dl class="sums" aria-label="${t("insights.in_sums")}">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

type Column = { title: string; column: string; count: string; note?: string | undefined; none: string };

/** Names with their counts, and a bar that says the same to the eye. */
export function sharesView(ctx: ViewContext, shares: readonly { name: string; count: number }[], column: Column): Html {
  const most = Math.max(1, ...shares.map(({ count }) => count));
  const rows = shares.map(
    ({ name, count }) =>
      html`<tr><th scope="row" dir="auto">${name}<svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.max(1, Math.round((count * 100) / most))}" height="4"/></svg></th><td>${ctx.locale.number(count)}</td></tr>`,
  );
  const note = column.note === undefined ? "" : html`<p class="hint">${column.note}</p>`;
  const table =
    rows.length === 0
      ? html`<p class="hint">${column.none}</p>`
      : html`<table class="shares"><thead><tr><th scope="col">${column.column}</th><th scope="col">${column.count}</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`<section class="part-of-page"><h2>${column.title}</h2>${note}${table}</section>`;
}

export function sitesView(ctx: ViewContext, { insights: { sites } }: Pick<InsightsPage, "insights">): Html {
  const { t, locale } = ctx;
  const dayOf = (date: string) => locale.times.day(Date.parse(`${date}T12:00Z`));
  const note = sites.from === "" ? undefined : t("insights.sites_lead", { from: dayOf(sites.from), until: dayOf(sites.until) });
  const words = { title: t("insights.sites_title"), column: t("insights.column_site"), count: t("insights.column_visits") };
  return sharesView(ctx, sites.largest, { ...words, note, none: t("insights.sites_none") });
}

function audienceView(ctx: ViewContext, page: InsightsPage): Html {
  const { t, locale, instance } = ctx;
  const { servers, languages } = page.audience;
  const group = isGroup(page);
  const named = (shares: readonly Share[], name: (name: string) => string) =>
    shares.map((share) => ({ name: name(share.name), count: share.count }));
  const common = { count: t("insights.column_people"), none: t("insights.shares_none") };
  const hosts = sharesView(
    ctx,
    named(servers, (name) => (name === "" ? `${instance.domain} (${t("insights.this_server")})` : name)),
    {
      ...common,
      title: t(group ? "insights.servers_title_group" : "insights.servers_title"),
      column: t("insights.column_server"),
    },
  );
  const tongues = sharesView(ctx, named(languages, locale.languageName), {
    ...common,
    title: t(group ? "insights.languages_title_group" : "insights.languages_title"),
    column: t("insights.column_language"),
  });
  return html`${hosts}${tongues}`;
}

/** Here is where somebody asks for numbers, whatever they prefer elsewhere. */
const counting = ({ viewer, ...ctx }: ViewContext): ViewContext => ({
  ...ctx,
  viewer: viewer && { ...viewer, settings: { ...viewer.settings, show_counts: true } },
});

const bestView = (ctx: ViewContext, best: StatusPage): Html =>
  html`<div class="best">${timelineView(best, counting(ctx), { pager: {}, empty: html`<p class="hint">${ctx.t("insights.best_none")}</p>` })}</div>`;

type Filed = { account: Pick<Account, "id">; insights: Insights };

export function insightFilesView({ t }: ViewContext, { account, insights }: Filed): Html {
  if (insights.buckets.length === 0) return html``;
  return html`<p class="buttons"><a class="button" href="${routes.insightFile(account.id, "days", insights.span)}" download>${t("insights.csv")}</a> <a class="button" href="${routes.insightFile(account.id, "sites", insights.span)}" download>${t("insights.csv_sites")}</a></p>`;
}

function explainView({ t }: ViewContext, page: InsightsPage): Html {
  const all = ["reach", "interactions", "days", "few", "sites", ...(isGroup(page) ? [] : (["times"] as const))] as const;
  const texts = all.map((one) => html`<p>${t(`insights.explain_${one}`, { zone: page.zone.replaceAll("_", " ") })}</p>`);
  return html`<details class="part-of-page explained"><summary>${t("insights.explained")}</summary><div class="stack">${texts}</div></details>`;
}

function choiceView(ctx: ViewContext, { account, counted }: InsightsPage): Html {
  const { t, viewer } = ctx;
  // Of those who act for a team, its owner decides.
  if (viewer?.acting !== undefined && viewer.acting.role !== "owner") return html``;
  const words = counted ? ("off" as const) : ("on" as const);
  const body = html`<input type="hidden" name="counted" value="${counted ? "" : "1"}"><p class="hint">${t(`insights.switch_${words}_hint`)}</p><p><button class="button${counted ? " danger" : " primary"}">${t(`insights.switch_${words}`)}</button></p>`;
  return part(t("insights.switch"), form(ctx, routes.chooseInsights(account.id), body));
}
