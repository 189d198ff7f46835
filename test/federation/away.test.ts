/** What waits for a server that does not answer is written once, however often that is asked again. */
import { expect, test } from "vitest";
import { sql } from "kysely";
import { sendAll } from "../../src/federation/deliver/send.ts";
import type { Kith } from "../../src/kith.ts";
import { getHost } from "../../src/hosts/hosts.ts";
import { dropDelivery, loadWaiting } from "../../src/hosts/queue.ts";
import { addPerson } from "../units/persons.ts";
import { openOutside } from "./outside.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const INBOX = "https://beta.test/inbox";

/** Many say something to one server. */
async function crowd(kith: Kith, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    const { id: account_id } = await addPerson(kith, `person${n}`);
    const activity = { type: "Create", name: String(n) };
    const envelope = { account_id, status_id: null, activity, inboxes: [INBOX], priority: 1 as const };
    await sendAll(kith, [envelope], { row: {} as never, complete: async () => undefined });
  }
}

/** When deliveries that wait are due, by their ids. */
const dues = async (kith: Kith): Promise<Map<number, number>> =>
  new Map(
    (await kith.db.selectFrom("deliveries").select(["id", "run_at"]).where("done_at", "=", 0).execute()).map(({ id, run_at }) => [
      id,
      run_at,
    ]),
  );

async function stateOf(kith: Kith): Promise<Record<string, number>> {
  const { rows } = await sql<{
    state: string;
    count: number;
  }>`select state, count(*) as count from deliveries group by state`.execute(kith.db as never);
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

test("a probe in vain moves the rows of the probe, not the hundred that wait", async () => {
  const { kith, answers, at } = await openOutside();
  answers.set("beta.test", () => ({ status: 503 }));
  await crowd(kith, 0, 40);
  await kith.worker.drain();
  kith.clock.advance(2 * MINUTE);
  await kith.worker.drain();
  for (let probe = 0; probe < 6; probe++) {
    const [before, asked] = [await dues(kith), at("beta.test").length];
    kith.clock.advance(90 * MINUTE);
    await kith.worker.drain();
    const after = await dues(kith);
    expect([...after].filter(([id, run_at]) => before.get(id) !== run_at).length).toBeLessThanOrEqual(8);
    expect(at("beta.test").length).toBeGreaterThan(asked);
  }
  // Those who look are told when the server is asked again.
  const { probe_at } = await getHost(kith.db, "beta.test");
  const shown = await loadWaiting(kith.db, "beta.test", { limit: 40 });
  expect(shown).toHaveLength(40);
  expect(shown.every(({ run_at }) => run_at <= probe_at)).toBe(true);
  answers.clear();
  kith.clock.advance(2 * HOUR);
  await kith.worker.drain();
  expect(await stateOf(kith)).toEqual({ delivered: 40 });
});

test("the server is asked again, too, when an administrator has given up the delivery that was to ask", async () => {
  const { kith, answers } = await openOutside();
  const admin = await addPerson(kith, "wanda");
  answers.set("beta.test", () => ({ status: 503 }));
  await crowd(kith, 0, 12);
  await kith.worker.drain();
  const { probe_at } = await getHost(kith.db, "beta.test");
  for (const [id, run_at] of await dues(kith)) if (run_at <= probe_at) await dropDelivery(kith, admin, "beta.test", id);
  answers.clear();
  kith.clock.advance(2 * HOUR);
  await kith.worker.drain();
  await crowd(kith, 12, 13);
  await kith.worker.drain();
  expect(Object.keys(await stateOf(kith)).filter((state) => state === "pending")).toEqual([]);
});

test("what is laid aside is given up after three days all the same", async () => {
  const { kith, answers } = await openOutside();
  answers.set("beta.test", () => ({ status: 503 }));
  await crowd(kith, 0, 12);
  for (let hours = 0; hours < 96; hours += 4) {
    await kith.worker.drain();
    kith.clock.advance(4 * HOUR);
  }
  expect(await stateOf(kith)).toEqual({ failed: 12 });
});
