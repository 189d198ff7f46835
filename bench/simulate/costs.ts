/**
 * What things cost: CPU from the newest results of `npm run bench` that are kept, bytes of rows as they were weighed, prices as one finds them.
 *
 * CPU is that of one core of a machine that signs 3,500 times a second with RSA-2048 (0.28 ms): results of other machines are scaled by their own.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Cpu = Record<"ingest" | "delivery" | "post" | "home_entry" | "request" | "fetch" | "thumbnail" | "move", number>;

const RSA = 0.28;
/** What the benchmark takes in goes into so many homes, which are counted here by themselves. */
const READERS = 30;
const RESULTS = join(import.meta.dirname, "../results");

/** ms; `source` for what is not measured by a kept result. */
const DEFAULTS: Cpu = Object.freeze({
  ingest: 0.67,
  delivery: 0.55,
  post: 1.1,
  home_entry: 0.03,
  /** The mean of what apps ask, see `MIX`. */
  request: 0.5,
  /** Another server reads an actor or a status. */
  fetch: 0.15,
  /** A picture of somebody here, in its small version: sharp, libvips. */
  thumbnail: 60,
  /** Putting off a row that waits. */
  move: 0.012,
});

/** What apps ask, by the names of the benchmark's operations. */
const MIX: Readonly<Record<string, number>> = Object.freeze({
  home: 0.35,
  notifications: 0.2,
  account: 0.1,
  context: 0.05,
  status: 0.1,
  relationships: 0.15,
  public: 0.03,
  search: 0.02,
});

/** Rows with their share of all indexes, in bytes. On SQLite, weighed with dbstat on a network of 20,000 statuses, and 100,000 rows of each queue. */
export const BYTES = Object.freeze({
  /** With its tags, mentions, conversation, and its words in the index of searches. */
  status: 1050,
  /** No words. */
  reblog: 520,
  account: 1320,
  media: 323,
  favourite: 146,
  follow: 234,
  notification: 213,
  home_entry: 50,
  delivery: 195,
  delivery_waiting: 308,
  document: 4160,
  inbox: 358,
  card: 900,
  remote_file: 330,
  receipt_totals: 30,
  user: 2600,
});
/** The same rows in PostgreSQL: 24 bytes of head for each row and 8 for each entry of an index, and pages that are not full. */
export const POSTGRES_BYTES = 1.5;
/** CPU of Kith and PostgreSQL together, where SQLite takes 1. */
export const POSTGRES_CPU = 2.2;
/** Bytes on the wire: of one delivery with its head, of an activity that comes in, of an API's answer (compressed). */
export const WIRE = Object.freeze({ delivery: 4500, ingest: 4500, request: 6000, fetch: 2500 });

export type Prices = { core: number; disk: number; media: number; traffic: number };
/** In euros: a core with 4 GB and its share of a machine a month; a GB of disk for the database, and of a store for media, a month; a GB sent. */
export const PRICES: Prices = Object.freeze({ core: 9, disk: 0.08, media: 0.01, traffic: 0.001 });

/** When the defaults were measured: what was kept before is of an older Kith. */
const MEASURED = "2026-11-22T10:00";
/** Smaller networks flatter. */
const LEAST = 100_000;

type Kept = {
  at: string;
  parameters: { statuses: number };
  engine: string;
  rsa: number;
  operations: Record<string, { connections: number; cpu: number; per_second: number }[]>;
};

/** @returns ms by kind, and which of them come from which result */
export function readCpu(folder = RESULTS): { cpu: Cpu; from: Partial<Record<keyof Cpu, string>> } {
  const newest = newestOf(folder);
  const of = (name: string): number | undefined => newest.get(name)?.cpu;
  const asked = Object.entries(MIX).flatMap(([name, share]) =>
    of(name) === undefined ? [] : [{ share, cpu: of(name) as number }],
  );
  const shares = asked.reduce((sum, { share }) => sum + share, 0);
  const request = shares < 0.8 ? undefined : asked.reduce((sum, { share, cpu }) => sum + share * cpu, 0) / shares;
  const ingest = of("ingest");
  const read: Partial<Record<keyof Cpu, number | undefined>> = {
    ingest: ingest === undefined ? undefined : Math.max(DEFAULTS.ingest, ingest - READERS * DEFAULTS.home_entry),
    delivery: of("fan-out"),
    post: of("post"),
    fetch: of("actor"),
    request,
  };
  const found = Object.entries(read).flatMap(([kind, value]) => (value === undefined ? [] : [[kind, value] as const]));
  const at = (kind: string): string =>
    newest.get({ delivery: "fan-out", fetch: "actor", request: "home" }[kind] ?? kind)?.at ?? "";
  return {
    cpu: { ...DEFAULTS, ...Object.fromEntries(found) },
    from: Object.fromEntries(found.map(([kind]) => [kind, at(kind)])),
  };
}

/** The newest measurement on SQLite of each operation, of the largest number of connections; scaled to the machine of the defaults. */
function newestOf(folder: string): Map<string, { cpu: number; at: string }> {
  const newest = new Map<string, { cpu: number; at: string }>();
  const kept = namesIn(folder).flatMap((name) => read(join(folder, name)));
  for (const { at, engine, rsa, parameters, operations } of kept.sort((one, other) => one.at.localeCompare(other.at)))
    if (engine === "sqlite" && rsa > 0 && at > MEASURED && parameters.statuses >= LEAST)
      for (const [name, measured] of Object.entries(operations)) {
        const cpu = measured.at(-1)?.cpu;
        if (cpu !== undefined && cpu > 0) newest.set(name, { cpu: cpu * (RSA / rsa), at });
      }
  return newest;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}

function read(file: string): Kept[] {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Partial<Kept>;
    return kept.operations === undefined || kept.at === undefined || kept.parameters === undefined ? [] : [kept as Kept];
  } catch {
    return [];
  }
}
