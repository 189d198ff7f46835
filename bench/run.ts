/**
 * `npm run bench`: what the hottest operations cost on a network of 200,000 statuses by 20,000 accounts.
 *
 * A server of its own is started on a copy of a seeded database, asked one and sixteen at a time, and ended. PostgreSQL instead of SQLite
 * where KITH_TEST_DATABASE names a server; its own CPU is then not counted. Everything is bounded in time and count.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureFanOut, measureIngest, moveInboxes, openInboxes } from "./federation.ts";
import { measure, type Measured } from "./load.ts";
import { deepCursors, operations, OPERATIONS } from "./operations.ts";
import { findBefore, keepResult, showGrowth, showResult, type Result } from "./results.ts";
import { CACHE, openSeed, type Seed } from "./seed.ts";
import { startServer, type Server } from "./server.ts";
import { copyDatabase, isPostgres, type Copy } from "./stores.ts";
import { memoryOf } from "./usage.ts";
import { makeYardstick, type Yardstick } from "./yardstick.ts";

const HELP = `npm run bench -- [options]
  --statuses N     size of the network (200000)
  --accounts N     people in it (a tenth of the statuses)
  --seconds S      of each measurement (3)
  --only a,b       of: ${[...OPERATIONS, "ingest", "fan-out"].join(", ")}
  --connections a  how many ask at once (1,16)
  --grow a,b,c     networks of these sizes, one after the other: how cost grows
  --profile DIR    writes a CPU profile of the server there
  --baseline       keeps the result as bench/results/baseline.json`;

/** Seconds for each operation. */
const WARM_UP = 0.5;

type Options = { seconds: number; only: string[]; connections: number[]; profile: string; baseline: boolean };

const { values } = parseArgs({
  options: {
    statuses: { type: "string", default: "200000" },
    accounts: { type: "string", default: "" },
    seconds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    connections: { type: "string", default: "1,16" },
    grow: { type: "string", default: "" },
    profile: { type: "string", default: "" },
    baseline: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(`${HELP}\n`);
else await main();

async function main(): Promise<void> {
  const options: Options = {
    seconds: clamp(values.seconds, 0.2, 60),
    only: values.only === "" ? [...OPERATIONS, "ingest", "fan-out"] : values.only.split(","),
    connections: values.connections.split(",").map((text) => clamp(text, 1, 256)),
    profile: values.profile,
    baseline: values.baseline,
  };
  if (values.grow !== "") return await grow(values.grow.split(","), { ...options, connections: [1] });
  const result = await runOn(sizeOf(values.statuses, values.accounts), options);
  process.stdout.write(`\n${showResult(result, findBefore(result))}\n`);
  process.stdout.write(`Kept as ${keepResult(result, options.baseline)}\n`);
  if (Object.values(result.operations).some((measured) => measured.some(({ failures }) => failures > 0))) process.exitCode = 1;
}

async function grow(sizes: readonly string[], options: Options): Promise<void> {
  const results: Result[] = [];
  for (const size of sizes) results.push(await runOn(sizeOf(size, values.accounts), options));
  process.stdout.write(`\n${showGrowth(results)}\n`);
}

function clamp(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`"${text}" is not a number`);
  return Math.min(most, Math.max(least, value));
}

function sizeOf(statuses: string, accounts: string): { statuses: number; accounts: number; seed: number } {
  const count = Math.round(clamp(statuses, 1000, 5_000_000));
  return {
    statuses: count,
    accounts: accounts === "" ? Math.max(200, Math.round(count / 10)) : Math.round(clamp(accounts, 200, 500_000)),
    seed: 1,
  };
}

async function runOn(size: { statuses: number; accounts: number; seed: number }, options: Options): Promise<Result> {
  const seed = await openSeed(size, Date.now());
  const made = seed.made_in === 0 ? "is there" : `was made in ${Math.round(seed.made_in)} s`;
  process.stdout.write(`A network of ${size.statuses} statuses by ${size.accounts} accounts ${made}.\n`);
  const copy = await copyDatabase(seed, join(CACHE, `run-${process.pid}`));
  const inboxes = await openInboxes();
  try {
    await moveInboxes(copy, seed.seeded, inboxes);
    const flags = options.profile === "" ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
    const server = await startServer(copy, flags);
    const deadline = setTimeout(() => void server.stop(), 1_800_000).unref();
    try {
      return await measureAll({ server, seed, copy, options, yardstick: makeYardstick(), inboxes });
    } finally {
      clearTimeout(deadline);
      await server.stop();
    }
  } finally {
    inboxes.close();
    await copy.remove();
  }
}

type Bench = {
  server: Server;
  seed: Seed;
  copy: Copy;
  options: Options;
  yardstick: Yardstick;
  inboxes: Awaited<ReturnType<typeof openInboxes>>;
};

async function measureAll({ server, seed, copy, options, yardstick, inboxes }: Bench): Promise<Result> {
  const memory = memoryOf(server.pid);
  const { seeded } = seed;
  const results: Record<string, Measured[]> = {};
  const note = async (name: string, work: () => Promise<Measured>) => {
    if (!options.only.includes(name)) return;
    yardstick.take();
    process.stdout.write(".");
    (results[name] ??= []).push(await work());
  };
  const all = operations(seeded, await deepCursors(server));
  // What a server loads on first use, and what its engine compiles, is done before anything counts.
  for (const { name, ask } of all)
    if (options.only.includes(name)) await measure(server, ask, { connections: 4, seconds: WARM_UP });
  for (const { name, ask } of all)
    for (const connections of options.connections)
      await note(name, async () => await measure(server, ask, { connections, seconds: options.seconds }));
  await note("ingest", async () => await measureIngest(server, copy, seeded, Math.round(options.seconds * 200)));
  await note("fan-out", async () => await measureFanOut(server, inboxes, Math.round(Math.max(5, options.seconds * 5))));
  yardstick.take();
  return {
    at: new Date().toISOString(),
    engine: isPostgres() ? "postgres" : "sqlite",
    node: process.version,
    parameters: seeded.parameters,
    rsa: yardstick.read(),
    memory,
    operations: results,
  };
}
