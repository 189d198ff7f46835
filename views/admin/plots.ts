/** The pictures of the dashboard: what grew day by day, and what was read off now and then. */
import type { Gauge } from "../../src/health/gauges.ts";
import type { Insights } from "../../src/insights/load.ts";
import type { Measure } from "../../src/insights/measures.ts";
import type { ViewContext } from "../frame/context.ts";
import { reachPlot } from "../parts/insight-plots.ts";
import type { Plot, Series } from "../parts/plot.ts";
import type { Dashboard } from "./dashboard.ts";

/** Readers may be elsewhere: at noon nearly everybody has the same day. */
const NOON = 43_200_000;

export const plotsOf = (ctx: ViewContext, board: Dashboard): Plot[] => [
  grown(ctx, board, "sign_ups"),
  reading(ctx, board, { title: "people", gauges: [["people", "people_label"]], unit: countOf(ctx, "people") }),
  grown(ctx, board, "posts"),
  grown(ctx, board, "interactions"),
  ...(board.insights === undefined ? [] : [reachPlot(ctx, latest(board.insights, board.days))]),
  reading(ctx, board, {
    title: "federation",
    gauges: [
      ["deliveries", "deliveries"],
      ["inbox", "inbox"],
    ],
    unit: countOf(ctx, "waiting"),
  }),
  reading(ctx, board, { title: "jobs", gauges: [["jobs", "jobs"]], unit: countOf(ctx, "waiting") }),
  reading(ctx, board, { title: "database", gauges: [["database", "database"]], unit: ctx.locale.bytes }),
  reading(ctx, board, {
    title: "media",
    gauges: [
      ["media", "media_own"],
      ["remote", "media_remote"],
    ],
    unit: ctx.locale.bytes,
  }),
  reading(ctx, board, { title: "memory", gauges: [["memory", "memory"]], unit: ctx.locale.bytes }),
  ...refused(ctx, board),
];

/** Of what is counted by days no more than has been asked for. */
const latest = (insights: Insights, days: number): Insights =>
  insights.by === "day" ? { ...insights, buckets: insights.buckets.slice(-days) } : insights;

/** Only where somebody has been turned away. */
function refused(ctx: ViewContext, { refused: points }: Dashboard): Plot[] {
  if (points.length === 0) return [];
  const title = ctx.t("admin.plot_refused");
  const unit = (count: number) => ctx.t("admin.unit_refused", { count });
  const when = (at: number) => ctx.locale.times.day(at + NOON);
  return [{ title, kind: "bars", series: [{ label: title, points }], unit, axis: ctx.locale.shortNumber, when }];
}

const countOf =
  ({ t }: ViewContext, name: "people" | "posts" | "interactions" | "waiting") =>
  (count: number): string =>
    t(`admin.unit_${name}`, { count });

const MEASURED = {
  sign_ups: ["new_users", "people"],
  posts: ["new_statuses", "posts"],
  interactions: ["interactions", "interactions"],
} as const;

/** A bar for each day, with how it was in as many days before. */
function grown(ctx: ViewContext, { measures }: Dashboard, name: keyof typeof MEASURED): Plot {
  const { t, locale } = ctx;
  const [key, unit] = MEASURED[name];
  const measure: Measure | undefined = measures[key];
  const title = t(`admin.plot_${name}`);
  const points = (measure?.days ?? []).map(({ day, value }) => ({ at: day + NOON, value }));
  const note =
    measure === undefined ? undefined : t("admin.plot_total", { total: measure.total, before: measure.previous_total ?? 0 });
  return {
    title,
    note,
    kind: "bars",
    series: [{ label: title, points }],
    unit: countOf(ctx, unit),
    axis: locale.shortNumber,
    when: locale.times.day,
  };
}

type Read = {
  title: "people" | "federation" | "jobs" | "database" | "media" | "memory";
  gauges: readonly (readonly [gauge: Gauge, label: Labelled])[];
  unit: (value: number) => string;
};
type Labelled = "people_label" | "deliveries" | "inbox" | "jobs" | "database" | "media_own" | "media_remote" | "memory";

/** Lines of what was read off, with how it stands now. */
function reading(ctx: ViewContext, { days, gauges, now, ceilings }: Dashboard, { title, gauges: wanted, unit }: Read): Plot {
  const { t, locale } = ctx;
  const series = wanted.map(([gauge, label]): Series => ({ label: t(`admin.plot_${label}`), points: gauges.get(gauge) ?? [] }));
  const sum = wanted.reduce((all, [gauge]) => all + now[gauge], 0);
  const bytes = unit === locale.bytes;
  const ceiling = title === "database" || title === "media" || title === "memory" ? ceilings[title] : 0;
  return {
    title: t(`admin.plot_${title}`),
    note:
      ceiling === 0
        ? t("admin.plot_now", { value: unit(sum) })
        : t("admin.plot_now_of", { value: unit(sum), ceiling: unit(ceiling) }),
    kind: "area",
    series: series as [Series] | [Series, Series],
    unit,
    axis: bytes ? (value) => (value === 0 ? "0" : locale.bytes(value)) : locale.shortNumber,
    when: days === 7 ? locale.times.dateTime : (at) => locale.times.day(at + NOON),
  };
}
