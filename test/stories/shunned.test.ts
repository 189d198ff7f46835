/** Whom one has blocked, muted, or whose server one has blocked, does not come back by a side door: lists of people, introductions, invitations, playlists, notices. */
import { expect, test } from "vitest";
import type { AccountJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { makes } from "./gardeners.ts";
import { holds, inDays } from "./gatherings.ts";

const KITH = "/api/kith/v1";
const names = (accounts: readonly AccountJson[]): string[] => accounts.map(({ username }) => username).sort();
const idOf = async (who: Person, other: Person): Promise<string> => (await who.finds(other.handle)).id;

/** Alice, Bob and Dan are friends, and in a group of Carol's, whom all of them follow. */
async function gather(world: World, domain: string) {
  const [alice, carol] = [await world.person("alice@alpha.test"), await world.person("carol@alpha.test")];
  const [bob, dan] = [await world.person(`bob@${domain}`), await world.person("dan@alpha.test")];
  for (const one of [alice, bob, dan]) await one.follows(carol);
  for (const [one, other] of [
    [alice, bob],
    [bob, dan],
    [alice, dan],
  ] as const) {
    await one.follows(other);
    await other.follows(one);
  }
  const group = await makes(carol);
  for (const one of [alice, bob]) await one.follows("@gardens@alpha.test");
  await world.settles();
  return { alice, bob, carol, dan, group };
}

for (const act of ["blocks", "mutes"] as const)
  test(`who looks at a list of people does not see whom she ${act}, nor is she seen by who blocks her; who looks after a group sees everybody`, async () => {
    await using world = await createWorld("alpha.test");
    const { alice, bob, carol, dan, group } = await gather(world, "alpha.test");
    const followers = async (who: Person) => names(await who.api<AccountJson[]>("GET", `/api/v1/accounts/${carol.id}/followers`));
    const members = async (who: Person) => names(await who.api<AccountJson[]>("GET", `${KITH}/groups/${group.id}/members`));
    expect(await followers(alice)).toEqual(["alice", "bob", "dan"]);
    await alice[act](bob);
    expect(await followers(alice)).toEqual(["alice", "dan"]);
    expect(await members(alice)).toEqual(["alice", "carol"]);
    expect(await followers(bob)).toEqual(act === "blocks" ? ["bob", "dan"] : ["alice", "bob", "dan"]);
    await carol[act](bob);
    expect(await members(carol)).toEqual(["alice", "bob", "carol"]);
    expect(await followers(dan)).toContain(act === "blocks" ? "alice" : "bob");
    // One's own list is whole.
    if (act === "mutes") expect(await followers(carol)).toContain("bob");
  });

test("what somebody has said of others, or invited one to, goes when one blocks them, be they here or elsewhere", async () => {
  for (const domain of ["alpha.test", "beta.test"]) {
    await using world = await createWorld("alpha.test", "beta.test");
    const { alice, bob, dan } = await gather(world, domain);
    const account_ids = [await idOf(bob, alice), await idOf(bob, dan)];
    await bob.api("POST", `${KITH}/introductions`, { account_ids, comment: "You two" });
    await bob.api("POST", `${KITH}/playlists`, { title: "Evenings", visibility: "public" });
    const held = await holds(bob, inDays(world.clock, 3));
    await bob.api("POST", `${KITH}/events/${held.id}/invite`, { account_ids: [await idOf(bob, alice)] });
    await world.settles();
    const bobs = await idOf(alice, bob);
    const seen = async () => ({
      introductions: (await alice.api<unknown[]>("GET", `${KITH}/introductions`)).length,
      events: (await alice.api<unknown[]>("GET", `${KITH}/events?mine=true`)).length,
    });
    expect(await seen()).toEqual({ introductions: 1, events: 1 });
    await alice.mutes(bob);
    expect(await seen()).toEqual({ introductions: 0, events: 0 });
    await alice.unmutes(bob);
    await alice.blocks(bob);
    await world.settles();
    expect(await seen()).toEqual({ introductions: 0, events: 0 });
    expect(await alice.api("GET", `${KITH}/accounts/${bobs}/playlists`)).toEqual([]);
  }
});

test("an invitation into a team is nothing any more when whoever sent it is blocked", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const team = await bob.api<{ id: string }>("POST", `${KITH}/teams`, { username: "club", display_name: "Club" });
  await bob.api("POST", `${KITH}/teams/${team.id}/members`, { account_id: alice.id, role: "writer" });
  expect(await alice.api<unknown[]>("GET", `${KITH}/teams`)).toHaveLength(1);
  await alice.blocks(bob);
  expect(await alice.api<unknown[]>("GET", `${KITH}/teams`)).toEqual([]);
  expect((await alice.asks("POST", `${KITH}/teams/${team.id}/accept`)).status).toBe(404);
  // She may think otherwise of it.
  await alice.unblocks(bob);
  expect((await alice.asks("POST", `${KITH}/teams/${team.id}/accept`)).status).toBe(200);
  await alice.blocks(bob);
  expect(await alice.api<unknown[]>("GET", `${KITH}/teams`)).toHaveLength(1);
});

test("with a blocked server go the notices of its people, and nobody there invites one to anything", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await gather(world, "beta.test");
  await bob.posts("@alice@alpha.test hello");
  await world.settles();
  expect((await alice.notifications()).map(({ account }) => account?.acct)).toContain("bob@beta.test");
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  expect((await alice.notifications()).map(({ account }) => account?.acct)).not.toContain("bob@beta.test");
  const held = await holds(bob, inDays(world.clock, 3));
  await bob.api("POST", `${KITH}/events/${held.id}/invite`, { account_ids: [await idOf(bob, alice)] });
  await world.settles();
  expect(await alice.api("GET", `${KITH}/events?mine=true`)).toEqual([]);
  expect(await alice.api("GET", `${KITH}/calendar`)).toEqual([]);
});
