/** The order of deliveries, and what their answers tell. */
import { expect, test } from "vitest";
import type { Account } from "../../src/db/schema.ts";
import { laneOf, lanesOf } from "../../src/federation/deliver/lanes.ts";
import { sendAll } from "../../src/federation/deliver/send.ts";
import type { Kith } from "../../src/kith.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, openOutside } from "./outside.ts";

const HOUR = 3_600_000;

/** Writes down `names` as documents of an account, each to one inbox, in this order. */
async function says(kith: Kith, account: Account, letters: readonly (readonly [name: string, inbox: string])[]): Promise<void> {
  const envelopes = letters.map(([name, inbox]) => ({
    account_id: account.id,
    status_id: null,
    activity: { type: "Create", name },
    inboxes: [inbox],
    priority: 1 as const,
  }));
  await sendAll(kith, envelopes, { row: {} as never, complete: async () => undefined });
}

test("what an account says arrives in its order, however long each takes, at shared and personal inboxes", async () => {
  const { kith, at, answers } = await openOutside();
  const alice = await addPerson(kith, "alice");
  // The earlier, the slower.
  let waits = 12;
  answers.set("beta.test", async () => {
    for (let turns = --waits * 3; turns > 0; turns--) await new Promise(setImmediate);
    return { status: 202 };
  });
  const names = Array.from({ length: 12 }, (_, n) => String(n));
  await says(
    kith,
    alice,
    names.map((name, n) => [name, `https://beta.test/${n % 3 === 0 ? "users/bob/" : ""}inbox`]),
  );
  await kith.worker.drain();
  expect(at("beta.test").map(({ name }) => name)).toEqual(names);
});

test("accounts share the lanes of a host, and no more is under way to it than there are lanes", async () => {
  const { kith, at, answers } = await openOutside({ config: { limits: { deliveries_per_host: 3 } } });
  const people = [];
  for (let n = 0; n < 12; n++) people.push(await addPerson(kith, `person${n}`));
  let [now, most] = [0, 0];
  answers.set("beta.test", async () => {
    most = Math.max(most, ++now);
    for (let turns = 20; turns > 0; turns--) await new Promise(setImmediate);
    now--;
    return { status: 202 };
  });
  for (const person of people)
    await says(
      kith,
      person,
      ["a", "b"].map((name) => [name, "https://beta.test/inbox"]),
    );
  await kith.worker.drain();
  expect(at("beta.test")).toHaveLength(24);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(3);
});

test("a host's lanes are told from those of hosts with similar names", () => {
  const instance = { limits: { deliveries_per_host: 32 } } as Kith["instance"];
  const { from, to } = lanesOf("beta.test");
  const within = (host: string) => {
    const lanes = Array.from({ length: 100 }, (_, id) => laneOf({ instance }, host, id));
    return lanes.filter((lane) => lane >= from && lane < to).length;
  };
  expect(within("beta.test")).toBe(100);
  for (const host of ["beta.test:8080", "beta.test.evil.test", "beta.test-2", "a.beta.test", "beta.tes"])
    expect(within(host)).toBe(0);
});

test("an inbox that is gone has its account asked after, which may be gone too; a shared one and a 404 have not", async () => {
  const { kith, answers, pages } = await openOutside();
  const alice = await addPerson(kith, "alice");
  const [bob, bert] = [await addRemote(kith, "bob@beta.test"), await addRemote(kith, "bert@gamma.test")];
  pages.set(bob.uri, { status: 410 });
  pages.set(bert.uri, { status: 410 });
  answers.set("beta.test", () => ({ status: 410 }));
  answers.set("gamma.test", () => ({ status: 404 }));
  const gone = async (account: Account) =>
    (await kith.db.selectFrom("accounts").select("deleted_at").where("id", "=", account.id).executeTakeFirstOrThrow())
      .deleted_at > 0;
  const tell = async (inbox: string) => {
    kith.clock.advance(2 * HOUR);
    await says(kith, alice, [["hello", inbox]]);
    await kith.worker.drain();
  };
  await tell(bob.shared_inbox_url);
  await tell(bert.inbox_url);
  expect([await gone(bob), await gone(bert)]).toEqual([false, false]);
  await tell(bob.inbox_url);
  expect([await gone(bob), await gone(bert)]).toEqual([true, false]);
});
