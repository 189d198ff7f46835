/** Copies of the database answer for timelines: late by seconds at most, never for who has just written, and not at all when they are away. */
import { expect, inject, test } from "vitest";
import { defineInstance } from "../../src/config.ts";
import { canStandBy, openPair } from "../world/standby.ts";
import { createWorld } from "../world/world.ts";
import type { Person } from "../world/person.ts";

const withCopies = test.runIf("postgres" in inject("template") && canStandBy());

const newest = async (who: Person): Promise<string | undefined> => (await who.home())[0]?.content;

withCopies(
  "a timeline may come from a copy; who writes sees it at once; a copy that stays behind or goes away is left out",
  async () => {
    await using pair = await openPair();
    const database = { postgres: { primary: pair.primary, replicas: [pair.standby] } };
    await using world = await createWorld({ domain: "alpha.test", config: { database } });
    const kith = world.instance("alpha.test");
    const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
    await bob.follows(alice);
    await alice.posts("old");
    await world.settles();
    const inStep = async (who: Person) => await expect.poll(() => kith.replicas?.pick(Number(who.id))).toBeDefined();
    await inStep(bob);
    await inStep(alice);

    await pair.asks("select pg_wal_replay_pause()");
    await inStep(bob);
    await alice.posts("new");
    expect(await newest(alice), "who has written reads from the database").toBe("<p>new</p>");
    expect(await newest(bob), "others from the copy").toBe("<p>old</p>");
    await expect
      .poll(async () => await newest(bob), { message: "but not for long", timeout: 12_000, interval: 200 })
      .toBe("<p>new</p>");
    expect(kith.replicas?.pick(0)).toBeUndefined();

    await pair.asks("select pg_wal_replay_resume()");
    await inStep(bob);
    await inStep(alice);
    await pair.stopStandby();
    await alice.posts("without a copy");
    expect(await newest(bob)).toBe("<p>without a copy</p>");
    await expect.poll(() => kith.replicas?.pick(0)).toBeUndefined();
  },
  90_000,
);

withCopies("a database that follows none is no copy, and is not read from", async () => {
  const template = inject("template");
  const other = "postgres" in template ? template.postgres : "";
  const warnings: unknown[] = [];
  const { openDatabase } = await import("../../src/db/open.ts");
  const { makeGate } = await import("../../src/db/write.ts");
  const database = await openDatabase({
    database: other,
    replicas: [other],
    folder: "",
    guard: makeGate().guard,
    warn: (message, { error }) => warnings.push([message, String(error)]),
  });
  await expect.poll(() => warnings).toEqual([["a replica is not read from: {error}", "Error: it is no replica"]]);
  expect(database.replicas?.pick(0)).toBeUndefined();
  await database.close();
});

test("the configuration names copies beside the database", () => {
  const [primary, copy] = ["postgres://a/kith", "postgres://b/kith"];
  expect(defineInstance({ database: { postgres: { primary, replicas: [copy] } } })).toMatchObject({
    database: primary,
    replicas: [copy],
  });
  expect(defineInstance({ database: { postgres: primary } })).toMatchObject({ database: primary, replicas: [] });
  expect(() => defineInstance({ database: { postgres: { primary: "mysql://a", replicas: [] } } })).toThrow(
    /"database.postgres.primary" is wrong: must be a postgres:\/\/ address/,
  );
});
