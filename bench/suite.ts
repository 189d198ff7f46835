/** One network, measured: its server is started, asked for everything, and ended; nothing stays but what was found out. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { measureFanOut, measureIngest, moveInboxes, openInboxes, type Inboxes } from "./federation.ts";
import { median } from "./figures.ts";
import { measure } from "./load.ts";
import type { Measured } from "./measured.ts";
import { deepCursors, operations, OPERATIONS, type Operation } from "./operations.ts";
import type { Parameters } from "./people.ts";
import { countQueries } from "./queries.ts";
import { commitNow, machine, type Result } from "./results.ts";
import { CACHE, openSeed, type Seed } from "./seed.ts";
import { startServer, type Server, type Started } from "./server.ts";
import { copyDatabase, isPostgres, type Copy } from "./stores.ts";
import { measureStreaming } from "./streams.ts";
import { memoryOf, peakOf, watch } from "./usage.ts";
import { makeYardstick } from "./yardstick.ts";

/** Everything that can be asked for by name. */
export const ALL: readonly string[] = [...OPERATIONS, "ingest", "fan-out", "streaming"];

/** Seconds for each operation before any counts. */
const WARM_UP = 0.5;
/** Starts with compiled code. */
const SECOND_STARTS = 3;

export type Options = {
  /** Of each measurement. */
  seconds: number;
  only: readonly string[];
  connections: readonly number[];
  /** A folder for a CPU profile of the server, or "". */
  profile: string;
  /** By `performance.now()`: what has not begun by then is left out. What making networks takes is added. */
  limit: { until: number };
};

type Size = Omit<Parameters, "until">;

/** @throws Error when the server does not start, does not answer, or never ends its work */
export async function runOn(size: Size, options: Options, undo: AsyncDisposableStack): Promise<Result> {
  const seed = await openSeed(size, Date.now());
  const made = seed.made_in === 0 ? "is there" : `was made in ${Math.round(seed.made_in)} s`;
  process.stdout.write(`\nA network of ${size.statuses} statuses by ${size.accounts} accounts ${made}. `);
  options.limit.until += seed.made_in * 1000;
  const copy = await copyDatabase(seed, join(CACHE, `run-${process.pid}`));
  undo.defer(copy.remove);
  const inboxes = await openInboxes();
  undo.defer(inboxes.close);
  await moveInboxes(copy, seed.seeded, inboxes);
  const queries = await countOn(copy, { seed, options }, undo);
  const { server, start } = await startOften(copy, options, undo);
  await server.settles();
  const found = await measureAll({ server, seed, copy, inboxes, options });
  await server.stop();
  inboxes.close();
  await copy.remove();
  return {
    at: new Date().toISOString(),
    commit: commitNow(),
    engine: isPostgres() ? "postgres" : "sqlite",
    machine: machine(),
    parameters: seed.seeded.parameters,
    ...found,
    start,
    queries,
    bytes: seed.seeded.bytes,
    grown: [],
  };
}

/** With compiled code of its own, which is thrown away: the first start that is measured has none. */
async function countOn(
  copy: Copy,
  { seed, options }: { seed: Seed; options: Options },
  undo: AsyncDisposableStack,
): Promise<Result["queries"]> {
  const server = await startServer(copy, { program: "counting.ts" });
  undo.defer(server.stop);
  const counts = await countQueries(server, wantedOf(operations(seed.seeded, await deepCursors(server)), options));
  await server.stop();
  rmSync(join(copy.folder, "compiled"), { recursive: true, force: true });
  return counts;
}

const wantedOf = (all: readonly Operation[], { only }: Options): Operation[] => all.filter(({ name }) => only.includes(name));

/** Once with nothing compiled, then again and again; the last one stays. */
async function startOften(
  copy: Copy,
  { profile }: Options,
  undo: AsyncDisposableStack,
): Promise<{ server: Server; start: Result["start"] }> {
  if (profile !== "") mkdirSync(profile, { recursive: true });
  const flags = profile === "" ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  let server = await startServer(copy);
  undo.defer(async () => await server.stop());
  const first = server.started;
  // It writes down what it has compiled when it has settled.
  await server.settles();
  const later: Started[] = [];
  for (let n = 1; n <= SECOND_STARTS; n++) {
    await server.stop();
    server = await startServer(copy, n === SECOND_STARTS ? { flags } : {});
    later.push(server.started);
  }
  return {
    server,
    start: { first, second: { ms: median(later.map(({ ms }) => ms)), cpu: median(later.map(({ cpu }) => cpu)) } },
  };
}

type Bench = { server: Server; seed: Seed; copy: Copy; inboxes: Inboxes; options: Options };
type Found = Pick<Result, "operations" | "memory" | "rsa" | "foreign">;

async function measureAll(bench: Bench): Promise<Found> {
  const { server, seed, options } = bench;
  const [yardstick, idle, used] = [makeYardstick(), memoryOf(server.pid), watch(server.pid)];
  const found: Record<string, Measured[]> = {};
  const most = { peak: idle.resident, own: idle.own };
  const note = async (name: string, work: () => Promise<Measured>) => {
    if (!options.only.includes(name)) return;
    if (performance.now() > options.limit.until) return void process.stdout.write(` [no time for ${name}]`);
    yardstick.take();
    process.stdout.write(".");
    (found[name] ??= []).push(await work());
    most.own = Math.max(most.own, memoryOf(server.pid).own);
    most.peak = Math.max(most.peak, peakOf(server.pid));
  };
  const all = wantedOf(operations(seed.seeded, await deepCursors(server)), options);
  // What a server loads on first use, and what its engine compiles, is done before anything counts.
  for (const { ask } of all) await measure(server, ask, { connections: 4, seconds: WARM_UP });
  // All of them alone first: so networks of all sizes come to each with as much behind them.
  for (const connections of options.connections)
    for (const { name, ask } of all)
      await note(name, async () => await measure(server, ask, { connections, seconds: options.seconds }));
  await measureSpreading(bench, note);
  yardstick.take();
  const memory = { idle: idle.resident, idle_own: idle.own, peak: most.peak, peak_own: most.own };
  return { operations: found, memory, rsa: yardstick.read(), foreign: used().foreign };
}

type Note = (name: string, work: () => Promise<Measured>) => Promise<void>;

/** From elsewhere to here, from here to elsewhere, and from here to whoever listens. */
async function measureSpreading(
  { server, seed: { seeded }, copy, inboxes, options: { seconds } }: Bench,
  note: Note,
): Promise<void> {
  const posts = Math.round(Math.max(5, seconds * 5));
  await note("ingest", async () => await measureIngest(server, copy, seeded, Math.round(Math.max(100, seconds * 300))));
  await note("fan-out", async () => await measureFanOut(server, inboxes, posts));
  await note("streaming", async () => await measureStreaming(server, seeded.listeners, posts * 2));
}
