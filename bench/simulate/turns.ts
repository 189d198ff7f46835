/** What can be turned: the settings of an instance that matter at size; and how upkeep and the breaker of servers worked before this simulation. */
import type { InstanceConfig } from "../../src/config.ts";
import { DEFAULTS } from "./rules.ts";

export type Turns = {
  engine: "sqlite" | "postgres";
  /** Processes that deliver. */
  workers: number;
  /** `limits.deliveries` and `limits.deliveries_per_host`. */
  deliveries: number;
  per_host: number;
  cache_bytes: number;
  /** Days after which threads from elsewhere go that nobody here had to do with (`limits.database_bytes` is reached by then); Infinity: never. */
  prunes: number;
  /** How many documents upkeep forgets in an hour at most. */
  forgets: number;
  /** What a probe in vain puts off: all that waits for the server, or what has come since the probe before. */
  moves: "all" | "new";
};

/** As Kith comes. */
export const UNTURNED: Turns = Object.freeze({
  engine: "sqlite",
  workers: 1,
  deliveries: DEFAULTS.limits.deliveries,
  per_host: DEFAULTS.limits.deliveries_per_host,
  cache_bytes: DEFAULTS.media.cache_bytes,
  prunes: Infinity,
  forgets: Infinity,
  moves: "new",
});

/** As Kith was before a year had been simulated. */
export const BEFORE: Turns = Object.freeze({ ...UNTURNED, forgets: 10_000, moves: "all" });

export type Size = { people: number; turned: Turns; config: InstanceConfig };

/** What `docs/scale.md` advises for each size; `turned` is what the configuration means for the simulation. */
export const SIZES: readonly Size[] = [
  turn(1000, 180, { limits: { database_bytes: 25e9 } }),
  turn(100_000, 90, {
    media: { store: S3(), cache_bytes: 50e9 },
    limits: { deliveries: 256, deliveries_per_host: 6, database_bytes: 150e9 },
  }),
  turn(1_000_000, 60, {
    database: { postgres: { primary: "postgres://kith:…@db1/kith", replicas: ["postgres://kith:…@db2/kith"] } },
    processes: { web: 4, worker: 4 },
    media: { store: S3(), cache_bytes: 500e9 },
    limits: { deliveries: 256, deliveries_per_host: 12, database_bytes: 650e9 },
  }),
];

function S3() {
  return {
    endpoint: "https://s3.example",
    bucket: "kith",
    access_key: "…",
    secret_key: "…",
    public_url: "https://media.example.org",
  };
}

function turn(people: number, prunes: number, config: InstanceConfig): Size {
  const { limits, media } = config;
  const turned: Turns = {
    ...UNTURNED,
    engine: config.database === undefined || config.database === "sqlite" ? "sqlite" : "postgres",
    workers: config.processes?.worker ?? UNTURNED.workers,
    deliveries: limits?.deliveries ?? UNTURNED.deliveries,
    per_host: limits?.deliveries_per_host ?? UNTURNED.per_host,
    cache_bytes: media?.cache_bytes ?? UNTURNED.cache_bytes,
    prunes,
  };
  return { people, turned, config };
}
