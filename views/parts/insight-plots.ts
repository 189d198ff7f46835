/** The plots of insights: reach, what others did, posts, who follows, and the hours of the day. */
import type { Slot } from "../../src/insights/hours.ts";
import type { Bucket, Insights } from "../../src/insights/load.ts";
import type { Account } from "../../src/db/schema.ts";
import type { ViewContext } from "../frame/context.ts";
import type { Plot, Point } from "./plot.ts";

type Plotted = { account: Account; insights: Insights; slots: readonly Slot[] };

const noonOf = (date: string): number => Date.parse(`${date}T12:00Z`);

type Name = "posts" | "servers" | "homes" | "boosted" | "boosts_elsewhere" | "interactions" | "followers";

const pointsOf = (buckets: readonly Bucket[], name: Name): Point[] =>
  buckets.map((bucket) => {
    const count = bucket[name];
    if (typeof count === "number") return { at: noonOf(bucket.date), value: count };
    return {
      at: noonOf(bucket.date),
      value: count.value,
      few: count.value === 0 && !count.whole,
      least: count.value > 0 && !count.whole,
    };
  });

export function plotsOf(ctx: ViewContext, { account, insights, slots }: Plotted): Plot[] {
  const { t } = ctx;
  const people = account.actor_type === "Group" ? ("members" as const) : ("followers" as const);
  const bars = (name: "posts" | "interactions"): Plot => {
    const title = t(`insights.plot_${name}`);
    return {
      ...frameOf(ctx, insights, name === "posts" ? name : undefined),
      title,
      kind: "bars",
      series: [{ label: title, points: pointsOf(insights.buckets, name) }],
    };
  };
  const title = t(`insights.plot_${people}`);
  const followers: Plot = {
    ...frameOf(ctx, insights, "people"),
    title,
    kind: "area",
    series: [{ label: title, points: pointsOf(insights.buckets, "followers") }],
  };
  const hours = slots.some(({ posts }) => posts > 0) ? [hoursPlot(ctx, slots)] : [];
  return [reachPlot(ctx, insights), boostsPlot(ctx, insights), bars("interactions"), bars("posts"), followers, ...hours];
}

/** Servers that took posts, and homes here. */
export function reachPlot(ctx: ViewContext, insights: Insights): Plot {
  const { t } = ctx;
  return {
    ...frameOf(ctx, insights),
    title: t("insights.plot_reach"),
    empty: t("insights.none_lesson"),
    kind: "area",
    series: [
      { label: t("insights.label_servers"), points: pointsOf(insights.buckets, "servers") },
      { label: t("insights.label_homes"), points: pointsOf(insights.buckets, "homes") },
    ],
  };
}

/** Homes here into which boosts brought posts, and boosts of which nobody here knows whom they reach. */
function boostsPlot(ctx: ViewContext, insights: Insights): Plot {
  const { t } = ctx;
  return {
    ...frameOf(ctx, insights),
    title: t("insights.plot_boosts"),
    kind: "area",
    series: [
      { label: t("insights.fact_boosted"), points: pointsOf(insights.buckets, "boosted") },
      { label: t("insights.fact_boosts_elsewhere"), points: pointsOf(insights.buckets, "boosts_elsewhere") },
    ],
  };
}

function frameOf(
  { t, locale }: ViewContext,
  { by }: Pick<Insights, "by">,
  unit?: "posts" | "people",
): Pick<Plot, "unit" | "axis" | "when" | "edge"> {
  const { day } = locale.times;
  return {
    unit: unit === undefined ? locale.number : (count) => t(`insights.unit_${unit}`, { count }),
    axis: locale.shortNumber,
    edge: day,
    when: by === "day" ? day : (at) => t("insights.week_of", { date: day(at) }),
  };
}

/** All days of the week together, on the reader's clocks. */
function hoursPlot({ t, locale }: ViewContext, slots: readonly Slot[]): Plot {
  const points = Array.from({ length: 24 }, (_, hour) => ({
    at: hour,
    value: slots.reduce((all, slot) => all + (slot.hour === hour ? slot.posts : 0), 0),
  }));
  const title = t("insights.plot_hours");
  return {
    title,
    kind: "bars",
    series: [{ label: title, points }],
    unit: (count) => t("insights.unit_posts", { count }),
    axis: locale.shortNumber,
    when: (hour) => `${String(hour).padStart(2, "0")}:00`,
  };
}
