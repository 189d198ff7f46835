/**
 * The health of other servers: a breaker for each, kept in `hosts`, so that one that is away costs a probe now and then and holds up nobody.
 *
 * After five failures in a row a host is *failing*: one of the deliveries that wait for it is the next probe, and the others are laid aside; what is new is
 * due with the probe, and laid aside if that is in vain. Every other probe is one that has not failed often: it may be the document that fails, not the host. Probes come after a minute, two, four … an hour. After a week it is *down* and asked four times a
 * day. The first success opens everything again; a signed request from there is a reason to ask at once.
 */
import { sql } from "kysely";
import { parts } from "../../db/lists.ts";
import type { Row, Tx } from "../../db/schema.ts";
import { hash32 } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { holdBack, moveProbe, sendSooner } from "./waiting.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** In a row, until it counts as failing. */
export const FAILURES = 5;
/** ms of failing, until it counts as down. */
export const DOWN = 7 * DAY;
/** ms for which what we remember of a host stands: other processes write about it too. */
const FRESH = MINUTE;
/** ms after a probe in vain for which a sign of life is no reason for another: some can speak and not be spoken to. */
const HEARD = 10 * MINUTE;
const MOST = 10_000;
const BATCH = 500;

type Health = { failures: number; failed_at: number; tried_at: number; paused_until: number; read_at: number };

const cacheOf = (kith: Kith) => kith.cache<Health>("hosts", MOST);

/** What is known of a host; asks the database once a minute at most. */
async function healthOf(kith: Kith, host: string): Promise<Health> {
  const known = cacheOf(kith).get(host);
  if (known !== undefined && known.read_at + FRESH > kith.now()) return known;
  const row = await kith.db.selectFrom("hosts").selectAll().where("host", "=", host).executeTakeFirst();
  return remember(kith, host, row);
}

function remember(
  kith: Kith,
  host: string,
  row: Pick<Row<"hosts">, "failures" | "failed_at" | "updated_at" | "state" | "probe_at"> | undefined,
): Health {
  const health = {
    failures: row?.failures ?? 0,
    failed_at: row?.failed_at ?? 0,
    tried_at: row?.updated_at ?? 0,
    paused_until: row === undefined || row.state === "ok" ? 0 : row.probe_at,
    read_at: kith.now(),
  };
  cacheOf(kith).set(host, health);
  return health;
}

/** Until when (ms) nothing is sent to a host; 0 when something may be. */
export async function pauseOf(kith: Kith, host: string): Promise<number> {
  const { paused_until } = await healthOf(kith, host);
  return paused_until > kith.now() ? paused_until : 0;
}

/** `lately`: it has failed, so that something may wait to be tried again, at the end of its ladder after more than a day. `away`: what is sent to it is a probe. */
export async function troubleOf(kith: Kith, host: string): Promise<"none" | "lately" | "away"> {
  const { failures, failed_at, paused_until } = await healthOf(kith, host);
  if (paused_until > 0) return "away";
  return failures > 0 || failed_at > kith.now() - 2 * DAY ? "lately" : "none";
}

/** The pauses of many hosts, fresh from the database. Those of which nothing is known are left out. */
export async function pausesOf(kith: Kith, hosts: Iterable<string>): Promise<Map<string, number>> {
  const pauses = new Map<string, number>();
  for (const part of parts([...new Set(hosts)], BATCH)) {
    const rows = await kith.db.selectFrom("hosts").select(["host", "state", "probe_at"]).where("host", "in", part).execute();
    for (const { host, state, probe_at } of rows) pauses.set(host, state === "ok" ? 0 : probe_at);
  }
  return pauses;
}

/** Makes rows for servers that something is sent to for the first time. */
export async function insertHosts(tx: Tx, { now }: Kith, hosts: Iterable<string>): Promise<void> {
  for (const part of parts([...hosts], BATCH)) {
    const rows = part.map((host) => ({ ...unknown, host, updated_at: now() }));
    await tx
      .insertInto("hosts")
      .values(rows)
      .onConflict((oc) => oc.doNothing())
      .execute();
  }
}

const unknown = Object.freeze({
  state: "ok" as const,
  failures: 0,
  failed_at: 0,
  probe_at: 0,
  software: "",
  software_due: 0,
  software_failures: 0,
  signature_scheme: "" as const,
});

/** It took something: whatever was held against it is forgotten, and what waited for it goes out. Costs nothing for a host in good health. */
export async function noteSuccess(kith: Kith, host: string): Promise<void> {
  const { failures, paused_until } = await healthOf(kith, host);
  if (failures === 0 && paused_until === 0) return;
  const row = await kith.write(
    async (tx) =>
      await tx
        .updateTable("hosts")
        .set({ state: "ok", failures: 0, probe_at: 0, updated_at: kith.now() })
        .where("host", "=", host)
        .where("state", "<>", "paused")
        .returningAll()
        .executeTakeFirst(),
  );
  if (row === undefined) return;
  remember(kith, host, row);
  if (paused_until > 0) await sendSooner(kith, host);
}

/** It has sent something that it has signed: if nothing reached it for a while, it is asked now whether it is back. Costs nothing for a host in good health. */
export async function noteLife(kith: Kith, host: string): Promise<void> {
  const [{ failures, tried_at, paused_until }, now] = [await healthOf(kith, host), kith.now()];
  if (failures < FAILURES || paused_until <= now || tried_at > now - HEARD) return;
  await kith.write(async (tx, happened) => {
    const row = await tx
      .updateTable("hosts")
      .set({ probe_at: now })
      .where("host", "=", host)
      .where("state", "in", ["failing", "down"])
      .where("probe_at", ">", now)
      .where("updated_at", "<=", now - HEARD)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return;
    // Before the worker wakes.
    remember(kith, host, row);
    await moveProbe(tx, host, { run_at: now, fresh: isFresh(row) });
    happened({ type: "host.heard", host });
  });
}

/** Every other probe is one that has not failed often. */
const isFresh = ({ failures }: Pick<Row<"hosts">, "failures">): boolean => failures % 2 === 1;

/** `until`: when a host may be asked again (ms), 0 for at once. `probed`: what waits for it has one that asks. */
export type Pause = { until: number; probed: boolean };

/** It failed to answer, or answered that it cannot. */
export async function noteFailure(kith: Kith, host: string): Promise<Pause> {
  const row = await kith.write(async (tx) => await countFailure(tx, kith, host));
  const { paused_until: until } = remember(kith, host, row);
  return { until, probed: until > 0 && (await holdBack(kith, host, { until, fresh: isFresh(row) })) };
}

/** It asks to be left alone for a while (`Retry-After`), which is no failure. */
export async function noteRequest(kith: Kith, host: string, until: number): Promise<Pause> {
  const now = kith.now();
  const change = { state: "failing" as const, failed_at: now, probe_at: until, updated_at: now };
  const row = await kith.write(async (tx) => {
    const fresh = { ...unknown, host, ...change };
    return await tx
      .insertInto("hosts")
      .values(fresh)
      .onConflict((oc) => oc.column("host").doUpdateSet(change).where("hosts.state", "<>", "paused"))
      .returningAll()
      .executeTakeFirst();
  });
  if (row === undefined) return { until, probed: true };
  remember(kith, host, row);
  return { until, probed: await holdBack(kith, host, { until, fresh: false }) };
}

/** One more in a row. The row is ours from the first statement on, so what the second writes is built on what it says. */
async function countFailure(tx: Tx, kith: Kith, host: string): Promise<Row<"hosts">> {
  const now = kith.now();
  const row = await tx
    .insertInto("hosts")
    .values({ ...unknown, host, failures: 1, failed_at: now, updated_at: now })
    .onConflict((oc) =>
      oc.column("host").doUpdateSet({
        failures: sql<number>`hosts.failures + 1`,
        failed_at: sql<number>`case when hosts.failures = 0 then ${now} else hosts.failed_at end`,
        updated_at: now,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  if (row.failures < FAILURES || row.state === "paused") return row;
  const state = now - row.failed_at > DOWN ? ("down" as const) : ("failing" as const);
  const probe_at = now + patience(row, state);
  await tx.updateTable("hosts").set({ state, probe_at }).where("host", "=", host).execute();
  return { ...row, state, probe_at };
}

/** ms until the next probe, a quarter of it jitter that differs from host to host. */
export function patience({ host, failures }: Pick<Row<"hosts">, "host" | "failures">, state: "failing" | "down"): number {
  const wait = state === "down" ? 6 * HOUR : Math.min(MINUTE * 2 ** Math.min(failures - FAILURES, 10), HOUR);
  return Math.round(wait * (1 + (hash32(`${host}/${failures}`) % 1000) / 4000));
}

/** What we remember of a host is out of date, or of all of them. */
export const forgetHost = (kith: Kith, { host }: { host: string }): void => void cacheOf(kith).delete(host);
export const forgetHosts = (kith: Kith): void => cacheOf(kith).clear();
