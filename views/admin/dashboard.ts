/** How the server is: what waits for somebody, how it grows, how long its queues are, how much room it takes. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Gauge } from "../../src/health/gauges.ts";
import type { Waiting } from "../../src/health/waiting.ts";
import type { Measure } from "../../src/insights/measures.ts";
import type { Insights } from "../../src/insights/load.ts";
import type { ViewContext } from "../frame/context.ts";
import { insightFilesView, sitesView } from "../reading/insights.ts";
import { plotView, type Point } from "../parts/plot.ts";
import { tabs } from "../frame/layout.ts";
import { adminPage } from "./frame.ts";
import { plotsOf } from "./plots.ts";
import { factList, sectionView, stateView } from "./parts.ts";
import { adminRoutes, withQuery } from "./routes.ts";

export type Dashboard = {
  days: 7 | 30 | 90;
  waiting: Waiting;
  failed: { jobs: number; inbox: number };
  measures: Readonly<Record<"new_users" | "new_statuses" | "interactions", Measure | undefined>>;
  gauges: ReadonlyMap<string, readonly Point[]>;
  now: Readonly<Record<Gauge, number>>;
  /** Bytes that they may take; 0 = none. */
  ceilings: Readonly<Record<"database" | "media" | "memory", number>>;
  /** Requests turned away for want of memory, by day. */
  refused: readonly Point[];
  /** Of the server as a whole, where it counts. */
  insights?: Insights | undefined;
  /** Its account. */
  server_id: number;
  versions: readonly { human_key: string; value: string }[];
  /** How many of the health checks have found something wrong, or worth knowing. */
  wrong: number;
};

const SPANS = [7, 30, 90] as const;

export function dashboardView(ctx: ViewContext, board: Dashboard): Html {
  const { t } = ctx;
  const spans = tabs(
    t("admin.span"),
    SPANS.map((days) => ({
      href: withQuery(adminRoutes.dashboard, { days: days === 30 ? undefined : days }),
      label: t("admin.span_days", { count: days }),
      current: days === board.days,
    })),
  );
  const versions = factList([
    ...board.versions.map(({ human_key, value }) => [human_key, value] as const),
    [t("admin.health"), healthLine(ctx, board)],
    ctx.viewer?.may("view_devops") === true
      ? [t("admin.page_budgets"), html`<a href="${adminRoutes.budgets()}">${t("admin.prune_look")}</a>`]
      : undefined,
  ]);
  const { insights } = board;
  const sites =
    insights === undefined
      ? ""
      : html`${sitesView(ctx, { insights })}${insightFilesView(ctx, { account: { id: board.server_id }, insights })}`;
  const main = html`${tasksView(ctx, board)}
${sectionView(t("admin.lately"), html`${spans}<div class="plots">${plotsOf(ctx, board).map((plot) => plotView(plot, ctx))}</div>`)}${sites}
${sectionView(t("admin.software"), versions)}`;
  return adminPage(ctx, { at: "dashboard", title: t("admin.page_dashboard"), main });
}

function healthLine(ctx: ViewContext, { wrong }: Dashboard): Html {
  const words =
    wrong === 0 ? stateView("good", ctx.t("admin.health_well")) : stateView("bad", ctx.t("admin.health_wrong", { count: wrong }));
  return ctx.viewer?.may("view_devops") === true ? html`<a href="${adminRoutes.health}">${words}</a>` : words;
}

/** What waits for somebody; nothing that does not. */
function tasksView(ctx: ViewContext, { waiting, failed }: Dashboard): Html {
  const may = ctx.viewer?.may ?? (() => false);
  const all = [
    {
      count: waiting.reports,
      href: adminRoutes.reports(),
      label: ctx.t("admin.task_reports", { count: waiting.reports }),
      for: "manage_reports",
    },
    {
      count: waiting.people,
      href: adminRoutes.accounts({ status: "pending" }),
      label: ctx.t("admin.task_people", { count: waiting.people }),
      for: "manage_users",
    },
    {
      count: waiting.tags,
      href: adminRoutes.trends(),
      label: ctx.t("admin.task_tags", { count: waiting.tags }),
      for: "manage_taxonomies",
    },
    {
      count: waiting.statuses,
      href: adminRoutes.trends({ kind: "statuses" }),
      label: ctx.t("admin.task_statuses", { count: waiting.statuses }),
      for: "manage_taxonomies",
    },
    {
      count: waiting.links,
      href: adminRoutes.trends({ kind: "links" }),
      label: ctx.t("admin.task_links", { count: waiting.links }),
      for: "manage_taxonomies",
    },
    {
      count: failed.jobs + failed.inbox,
      href: adminRoutes.jobs(),
      label: ctx.t("admin.task_jobs", { count: failed.jobs + failed.inbox }),
      for: "view_devops",
    },
  ] as const;
  const open = all.filter((task) => task.count > 0 && may(task.for));
  const body =
    open.length === 0
      ? html`<p class="hint">${ctx.t("admin.nothing_waits")}</p>`
      : html`<ul class="tasks">${open.map(({ count, href, label }) => html`<li><a href="${href}"><strong>${ctx.locale.number(count)}</strong> <span>${label}</span></a></li>`)}</ul>`;
  return sectionView(ctx.t("admin.waits_for_you"), body);
}
