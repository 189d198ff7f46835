/** Where the authors of statuses have moved to is said with their statuses, and costs no more queries for many than for one. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

/** Writes down that somebody has moved, and whether the other account says so, too. */
async function moves(world: World, from: Person, to: Person, linked = true): Promise<void> {
  await world.instance("alpha.test").write(async (tx) => {
    await tx.updateTable("accounts").set({ moved_to_uri: to.uri }).where("uri", "=", from.uri).execute();
    if (!linked) return;
    const also_known_as = JSON.stringify([from.uri]) as never;
    await tx.updateTable("accounts").set({ also_known_as }).where("uri", "=", to.uri).execute();
  });
}

test("statuses, boosts, quotes, conversations and notifications show where their authors went", async () => {
  await using world = await createWorld("alpha.test");
  const person = async (name: string) => await world.person(`${name}@alpha.test`);
  const alice = await person("alice");
  const [old, fresh, liar] = [await person("old"), await person("fresh"), await person("liar")];
  for (const who of [old, liar]) await alice.follows(who);
  const post = await old.posts("Before I go");
  await liar.posts("Look there");
  await alice.boosts(post);
  await old.posts("@alice Goodbye", { visibility: "direct" });
  await world.settles();
  await moves(world, old, fresh);
  await moves(world, liar, alice, false);
  type Shown = StatusJson & { account: { acct: string; moved?: { acct: string } }; reblog: Shown | null };
  const own = await alice.api<Shown[]>("GET", `/api/v1/accounts/${alice.id}/statuses`);
  const home = [...((await alice.home()) as Shown[]), ...own];
  const of = home.flatMap(({ account, reblog }) => [account, ...(reblog === null ? [] : [reblog.account])]);
  expect(new Set(of.map(({ acct, moved }) => `${acct} ${moved?.acct}`))).toEqual(
    new Set(["old fresh", "liar undefined", "alice undefined"]),
  );
  expect(await alice.sees(post)).toMatchObject({ account: { moved: { acct: "fresh" } } });
  const moved = { moved: { acct: "fresh" } };
  expect(await alice.api("GET", "/api/v1/conversations")).toMatchObject([{ accounts: [moved], last_status: { account: moved } }]);
  expect(await alice.notifications()).toMatchObject([{ account: moved, status: { account: moved } }]);
  expect(await alice.api("GET", "/api/v2/notifications")).toMatchObject({ accounts: [moved], statuses: [{ account: moved }] });
  expect(await alice.api("GET", "/api/v1/accounts/search?q=old")).toMatchObject([{ acct: "old", ...moved }]);
});

test("many who have moved cost what one costs", async () => {
  await using world = await createWorld("alpha.test");
  const reader = await world.person("reader@alpha.test");
  for (let i = 0; i < 8; i++) {
    const [from, to] = [await world.person(`from${i}@alpha.test`), await world.person(`to${i}@alpha.test`)];
    await reader.follows(from);
    for (let n = 0; n < 2; n++) await from.posts(`Post ${n}`);
    await moves(world, from, to);
  }
  await world.settles();
  const counter = world.counter("alpha.test");
  const home = async (limit: number) => {
    await reader.home(`?limit=${limit}`);
    return await counter.during(async () => expect((await reader.home(`?limit=${limit}`)).length).toBe(limit));
  };
  expect(await home(16)).toBe(await home(1));
});
