// The pages of insights, as `views-pages.ts` wants them: full, empty, of somebody else, and switched off.
import type { Html } from "../../src/html.ts";
import type { Bucket } from "../../src/insights/load.ts";
import { insightsView, type InsightsPage } from "../../views/reading/insights.ts";
import { aContext, aFullPage, aPage } from "./views-sample-pages.ts";
import { jon, mia, NOW, XSS } from "./views-samples.ts";

const none = { value: 0, whole: true };
const count = (value: number) => ({ value, whole: value > 0 });
const bucket = (day: number): Bucket => ({
  date: `2026-02-${String(day).padStart(2, "0")}`,
  posts: day % 3,
  servers: count(day % 4 === 0 ? 0 : day * 7),
  homes: count(day * 20),
  interactions: count(day % 5 === 0 ? 0 : day * 3),
  boosted: count(day % 6 === 0 ? 0 : day * 4),
  boosts_elsewhere: count(day % 2),
  followers: 300 + day,
});

function fullPage(): InsightsPage {
  const buckets = Array.from({ length: 28 }, (_, at) => bucket(at + 1));
  return {
    account: mia,
    allowed: true,
    counted: true,
    zone: "America/Argentina/Buenos_Aires",
    insights: {
      span: "month",
      by: "day",
      buckets,
      posts: 27,
      servers: { value: 0, whole: false },
      homes: { value: 8120, whole: true },
      interactions: { value: 1_204_000, whole: false },
      boosted: { value: 1200, whole: true },
      boosts_elsewhere: { value: 14, whole: false },
      rate: 2.5,
      followers: 328,
      growth: -27,
      sites: {
        from: "2026-02-02",
        until: "2026-03-01",
        largest: [
          { name: XSS, count: 90 },
          { name: "news.example", count: 5 },
        ],
      },
    },
    audience: {
      servers: [
        { name: "", count: 40 },
        { name: XSS, count: 9 },
      ],
      languages: [
        { name: "de", count: 12 },
        { name: "xx-wrong", count: 6 },
      ],
    },
    best: aFullPage(),
    slots: [{ day: 1, hour: 18, posts: 4, interactions: 40, people: null }],
    times: [
      { day: 1, hour: 18, answered: true, around: false, at: NOW + 86_400_000 },
      { day: 6, hour: 0, answered: true, around: true, at: NOW + 2 * 86_400_000 },
    ],
  };
}

export function insightPages(): Record<string, Html> {
  const ctx = aContext({ path: "/insights" });
  const full = fullPage();
  const empty = {
    ...full.insights,
    buckets: [],
    posts: 0,
    servers: none,
    homes: none,
    interactions: none,
    rate: null,
    growth: 0,
  };
  const bare = {
    insights: { ...empty, sites: { from: "", until: "", largest: [] } },
    audience: { servers: [], languages: [] },
    best: aPage([]),
    slots: [],
    times: [],
  };
  return {
    insights: insightsView(ctx, full),
    insights_weeks: insightsView(ctx, { ...full, account: jon, insights: { ...full.insights, span: "year", by: "week" } }),
    insights_new: insightsView(ctx, { ...full, ...bare }),
    insights_off: insightsView(ctx, { ...full, ...bare, counted: false }),
    insights_forbidden: insightsView(ctx, { ...full, ...bare, counted: false, allowed: false }),
  };
}
