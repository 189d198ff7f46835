// The benchmark's own arithmetic, and that its made-up network is the same one each time, hangs together and can be read by its people.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { brief, median, quantile, ratio, table } from "../../bench/figures.ts";
import { makeNetwork, networkRows, type Network } from "../../bench/generate.ts";
import { INSTANCE } from "../../bench/people.ts";
import { makeRandom } from "../../bench/random.ts";
import { insertBatch, type Batch } from "../../bench/rows.ts";
import { word } from "../../bench/words.ts";
import { homeStatusIds } from "../../src/timelines/home.ts";
import { loadStatusPage } from "../../src/statuses/load.ts";
import { openTestKith } from "../world/instance.ts";

const UNTIL = Date.UTC(2026, 4, 25);
const small = { statuses: 1200, accounts: 200, seed: 7, until: UNTIL };
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
