/** All that is shown of the insights of an account or a group, loaded at once; and the same as files. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadAudience, type Audience, bestIds } from "./audience.ts";
import { isCounted } from "./choices.ts";
import { beginOf, clocksOf, dateAfter } from "./days.ts";
import { isLeast, toldOf, type Shown } from "./hiding.ts";
import { loadInsights, SPANS, type Insights, type SpanName } from "./load.ts";

export const readSpanName = (name: string | null | undefined): SpanName =>
  (Object.keys(SPANS) as SpanName[]).find((span) => span === name) ?? "month";

export type Loaded = { allowed: boolean; counted: boolean; insights: Insights; audience: Audience; best: number[] };

/** Nothing of it, where nothing is counted. */
export async function loadAll(kith: Kith, account: Account, span: SpanName): Promise<Loaded> {
  const { by, count } = SPANS[span];
  const counted = await isCounted(kith, account.id);
  const clocks = clocksOf(kith);
  const since = beginOf(clocks, dateAfter(clocks.isoDay(kith.now()), by === "day" ? -count : -7 * count));
  return {
    allowed: kith.instance.insights,
    counted,
    insights: await loadInsights(kith, account, span),
    audience: counted ? await loadAudience(kith, account) : { servers: [], languages: [] },
    best: counted ? await bestIds(kith, account, since) : [],
  };
}

/** RFC 4180; a count that is hidden is `<5`, one of which something is hidden `>=7`. @param people whether there are any that follow: nobody does a whole server */
export function daysFile({ by, buckets }: Insights, people = true): string {
  const cell = (count: Shown): string => `${isLeast(count) ? ">=" : ""}${toldOf(count) ?? "<5"}`;
  const only = <Value>(value: Value): Value[] => (people ? [value] : []);
  const head = [by, "posts", "servers", "homes", "interactions", ...only("followers"), "boosted", "boosts_elsewhere"];
  const lines = buckets.map(({ date, posts, servers, homes, interactions, followers, boosted, boosts_elsewhere }) =>
    [date, posts, ...[servers, homes, interactions].map(cell), ...only(followers), ...[boosted, boosts_elsewhere].map(cell)].join(
      ",",
    ),
  );
  return `${[head.join(","), ...lines].join("\r\n")}\r\n`;
}

/** All that there is of them, for an archive. */
export const writeInsights = async (kith: Kith, account: Account): Promise<string> =>
  daysFile(await loadInsights(kith, account, "all"));

export function sitesFile({ sites }: Insights): string {
  const lines = sites.largest.map(({ name, count }) => [name, count, sites.from, sites.until].join(","));
  return `${["site,visits,from,until", ...lines].join("\r\n")}\r\n`;
}
