// docs/scale.md says what the kept simulation says, and what it advises is a configuration.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scaleDocs, type Simulated } from "../../bench/simulate/docs.ts";
import { bytes, number, percent, span } from "../../bench/simulate/said.ts";
import { SIZES } from "../../bench/simulate/turns.ts";
import { defineInstance } from "../../src/config.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

test("the page and its pictures are those of the kept year", () => {
  const kept = JSON.parse(read("bench/results/scale/year.json")) as Simulated;
  for (const [name, text] of Object.entries(scaleDocs(read("docs/scale.md"), kept))) expect(read(join("docs", name))).toBe(text);
});

test("what is advised for each size is understood", () => {
  for (const { config, turned } of SIZES) {
    const { limits, media, database } = defineInstance({ domain: "example.org", ...config });
    expect([limits.deliveries, limits.deliveries_per_host, media.cache_bytes]).toEqual([
      turned.deliveries,
      turned.per_host,
      turned.cache_bytes,
    ]);
    expect(database === "sqlite").toBe(turned.engine === "sqlite");
  }
});

test("amounts are said with two or three digits and their unit", () => {
  expect([number(12.34), number(1234.5), number(2_450_000_000)]).toEqual(["12", "1,230", "2.5 billion"]);
  expect([bytes(0), bytes(999), bytes(1.34e12)]).toEqual(["0 bytes", "1,000 bytes", "1.3 TB"]);
  expect([span(12), span(5400), span(90_000), span(400_000), span(4.4e6), span(5 * 86_400_000)]).toEqual([
    "12 ms",
    "5.4 s",
    "90 s",
    "6.7 minutes",
    "73 minutes",
    "5 days",
  ]);
  expect([percent(0.1598), percent(0.0002)]).toEqual(["16 %", "under 0.1 %"]);
});
