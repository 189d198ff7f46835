// The benchmark's own arithmetic, and that its made-up network is the same one each time, hangs together and can be read by its people.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { docsOf, fillIn, titleOf } from "../../bench/docs.ts";
import { brief, median, quantile, ratio, table } from "../../bench/figures.ts";
import { makeNetwork, networkRows, type Network } from "../../bench/generate.ts";
import { INSTANCE } from "../../bench/people.ts";
import { ALL } from "../../bench/suite.ts";
import type { Measured } from "../../bench/measured.ts";
import { listenersOf } from "../../bench/people.ts";
import { changeOf, findBefore, growthOf, KEPT, keepResult, loadKept, type Result } from "../../bench/results.ts";
import { showGrowth, showResult } from "../../bench/show.ts";
import { makeRandom } from "../../bench/random.ts";
import { insertBatch, type Batch } from "../../bench/rows.ts";
import { word } from "../../bench/words.ts";
import { homeStatusIds } from "../../src/timelines/home.ts";
import { loadStatusPage } from "../../src/statuses/load.ts";
import { openTestKith } from "../world/instance.ts";

const UNTIL = Date.UTC(2026, 4, 25);
const small = { statuses: 1200, accounts: 200, locals: 20, follows: 50, seed: 7, until: UNTIL };
const digest = (network: Network) => {
  const hash = createHash("sha256");
  for (const rows of networkRows(network)) hash.update(JSON.stringify(rows));
  return hash.digest("hex");
};
const rowsOf = (network: Network, table: Batch["table"]) =>
  [...networkRows(network)].flatMap((rows) => (rows.table === table ? (rows.rows as Record<string, number>[]) : []));

describe("chance that can be repeated", () => {
  test("a seed draws the same numbers, another one others", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, makeRandom(seed).next);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(3).every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test("small numbers come more often when skewed, and none is too large", () => {
    const random = makeRandom(5);
    const drawn = Array.from({ length: 2000 }, () => random.skewed(100));
    expect(Math.max(...drawn)).toBeLessThan(100);
    expect(median(drawn)).toBeLessThan(25);
  });

  test("no two words are the same", () => {
    expect(new Set(Array.from({ length: 5000 }, (_, n) => word(n))).size).toBe(5000);
  });
});

describe("a made-up network", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(digest(makeNetwork(small))).toBe(digest(makeNetwork(small)));
    expect(digest(makeNetwork({ ...small, seed: 8 }))).not.toBe(digest(makeNetwork(small)));
  });

  test("lets people here follow as many as they should, and the speaker be heard", () => {
    const { people } = makeNetwork(small);
    expect(people.locals).toHaveLength(20);
    for (const { n } of people.locals) {
      expect(people.following[n]?.size).toBeGreaterThanOrEqual(50);
      expect(people.following[n]?.size).toBeLessThanOrEqual(54);
    }
    expect(listenersOf(people)).toHaveLength(17);
    expect(people.followers[people.speaker.n]).toEqual(expect.arrayContaining(listenersOf(people).map(({ n }) => n)));
  });

  test("counts what there is", () => {
    const network = makeNetwork(small);
    const statuses = rowsOf(network, "statuses");
    expect(statuses).toHaveLength(1200);
    const sum = (rows: Record<string, number>[], column: string) => rows.reduce((total, row) => total + (row[column] ?? 0), 0);
    expect(sum(statuses, "favourites_count")).toBe(rowsOf(network, "favourites").length);
    expect(sum(statuses, "replies_count")).toBe(statuses.filter((row) => row["in_reply_to_id"] !== null).length);
    expect(sum(rowsOf(network, "accounts"), "statuses_count")).toBe(1200);
    const inThread = statuses.filter(
      (row) => row["conversation_id"] === network.talk.thread.root?.id || row["conversation_id"] === network.talk.thread.id,
    );
    expect(inThread.length).toBeGreaterThan(100);
  });

  test("goes into a database, and the viewer can read a home from it", async () => {
    await using kith = await openTestKith(INSTANCE.domain);
    const network = makeNetwork(small);
    for (const rows of networkRows(network)) await insertBatch(kith, rows);
    const ids = await homeStatusIds(kith, network.people.viewer.id, { limit: 20 });
    expect(ids).toHaveLength(20);
    const page = await loadStatusPage(kith.db, network.people.viewer.id, ids);
    expect(page.statuses.size).toBeGreaterThanOrEqual(20);
    expect(page.mentions.size + page.media.size + page.tags.size).toBeGreaterThan(0);
  });
});

const measured = (connections: number, cpu: number): Measured => ({
  connections,
  cpu,
  requests: 10,
  failures: 0,
  per_second: 100,
  p50: 1,
  p99: 2,
  foreign: 0.25,
  bytes: 2048,
  memory: 1e8,
});
const result = (at: string, rsa: number, cost: number): Result => ({
  at,
  commit: "abc1234",
  engine: "sqlite",
  machine: { cpu: "A processor", cores: 2, memory: 8e9, node: "v26.0.0" },
  parameters: { ...small, statuses: 100_000 },
  rsa,
  foreign: 0.01,
  start: { first: { ms: 2000, cpu: 1500 }, second: { ms: 600, cpu: 500 } },
  memory: { idle: 1e8, idle_own: 8e7, peak: 2e8, peak_own: 1.5e8 },
  bytes: 2e8,
  queries: { home: { reads: 11, writes: 0 }, post: { reads: 9, writes: 4 } },
  operations: { home: [measured(1, cost), measured(16, cost / 2)], post: [measured(1, 3)], ingest: [measured(16, 1)] },
  grown: [{ statuses: 10_000, rsa, bytes: 3e7, cpu: { home: cost * 0.9, post: 2 }, queries: { home: 11, post: 12 } }],
});

describe("results", () => {
  const [first, second] = [result("2026-01-01T00:00:00.000Z", 0.25, 1), result("2026-02-01T00:00:00.000Z", 0.5, 1)];

  test("are held against the last of the same kind, in signatures", () => {
    const larger = { ...first, parameters: { ...first.parameters, statuses: 1_000_000 }, at: "2026-01-02T00:00:00.000Z" };
    expect(findBefore([first, larger, second], second)).toBe(first);
    expect(findBefore([first, { ...first, engine: "postgres", at: larger.at }, second], second)).toBe(first);
    expect(findBefore([first, second], first)).toBeUndefined();
    // As many milliseconds, on a machine half as fast.
    expect(changeOf(second, first, "home", 1)).toBe(0.5);
    expect(changeOf(second, first, "home", 4)).toBeUndefined();
    expect(changeOf(second, undefined, "home", 1)).toBeUndefined();
  });

  test("tell how each operation grows", () => {
    const { sizes, growths } = growthOf(second);
    expect(sizes).toEqual([10_000, 100_000]);
    expect(growths.map(({ name, cpu, queries }) => ({ name, cpu, queries }))).toEqual([
      { name: "home", cpu: [0.9, 1], queries: [11, 11] },
      { name: "post", cpu: [2, 3], queries: [12, 13] },
    ]);
    expect(growths[1]?.times).toBe(1.5);
    expect(showGrowth(second)).toMatch(/home +0\.9 +1 +×1\.11 +11$/m);
    expect(showGrowth({ ...second, grown: [] })).toBe("");
  });

  test("are kept and found again", () => {
    const folder = mkdtempSync(join(tmpdir(), "kith-bench-"));
    try {
      expect(loadKept(join(folder, "none"))).toEqual([]);
      keepResult(second, folder);
      keepResult(first, folder);
      expect(loadKept(folder).map(({ at }) => at)).toEqual([first.at, second.at]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("are shown with the yardstick, the ratio to before and the share of others", () => {
    expect(showResult(second, first)).toMatch(/^home +1 +100 +1 +2 +1 +2 +×0\.50 +11 +2 +95\.4 +25 +0$/m);
    expect(showResult(second, undefined)).toMatch(/^post +1 .* – +9 \+ 4 /m);
  });
});

describe("the page about performance", () => {
  const page = readFileSync(new URL("../../docs/performance.md", import.meta.url), "utf8");

  test("is filled in between its marks, again and again", () => {
    const once = fillIn("a\n<!-- made: x -->\nold\n<!-- end -->\nb", { x: "$& new" });
    expect(once).toBe("a\n<!-- made: x -->\n$& new\n<!-- end -->\nb");
    expect(fillIn(once, { x: "$& new" })).toBe(once);
    expect(() => fillIn("nothing", { x: "" })).toThrow("no place for x");
  });

  test("has tables, and pictures that say what they show", () => {
    const docs = docsOf(page, [result("2026-01-01T00:00:00.000Z", 0.25, 1), result("2026-02-01T00:00:00.000Z", 0.5, 1)]);
    expect(docs["performance.md"]).toContain("| Home, 20 posts | 1 | 100 | 1 | 2 | 1 | 2 | ×0.50 | 11 | 2 | 25 % |");
    expect(docs["performance.md"]).toContain("| Home, 20 posts | 0.9 | 1 | ×1.11 | 11 |");
    expect(docs["performance.md"]).toMatch(/\| Home, 20 posts \| 1 \| 1\.06 \| 1\.06× \| 1\.8× \|/);
    for (const name of ["operations", "growth", "peers"]) {
      const picture = docs[`performance/${name}.svg`] ?? "";
      expect(docs["performance.md"]).toContain(`(performance/${name}.svg)`);
      expect(picture).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img" aria-label="[^"]{10,}"><title>/);
      expect(picture).toContain("prefers-color-scheme:dark");
      expect(picture).not.toMatch(/NaN|undefined|var\(--\w+:gray/);
    }
  });

  test("gives each operation a name of its own", () => {
    const titles = ALL.map(titleOf);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.filter((title) => ALL.includes(title))).toEqual([]);
  });

  test("says what was kept last", () => {
    const docs = docsOf(page, loadKept(KEPT));
    for (const [name, text] of Object.entries(docs))
      expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8")).toBe(text);
  });
});

describe("figures", () => {
  test("quantiles by nearest rank, of one and of none", () => {
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(quantile([1, 2, 3, 4], 0.99)).toBe(4);
    expect(quantile([7], 0.01)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  test("ratios and numbers for people", () => {
    expect([ratio(1, 2), ratio(1, undefined), ratio(1, 0)]).toEqual(["×0.50", "–", "–"]);
    expect([brief(0.12345), brief(1234.6), brief(Number.NaN), brief(12)]).toEqual(["0.123", "1235", "–", "12"]);
  });

  test("columns stand under each other", () => {
    expect(table(["a", "bb"], [["long", "1"]])).toBe("a     bb\nlong   1");
  });
});
