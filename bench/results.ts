/** Results: kept as files beside the code, so that the next run can be held against them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Count } from "./counting.ts";
import type { Measured } from "./measured.ts";
import type { Parameters } from "./people.ts";
import type { Started } from "./server.ts";

export const KEPT = join(import.meta.dirname, "results");

export type Machine = { cpu: string; cores: number; memory: number; node: string };

/** How a smaller network of the same make fares: for each operation ms of CPU, one at a time, and queries. */
export type Grown = {
  statuses: number;
  rsa: number;
  bytes: number;
  cpu: Record<string, number>;
  queries: Record<string, number>;
};

export type Result = {
  /** RFC 3339. */
  at: string;
  /** Of the code. */
  commit: string;
  engine: "sqlite" | "postgres";
  machine: Machine;
  parameters: Parameters;
  /** ms of CPU of an RSA-2048 signature. */
  rsa: number;
  /** 0–1: which part of the machine others had while it was measured. */
  foreign: number;
  /** Until the first answer: with nothing compiled, and the median of those after. */
  start: { first: Started; second: Started };
  /** Bytes resident when nothing had been asked yet, and the most there ever were; `own`: without what is mapped from files. */
  memory: { idle: number; idle_own: number; peak: number; peak_own: number };
  /** Bytes of the database as it was seeded. */
  bytes: number;
  queries: Record<string, Count>;
  operations: Record<string, Measured[]>;
  /** Smaller networks, the smallest first. */
  grown: Grown[];
};

export type Kind = Pick<Result, "engine" | "parameters">;

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model ?? "",
  cores: cpus().length,
  memory: totalmem(),
  node: process.version,
});

/** The commit of the code, with a plus when there is more than was committed; empty where there is no git. */
export function commitNow(): string {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const changed = git("status", "--porcelain", "--", "../src", "../views", "../migrations");
    return `${git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : "+"}`;
  } catch {
    return "";
  }
}

/** Writes a result down. */
export function keepResult(result: Result, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.at.replaceAll(":", "-").slice(0, 19)}-${result.engine}.json`);
  writeFileSync(file, `${JSON.stringify(result, rounded, 1)}\n`);
  return file;
}

const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

/** Kept results, the oldest first. */
export function loadKept(folder: string): Result[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const files = names.filter((name) => name.endsWith(".json")).sort();
  return files.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Result);
}

const kindOf = ({ engine, parameters: { statuses, accounts, locals, follows } }: Kind): string =>
  [engine, statuses, accounts, locals, follows].join(" ");

/** The last of the same engine and a network of the same size that is older than `at`. */
export const findBefore = (kept: readonly Result[], wanted: Kind & { at: string }): Result | undefined =>
  kept.findLast((one) => one.at < wanted.at && kindOf(one) === kindOf(wanted));

/** How many times as much CPU an operation takes as before, in RSA signatures: below 1 is better. */
export function changeOf(result: Result, before: Result | undefined, name: string, connections: number): number | undefined {
  const costIn = ({ operations, rsa }: Result) =>
    operations[name]?.filter((one) => one.connections === connections).map(({ cpu }) => cpu / rsa)[0];
  const [cost, earlier] = [costIn(result), before === undefined ? undefined : costIn(before)];
  return cost === undefined || earlier === undefined || earlier <= 0 ? undefined : cost / earlier;
}

/** One operation over all sizes, the smallest first. */
export type Growth = {
  name: string;
  cpu: number[];
  queries: number[];
  /** How many times as much CPU it takes in the largest network as in the smallest, in RSA signatures. */
  times: number;
};

/** The sizes, and what is known of each operation in all of them. */
export function growthOf(result: Result): { sizes: number[]; growths: Growth[] } {
  const sizes = [...result.grown, grownOf(result)];
  const [least, most] = [sizes[0], sizes.at(-1)];
  const names = Object.keys(least?.cpu ?? {}).filter((name) => sizes.every(({ cpu }) => cpu[name] !== undefined));
  const growths = names.map((name): Growth => {
    const cost = (one: Grown | undefined) => (one?.cpu[name] ?? Number.NaN) / (one?.rsa ?? Number.NaN);
    return {
      name,
      cpu: sizes.map(({ cpu }) => cpu[name] ?? Number.NaN),
      queries: sizes.map(({ queries }) => queries[name] ?? Number.NaN),
      times: cost(most) / cost(least),
    };
  });
  return { sizes: sizes.map(({ statuses }) => statuses), growths };
}

/** A result as one point of a growth. */
export function grownOf({ parameters, rsa, bytes, operations, queries }: Result): Grown {
  const alone = Object.entries(operations).flatMap(([name, measured]) =>
    measured.filter(({ connections }) => connections === 1).map(({ cpu }): [string, number] => [name, cpu]),
  );
  return {
    statuses: parameters.statuses,
    rsa,
    bytes,
    cpu: Object.fromEntries(alone),
    queries: Object.fromEntries(Object.entries(queries).map(([name, { reads, writes }]) => [name, reads + writes])),
  };
}
