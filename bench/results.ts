/** Results: kept as files, so that the next run can be held against them. `baseline.json` is the one that is kept with the code. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brief, ratio, table } from "./figures.ts";
import type { Measured } from "./load.ts";
import type { Parameters } from "./people.ts";

const FOLDER = join(import.meta.dirname, "results");
const BASELINE = "baseline.json";

export type Result = {
  /** RFC 3339. */
  at: string;
  engine: "sqlite" | "postgres";
  node: string;
  parameters: Parameters;
  /** ms of CPU of an RSA-2048 signature. */
  rsa: number;
  /** Bytes resident when nothing had been asked yet. */
  memory: number;
  operations: Record<string, Measured[]>;
};

/** Writes a result down; as the baseline too, if asked. */
export function keepResult(result: Result, baseline: boolean): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${result.at.replaceAll(":", "-").slice(0, 19)}-${result.engine}.json`);
  const text = `${JSON.stringify(result, rounded, 2)}\n`;
  writeFileSync(file, text);
  if (baseline) writeFileSync(join(FOLDER, BASELINE), text);
  return file;
}

const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

/** For each operation and number of connections the last measurement before, on the same engine and a network of the same size. */
export function findBefore({ engine, parameters }: Pick<Result, "engine" | "parameters">): Before {
  const files = readNames().filter((name) => name !== BASELINE);
  const before: Before = new Map();
  for (const name of [BASELINE, ...files]) {
    const result = read(name);
    if (result === undefined || result.engine !== engine) continue;
    const { statuses, accounts } = result.parameters;
    if (statuses !== parameters.statuses || accounts !== parameters.accounts) continue;
    for (const [operation, measured] of Object.entries(result.operations))
      for (const one of measured) before.set(`${operation} ${one.connections}`, one.cpu / result.rsa);
  }
  return before;
}

/** CPU in RSA signatures by `<operation> <connections>`. */
export type Before = ReadonlyMap<string, number> & Map<string, number>;

function readNames(): string[] {
  try {
    return readdirSync(FOLDER)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch {
    return [];
  }
}

function read(name: string): Result | undefined {
  try {
    return JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Result;
  } catch {
    return undefined;
  }
}

const HEAD = ["operation", "at once", "per s", "p50 ms", "p99 ms", "CPU ms", "in RSA", "before", "KB", "MB resident", "failed"];

/** The table that is shown: `before` is the ratio of the CPU in RSA signatures, so that below 1 is better. */
export function showResult({ operations, rsa, memory }: Result, before: Before): string {
  const rows = Object.entries(operations).flatMap(([name, measured]) =>
    measured.map((one) => [
      name,
      String(one.connections),
      ...[one.per_second, one.p50, one.p99, one.cpu, one.cpu / rsa].map(brief),
      ratio(one.cpu / rsa, before.get(`${name} ${one.connections}`)),
      one.bytes === 0 ? "–" : brief(one.bytes / 1024),
      brief(one.memory / 1_048_576),
      String(one.failures),
    ]),
  );
  const foot = `An RSA-2048 signature takes ${brief(rsa)} ms of CPU here. Resident at the start: ${brief(memory / 1_048_576)} MB.`;
  return `${table(HEAD, rows)}\n\n${foot}`;
}

/** What an operation costs (CPU in ms, one at a time) on networks of several sizes. */
export function showGrowth(results: readonly Result[]): string {
  const sizes = results.map(({ parameters }) => parameters.statuses);
  const names = Object.keys(results[0]?.operations ?? {});
  const rows = names.map((name) => {
    const costs = results.map(({ operations }) => operations[name]?.[0]?.cpu ?? Number.NaN);
    return [name, ...costs.map(brief), ratio(costs.at(-1) ?? Number.NaN, costs[0])];
  });
  return table(["CPU ms, by statuses", ...sizes.map(String), "growth"], rows);
}
