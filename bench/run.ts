/**
 * `npm run bench`: what the hottest operations cost on a network of 1,000,000 statuses by 100,000 accounts, 2,000 of them here, and how the cost
 * grows up to there.
 *
 * A server of its own is started on a copy of a seeded database, asked one and sixteen at a time, and ended. PostgreSQL instead of SQLite
 * where KITH_TEST_DATABASE names a server; its own CPU is then not counted. Everything is bounded in time and count, and ends at Ctrl-C.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeDocs } from "./docs.ts";
import { findBefore, grownOf, KEPT, keepResult, loadKept, type Result } from "./results.ts";
import { CACHE } from "./seed.ts";
import { showGrowth, showResult } from "./show.ts";
import { ALL, runOn, type Options } from "./suite.ts";

const HELP = `npm run bench -- [options]
  --statuses N     size of the network (1000000)
  --accounts N     people in it (a tenth of the statuses)
  --locals N       those who live here (a fiftieth of the accounts, at least 100)
  --follows N      whom each of those follows (300)
  --grow a,b       smaller networks to see how cost grows (10000,100000; none: "")
  --seconds S      of each measurement (3)
  --only a,b       of: ${ALL.join(", ")}
  --connections a  how many ask at once (1,16)
  --profile DIR    writes a CPU profile of the server there
  --keep           keeps the result in bench/results, and writes docs/performance.md anew
  --docs           measures nothing, writes docs/performance.md from what was kept`;

/** ms for measuring: what has not begun by then is left out, and a little later all is ended. */
const MOST = 660_000;
const GRACE = 120_000;

const { values } = parseArgs({
  options: {
    statuses: { type: "string", default: "1000000" },
    accounts: { type: "string", default: "" },
    locals: { type: "string", default: "" },
    follows: { type: "string", default: "300" },
    grow: { type: "string", default: "10000,100000" },
    seconds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    connections: { type: "string", default: "1,16" },
    profile: { type: "string", default: "" },
    keep: { type: "boolean", default: false },
    docs: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(`${HELP}\n`);
else if (values.docs) process.stdout.write(`${writeDocs(loadKept(KEPT)).join("\n")}\n`);
else await main();

async function main(): Promise<void> {
  await using undo = new AsyncDisposableStack();
  const end = (code: number) => void undo.disposeAsync().finally(() => process.exit(code));
  process.once("SIGINT", () => end(130)).once("SIGTERM", () => end(143));
  const options: Options = {
    seconds: clamp(values.seconds, 0.2, 60),
    only: values.only === "" ? ALL : values.only.split(","),
    connections: values.connections.split(",").map((text) => clamp(text, 1, 256)),
    profile: values.profile,
    limit: { until: performance.now() + MOST },
  };
  const unknown = options.only.filter((name) => !ALL.includes(name));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}: see --help`);
  const result = await measureSizes(options, undo);
  process.stdout.write(`\n${showResult(result, findBefore(loadKept(KEPT), result))}\n\n${showGrowth(result)}\n`);
  const whole = ALL.every(
    (name) => result.operations[name]?.length === options.connections.length || /^(?:ingest|fan|stream)/.test(name),
  );
  if (values.keep && !whole) throw new Error("only a whole run is kept");
  process.stdout.write(`Kept as ${keepResult(result, values.keep ? KEPT : join(CACHE, "results"))}\n`);
  if (values.keep) process.stdout.write(`${writeDocs(loadKept(KEPT)).join("\n")}\n`);
  if (Object.values(result.operations).some((measured) => measured.some(({ failures }) => failures > 0))) process.exitCode = 1;
}

/** The smaller networks first, in which only what is asked for is measured, one at a time. */
async function measureSizes(options: Options, undo: AsyncDisposableStack): Promise<Result> {
  const few = { connections: [1], profile: "" };
  const only = options.only.filter((name) => !["ingest", "fan-out", "streaming"].includes(name));
  const most = sizeOf(values.statuses, { accounts: values.accounts, locals: values.locals });
  const limit = setTimeout(() => void process.kill(process.pid, "SIGTERM"), MOST + GRACE + 600_000).unref();
  const grown: Result[] = [];
  for (const size of values.grow === "" ? [] : values.grow.split(",")) {
    const smaller = sizeOf(size, { accounts: "", locals: "" });
    if (smaller.statuses < most.statuses) grown.push(await runOn(smaller, { ...options, ...few, only }, undo));
  }
  const result = await runOn(most, options, undo);
  clearTimeout(limit);
  return { ...result, grown: grown.map(grownOf) };
}

function clamp(text: string, least: number, most: number): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) throw new Error(`"${text}" is not a number`);
  return Math.min(most, Math.max(least, value));
}

type Size = { statuses: number; accounts: number; locals: number; follows: number; seed: number };

function sizeOf(wanted: string, said: { accounts: string; locals: string }): Size {
  const statuses = Math.round(clamp(wanted, 1000, 5_000_000));
  const accounts = Math.round(clamp(said.accounts === "" ? String(statuses / 10) : said.accounts, 1000, 500_000));
  const locals = Math.round(clamp(said.locals === "" ? String(Math.max(100, accounts / 50)) : said.locals, 10, accounts / 10));
  return { statuses, accounts, locals, follows: Math.round(clamp(values.follows, 1, 2000)), seed: 1 };
}
