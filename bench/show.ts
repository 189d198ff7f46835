/** What a run found out, for a terminal. */
import { brief, ratio, table } from "./figures.ts";
import type { Measured } from "./measured.ts";
import { changeOf, growthOf, type Result } from "./results.ts";

const HEAD = [
  "operation",
  "at once",
  "per s",
  "p50 ms",
  "p99 ms",
  "CPU ms",
  "in RSA",
  "before",
  "queries",
  "KB",
  "MB resident",
  "others %",
  "failed",
];
const MB = 1_048_576;

/** `before` is the ratio of the CPU in RSA signatures, so that below 1 is better. */
export function showResult(result: Result, before: Result | undefined): string {
  const { operations, rsa, memory, start, foreign, bytes, parameters } = result;
  const rows = Object.entries(operations).flatMap(([name, measured]) =>
    measured.map((one) => rowOf(result, before, { name, one })),
  );
  const foot = [
    `An RSA-2048 signature takes ${brief(rsa)} ms of CPU here. Others had ${percent(foreign)} % of the machine.`,
    `First start ${brief(start.first.ms)} ms (CPU ${start.first.cpu}), second ${brief(start.second.ms)} ms (CPU ${start.second.cpu}).`,
    `Memory when idle ${brief(memory.idle / MB)} MB (own ${brief(memory.idle_own / MB)}), at most ${brief(memory.peak / MB)} MB (own ${brief(memory.peak_own / MB)}).`,
    `The database takes ${brief(bytes / MB)} MB, ${brief((bytes / 1024 / parameters.statuses) * 1000)} KB for 1,000 statuses.`,
  ];
  return `${table(HEAD, rows)}\n\n${foot.join("\n")}`;
}

function rowOf(result: Result, before: Result | undefined, { name, one }: { name: string; one: Measured }): string[] {
  const change = changeOf(result, before, name, one.connections);
  const count = result.queries[name];
  return [
    name,
    String(one.connections),
    ...[one.per_second, one.p50, one.p99, one.cpu, one.cpu / result.rsa].map(brief),
    change === undefined ? "–" : ratio(change, 1),
    count === undefined ? "–" : queriesOf(count),
    one.bytes === 0 ? "–" : brief(one.bytes / 1024),
    brief(one.memory / MB),
    percent(one.foreign),
    String(one.failures),
  ];
}

/** `12`, or with what is written `12 + 3`. */
export const queriesOf = ({ reads, writes }: { reads: number; writes: number }): string =>
  writes === 0 ? String(reads) : `${reads} + ${writes}`;

export const percent = (share: number): string => String(Math.round(share * 100));

/** What an operation costs (CPU in ms, one at a time) on networks of several sizes. */
export function showGrowth(result: Result): string {
  const { sizes, growths } = growthOf(result);
  if (sizes.length < 2) return "";
  const rows = growths.map(({ name, cpu, queries, times }) => [
    name,
    ...cpu.map(brief),
    Number.isFinite(times) ? ratio(times, 1) : "–",
    [...new Set(queries)].join(", "),
  ]);
  return table(["CPU ms, by statuses", ...sizes.map(String), "in RSA", "queries"], rows);
}
