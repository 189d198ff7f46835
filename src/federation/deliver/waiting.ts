/**
 * What waits for a server: laid aside while that is away but for the next probe, sent when it is back, given up after three days or by an administrator. What takes
 * something back waits for a month: the server has it still, and shows it when it is back.
 */
import { sql } from "kysely";
import { idAt } from "../../ids.ts";
import type { Tx } from "../../db/schema.ts";
import { NEVER } from "../../jobs/leases.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { lanesOf } from "./lanes.ts";

const DAY = 86_400_000;

/** What has not arrived by then is given up. */
export const GIVE_UP = 3 * DAY;
/** The same of what takes something back. */
export const GIVE_UP_TAKING_BACK = 30 * DAY;
/**
 * What is laid aside is due so much later (ms): not before it is given up. To put off until the next probe all that waits would write three days' deliveries
 * anew at each probe of each server that is away; for a million people that is 80 million rows a day (`docs/scale.md`).
 */
export const ASIDE = GIVE_UP + DAY;
const BATCH = 500;

/**
 * So many tries of one thing hold up what the same account says after it, about twenty minutes; then it may be overtaken, for it may never be taken.
 */
export const PATIENT_TRIES = 3;
/** Why something is not tried any more. */
export const TOO_LONG = "the server has been away for too long";
/** Why something is not tried that may not overtake what it is about. */
export const WAITS_FOR_OBJECT = "waits for what it is about";

/**
 * The oldest of what waits is the probe: nothing that its author said before can hold it up. `fresh`: the oldest of what has not failed often and may be
 * tried, if there is any. What is under way comes back by itself; false when there is nothing else.
 */
export async function holdBack(kith: Kith, host: string, { until, fresh }: { until: number; fresh: boolean }): Promise<boolean> {
  await giveUpOld(kith, host);
  const probed = await kith.write(async (tx) => await moveProbe(tx, host, { run_at: until, fresh }));
  await moveWaiting(kith, host, { which: ["<", until], run_at: kith.now() + ASIDE });
  return probed;
}

/** The one that was to be the probe may not be sent yet: another is, now. */
export const probeAnother = async (kith: Kith, host: string): Promise<void> =>
  void (await kith.write(async (tx) => await moveProbe(tx, host, { run_at: kith.now(), fresh: true })));

/** Sets when the probe is sent. False when nothing waits that could be one. */
export async function moveProbe(tx: Tx, host: string, { run_at, fresh }: { run_at: number; fresh: boolean }): Promise<boolean> {
  const oldest = waiting(tx, host).orderBy("id").limit(1);
  const untried = oldest.where("attempts", "<=", PATIENT_TRIES).where("last_error", "<>", WAITS_FOR_OBJECT);
  const probe = (fresh ? await untried.executeTakeFirst() : undefined) ?? (await oldest.executeTakeFirst());
  if (probe === undefined) return false;
  const { numUpdatedRows } = await tx
    .updateTable("deliveries")
    .set({ run_at })
    .where("id", "=", probe.id)
    .where("leased_until", "=", 0)
    .where("done_at", "=", 0)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Sends what waits, now. */
export const sendSooner = async (kith: Kith, host: string): Promise<void> =>
  await moveWaiting(kith, host, { which: [">", kith.now()], run_at: kith.now() });

/** `which`: by when they are due now. Those that are moved must not be among them any more. */
type Moving = { which: readonly ["<" | ">", number]; run_at: number };

/** Puts off, or brings forward, what waits for a host, in short transactions. */
async function moveWaiting(kith: Kith, host: string, { which, run_at }: Moving): Promise<void> {
  for (;;) {
    const moved = await kith.write(async (tx) => {
      const some = waiting(tx, host)
        .where("run_at", ...which)
        .limit(BATCH);
      const result = await tx
        .updateTable("deliveries")
        .set({ run_at })
        .where("id", "in", some)
        .where("leased_until", "=", 0)
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    });
    if (moved < BATCH) return;
  }
}

async function giveUpOld(kith: Kith, host: string): Promise<void> {
  await giveUp(kith, host, { before: idAt(kith.now() - GIVE_UP), why: TOO_LONG, but_taking_back: true });
  await giveUp(kith, host, { before: idAt(kith.now() - GIVE_UP_TAKING_BACK), why: TOO_LONG });
}

/** Ends, in short transactions, what waits for a host and is older than an id. */
async function giveUp(
  kith: Kith,
  host: string,
  { before, why, but_taking_back = false }: { before: number; why: string; but_taking_back?: boolean },
): Promise<void> {
  for (;;) {
    const ended = await kith.write(async (tx) => {
      const old = waiting(tx, host).where("id", "<", before).limit(BATCH);
      const some = but_taking_back ? old.where((eb) => eb.not(eb.exists(takingBack(tx)))) : old;
      const end = { state: "failed" as const, done_at: kith.now(), last_error: why };
      const result = await tx
        .updateTable("deliveries")
        .set(end)
        .where("id", "in", some)
        .where("leased_until", "=", 0)
        .executeTakeFirst();
      return Number(result.numUpdatedRows);
    });
    if (ended < BATCH) return;
  }
}

/** Effects of what an administrator decides. Rows that are under way meanwhile find the pause themselves. */
export const holdWaiting = async (kith: Kith, { host }: KithEventOf<"host.paused">): Promise<void> =>
  await moveWaiting(kith, host, { which: ["<", NEVER], run_at: NEVER });

export const sendWaiting = async (kith: Kith, { host }: KithEventOf<"host.released">): Promise<void> => {
  await sendSooner(kith, host);
  kith.worker.wake("deliveries");
};

export const giveUpWaiting = async (kith: Kith, { host }: KithEventOf<"host.purged">): Promise<void> =>
  await giveUp(kith, host, { before: kith.newId(), why: "given up by an administrator" });

const takingBack = (tx: Tx) =>
  tx
    .selectFrom("documents")
    .select("documents.id")
    .where("documents.id", "=", sql.ref<number>("deliveries.document_id"))
    .where("takes_back", "=", 1);

function waiting(tx: Tx, host: string) {
  const { from, to } = lanesOf(host);
  const some = tx.selectFrom("deliveries").select("id").where("lane", ">=", from).where("lane", "<", to);
  return some.where("done_at", "=", 0).where("leased_until", "=", 0);
}
