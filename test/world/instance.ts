/** Opens one Kith on a database of its own for a test: a copy of a migrated SQLite file, or a PostgreSQL database made from a template. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { defineInstance, type Instance, type InstanceConfig } from "../../src/config.ts";
import type { Kith } from "../../src/kith.ts";
import { openKith, type OpenOptions } from "../../src/open.ts";
import { openDetector } from "../../src/statuses/detector.ts";
import { createDatabase, leaveDatabase } from "./databases.ts";
import "./passwords.ts";

/** What it knows is read once for all. */
const detector = openDetector();

export type TestKith = Kith & AsyncDisposable & { clock: Clock };
export type Clock = { now: () => number; advance(ms: number): void };
export type TestOptions = OpenOptions & { config?: InstanceConfig; clock?: Clock };

/** A clock that stands still but for a millisecond at each look, so that things happen one after another. */
export function makeClock(start = Date.UTC(2026, 5, 1, 12)): Clock {
  let offset = start;
  return {
    now: () => (offset += 1),
    advance: (ms) => {
      offset += ms;
    },
  };
}

/** The same clock as a server has it whose own is wrong by `ms`. */
export const aheadOf = (clock: Clock, ms: number): Clock =>
  ms === 0 ? clock : { now: () => clock.now() + ms, advance: clock.advance };

/**
 * A Kith of `domain` on an empty database. Its worker is not started: `worker.drain()` runs what is due.
 *
 * Closed and removed at the end of its `await using`.
 */
export async function openTestKith(domain = "alpha.test", options: TestOptions = {}): Promise<TestKith> {
  const folder = mkdtempSync(join(tmpdir(), "kith-test-"));
  const clock = options.clock ?? makeClock();
  const database = await createDatabase(inject("template"), folder);
  const instance = defineInstance({
    domain,
    data: folder,
    // Each connection has to learn the tables anew, and a test is too short for that.
    database: database === "sqlite" ? database : { postgres: { primary: database, connections: 4 } },
    registrations: "open",
    log: "off",
    ...options.config,
    limits: { rate: false, ...options.config?.limits },
  });
  const rsa = preparedKeys(inject("keys"));
  const kith = await openKith(instance, {
    now: clock.now,
    makeRsaKey: async () => rsa(),
    detector,
    synchronous: "off",
    ...options,
  });
  const close = async () => {
    await kith.close();
    await leaveDatabase(inject("template"), database);
    rmSync(folder, { recursive: true, force: true });
  };
  return copyOf(kith, { clock, close, [Symbol.asyncDispose]: close });
}

/** With more to it. `instance` is what it is now: copied, it would stay what it was at the start. */
function copyOf<More extends object>(kith: Kith, more: More): Kith & More {
  const copy = Object.assign({ ...kith }, more);
  return Object.defineProperty(copy, "instance", { get: () => kith.instance, enumerable: true });
}

/** Where a second process differs from the first. */
export type Elsewhere = Partial<Pick<Instance, "database" | "data" | "federation">>;

/** A second process of an instance, as it were: another Kith on the same database and data folder (or others), by the same clock. */
export async function openTwin(kith: TestKith, options: OpenOptions, elsewhere: Elsewhere = {}): Promise<TestKith> {
  const rsa = preparedKeys(inject("keys"));
  const { clock, instance } = kith;
  const twin = await openKith(Object.freeze({ ...instance, ...elsewhere }), {
    now: clock.now,
    makeRsaKey: async () => rsa(),
    detector,
    synchronous: "off",
    ...options,
  });
  return copyOf(twin, { clock, [Symbol.asyncDispose]: twin.close });
}

/** Key pairs for strangers: none of them is anybody's on an instance. */
export const strangerKeys = (): (() => { publicKey: string; privateKey: string }) => preparedKeys(inject("stranger_keys"));

/** RSA keys made once for the whole run: making one costs 50 ms and more. */
function preparedKeys(file: string): () => { publicKey: string; privateKey: string } {
  const keys = JSON.parse(readFileSync(file, "utf8")) as { publicKey: string; privateKey: string }[];
  let next = 0;
  return () => keys[next++ % keys.length] as { publicKey: string; privateKey: string };
}
