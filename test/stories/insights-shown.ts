/** Insights as a page, its pictures and its files show them, read back as numbers. */
import { expect } from "vitest";
import type { Surfer } from "../web/site.ts";

const COUNTS = ["posts", "servers", "homes", "interactions", "followers", "boosted", "boosts_elsewhere"] as const;
type Count = (typeof COUNTS)[number];
type Bucket = { date: string; at_least: Count[] } & Record<Count, number | null>;
export type InsightsJson = {
  buckets: Bucket[];
  totals: Record<Count, unknown> & { rate: number | null; growth: number };
  sites: { from: string; until: string; items: { domain: string; visits: number }[] };
  audience: { servers: { domain: string; people: number }[]; languages: { language: string; people: number }[] };
};

export const rowOf = (bucket: Bucket) => COUNTS.map((name) => bucket[name]);
const textOf = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

type Plotted = { title: string; rows: string[][]; shapes: number[][]; open: number };

/** Its tables, oldest first, without the day; and what its shapes are as numbers on its axis. */
export function plotsOf(page: string): Plotted[] {
  return [...page.matchAll(/<figure class="plot">([\s\S]*?)<\/figure>/g)].map(([, figure = ""]) => {
    const rows = [...figure.matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<td>([\s\S]*?)<\/td>/g)].map(([, cell = ""]) => textOf(cell)),
    );
    const top = Math.max(...[...figure.matchAll(/text-anchor="end">([\d.]+)<\/text>/g)].map(([, label]) => Number(label)));
    const up = (y: number) => Math.round(((146 - y) / 136) * top * 10) / 10;
    const lines = [...figure.matchAll(/<polyline class="(?:first|second)" points="([^"]*)"/g)].map(([, points = ""]) =>
      points.split(" ").map((point) => up(Number(point.split(",")[1]))),
    );
    const bars = [...figure.matchAll(/<rect class="bar" [^>]*y="([\d.]+)"/g)].map(([, y]) => up(Number(y)));
    const shapes = lines.length > 0 ? lines.toReversed() : [bars];
    // What is filled lies below every line, which would not be seen where it stands lower.
    expect(figure.lastIndexOf('class="fill"') < figure.indexOf("<polyline") || lines.length === 0).toBe(true);
    const open = [...figure.matchAll(/class="(?:bar few|few (?:first|second))"/g)].length;
    return { title: textOf(/<strong>(.*?)<\/strong>/.exec(figure)?.[1] ?? ""), rows: rows.toReversed(), shapes, open };
  });
}

/** What the API tells, as the page and the files write it. */
const said = (bucket: Bucket, name: Count): string =>
  bucket[name] === null ? "fewer than 5" : `${bucket.at_least.includes(name) ? "at least " : ""}${bucket[name]}`;
const filed = (bucket: Bucket, name: Count): string =>
  said(bucket, name).replace("fewer than 5", "<5").replace("at least ", ">=");

const PLOTS: Record<string, Count[]> = {
  Reach: ["servers", "homes"],
  "Boosts by others": ["boosted", "boosts_elsewhere"],
  "What others did with posts": ["interactions"],
  Posts: ["posts"],
  Followers: ["followers"],
  Members: ["followers"],
};

/** Everything that a page, its pictures and its file say, against what the API says. */
export async function compare(surfer: Surfer, page: string, id: string, { buckets, totals }: InsightsJson): Promise<void> {
  const span = new URL(page, "https://alpha.test").searchParams.get("span") ?? "month";
  const { text } = await surfer.get(page);
  const plots = plotsOf(text).filter(({ title }) => title in PLOTS);
  expect(plots.map(({ title }) => title)).toHaveLength(5);
  for (const { title, rows, shapes, open } of plots) {
    const names = PLOTS[title]!;
    const unit = (cell: string) => cell.replace(/ (?:posts?|people|person)$/, "");
    expect([title, rows.map((row) => row.map(unit))]).toEqual([
      title,
      buckets.map((bucket) => names.map((name) => said(bucket, name))),
    ]);
    // What may be more has a mark of its own, among bars and on a line.
    const unsure = (bucket: Bucket) => names.filter((name) => bucket[name] === null || bucket.at_least.includes(name)).length;
    expect([title, open]).toEqual([title, buckets.reduce((all, bucket) => all + unsure(bucket), 0)]);
    for (const [at, name] of names.entries()) {
      const bars = ["posts", "interactions"].includes(name);
      const told = buckets.filter((bucket) => !bars || bucket[name] !== null).map((bucket) => bucket[name] ?? 0);
      expect(shapes[at]!.length).toBe(told.length);
      for (const [n, value] of shapes[at]!.entries()) expect(Math.abs(value - told[n]!)).toBeLessThan(0.2);
    }
  }
  const file = (await surfer.get(`/insights/${id}/days.csv?span=${span}`)).text.trim().split("\r\n");
  const order = ["posts", "servers", "homes", "interactions", "followers", "boosted", "boosts_elsewhere"] as const;
  expect(file.slice(1)).toEqual(buckets.map((bucket) => [bucket.date, ...order.map((name) => filed(bucket, name))].join(",")));
  const sums = textOf(/<dl class="sums"[\s\S]*?<\/dl>/.exec(text)?.[0] ?? "");
  const total = (name: Count) => {
    const { value, whole } = totals[name] as { value: number; whole: boolean };
    return whole ? `${value}` : value === 0 ? `fewer than 5 a ${span === "month" ? "day" : "week"}` : `at least ${value}`;
  };
  const signed = `${totals.growth < 0 ? "−" : "+"}${Math.abs(totals.growth)}`;
  for (const part of [
    `Posts ${totals.posts as number} `,
    `Taken by servers ${total("servers")} `,
    `In homes here ${total("homes")} `,
    `In homes here by boosts ${total("boosted")} `,
    `Boosts elsewhere ${total("boosts_elsewhere")} `,
    `Answers, boosts, favourites ${total("interactions")} `,
    `${totals.followers as number} (${signed})`,
    totals.rate === null ? "Engagement per post —" : `Engagement per post ${totals.rate} %`,
  ])
    expect(sums).toContain(part);
}
