/** Processes that share a database: on SQLite they take turns at the file and talk through their supervisor, and everywhere they count limits together. */
import { expect, test } from "vitest";
import { takeQuota } from "../../src/access/limits.ts";
import { ipcSiblings, type Channel } from "../../src/db/ipc-siblings.ts";
import type { Kith } from "../../src/kith.ts";
import type { News } from "../../src/kith-events.ts";
import { openTestKith, openTwin } from "../world/instance.ts";

/** A supervisor's channels, in one process: what one says all others hear, a turn later. */
function makeChannels(): () => Channel {
  const ears: ((news: readonly unknown[]) => void)[] = [];
  return () => {
    let mine: (news: readonly unknown[]) => void = () => undefined;
    return {
      listen: (heard) => void ears.push((mine = heard)),
      send: (news) =>
        setImmediate(() => ears.filter((ear) => ear !== mine).forEach((ear) => ear(JSON.parse(JSON.stringify(news)) as News[]))),
    };
  };
}

/** Two processes of a server, on whatever database the tests run. */
async function openPair() {
  const channels = makeChannels();
  const config = { limits: { rate: true } };
  const one = await openTestKith("alpha.test", { config, siblings: siblings() });
  const two = await openTwin(one, { siblings: siblings() });
  function siblings() {
    return process.env.KITH_TEST_DATABASE === undefined ? ipcSiblings(channels()) : undefined;
  }
  return {
    one,
    two,
    [Symbol.asyncDispose]: async () => {
      await two[Symbol.asyncDispose]();
      await one[Symbol.asyncDispose]();
    },
  };
}

/** How many calls a process lets in before it refuses. */
function letsIn(kith: Kith, name: Parameters<typeof takeQuota>[1], most: number): number {
  for (let count = 0; count < most; count++) if (takeQuota(kith, name, "somebody")?.exceeded === true) return count;
  return most;
}

const knows = (kith: Kith, name: string): number =>
  kith.cache<{ taken: number }>(`limits/${name}`, 50_000).get("somebody")?.taken ?? 0;

test("what one process lets in counts in the other: small limits exactly, great ones to a fiftieth", async () => {
  await using pair = await openPair();
  const { one, two } = pair;
  expect(letsIn(one, "log-in-account", 20)).toBe(20);
  await expect.poll(() => knows(two, "log-in-account")).toBe(20);
  expect(letsIn(two, "log-in-account", 100)).toBe(5);

  expect(letsIn(one, "account", 280)).toBe(280);
  await expect.poll(() => knows(two, "account")).toBeGreaterThan(280 - 300 / 50);
  const rest = letsIn(two, "account", 100);
  expect(rest).toBeGreaterThanOrEqual(20);
  expect(rest).toBeLessThan(20 + 300 / 50);
  // And back: who has let in most is told by the other that it is over.
  await expect.poll(() => knows(one, "account")).toBeGreaterThan(300 - 300 / 50);
  expect(letsIn(one, "account", 100)).toBeLessThan(300 / 50);
});

test("a limit begins anew in both when its time is over", async () => {
  await using pair = await openPair();
  const { one, two } = pair;
  letsIn(one, "log-in-account", 25);
  await expect.poll(() => knows(two, "log-in-account")).toBe(25);
  expect(letsIn(two, "log-in-account", 1)).toBe(0);
  one.clock.advance(3_600_000);
  expect(letsIn(two, "log-in-account", 10)).toBe(10);
});

test("two processes write to one database at the same time, and nothing is lost or refused", async () => {
  await using pair = await openPair();
  const bump = async (kith: Kith) =>
    await kith.write(async (tx) => {
      await tx
        .insertInto("settings")
        .values({ key: "bumps", value: "1" })
        .onConflict((oc) =>
          oc
            .column("key")
            .doUpdateSet((eb) => ({ value: eb.cast<string>(eb(eb.cast<number>("settings.value", "integer"), "+", 1), "text") })),
        )
        .execute();
    });
  const busily = async (kith: Kith) => {
    // One after another, and several at once: groups and single works.
    for (let i = 0; i < 50; i++) await Promise.all([bump(kith), bump(kith), bump(kith)]);
  };
  await Promise.all([busily(pair.one), busily(pair.two)]);
  const row = await pair.one.db.selectFrom("settings").select("value").where("key", "=", "bumps").executeTakeFirst();
  expect(row?.value).toBe("300");
});

test("a row of work that a process held when it died is another's as soon as that is known", async () => {
  await using pair = await openPair();
  const { one, two } = pair;
  const job = {
    kind: "every/merge-words",
    payload: "{}",
    unique_key: "",
    lane: "",
    priority: 1,
    run_at: 0,
    attempts: 1,
    last_error: "",
  };
  const leased_until = one.now() + 60_000;
  await one.write(async (tx) => {
    for (const [id, holder] of [
      [1, "host/1/a"],
      [2, "host/1/ab"],
      [3, "host/2/b"],
    ] as const)
      await tx
        .insertInto("jobs")
        .values({ ...job, id, leased_until, lease: `${holder}/7` })
        .execute();
  });
  await two.worker.inherit("host/1/a");
  const held = await one.db.selectFrom("jobs").select("id").where("leased_until", ">", 0).orderBy("id").execute();
  expect(held.map(({ id }) => id)).toEqual([2, 3]);
});
