/** Somebody moves, thinks better of it, and moves back: their followers come along both ways, whoever was away meanwhile, too, and lose nothing by it. */
import { expect, test } from "vitest";
import { makeSurfer } from "../web/site.ts";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

const MOVING = "/settings/moving";

async function browser(world: World, who: Person) {
  const domain = who.handle.split("@")[1]!;
  const surfer = makeSurfer(world.visitor(domain), world.instance(domain).instance.origin);
  await surfer.signsIn(who.username);
  return {
    names: async (alias: string) => (await surfer.send(`${MOVING}/alias`, { alias }, { from: MOVING })).status,
    moves: async (target: string) =>
      (await surfer.send(`${MOVING}/away`, { target, current_password: PASSWORD }, { from: MOVING })).status,
    returns: async () => (await surfer.send(`${MOVING}/back`, {}, { from: MOVING })).status,
    page: async () => (await surfer.get(MOVING)).text,
  };
}

test("there and back again within a week, with everybody who follows, and with what they have set", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const [alice, anna] = [await world.person("alice@alpha.test"), await world.person("anna@alpha.test")];
  const [again, bob] = [await world.person("alice@beta.test"), await world.person("bob@beta.test")];
  const carol = await world.person("carol@gamma.test");
  for (const one of [anna, bob, carol]) await one.follows(alice.handle);
  await world.settles();
  const { id } = await carol.finds(alice.handle);
  await carol.api("POST", `/api/v1/accounts/${id}/follow`, { reblogs: false, notify: true, languages: ["de"] });
  const [old, fresh] = [await browser(world, alice), await browser(world, again)];
  expect(await fresh.names(alice.handle)).toBe(303);
  await world.settles();
  expect(await old.moves(again.handle)).toBe(303);
  await world.passes("1 minute");
  const following = async () => {
    const both: string[] = [];
    for (const who of [anna, bob, carol])
      for (const whom of [alice, again])
        if ((await who.relationship(whom.handle)).following) both.push(`${who.username} ${whom.handle}`);
    return both;
  };
  const there = ["anna alice@beta.test", "bob alice@beta.test", "carol alice@beta.test"];
  expect(await following()).toEqual(there);
  // Home again: nobody comes along by that alone.
  expect(await old.returns()).toBe(303);
  await world.passes("1 minute");
  expect(await following()).toEqual(there);
  expect((await bob.finds(alice.handle)) as { moved?: unknown }).not.toHaveProperty("moved.username");
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "Here again" })).status).toBe(200);
  // The new account moves to the old one as to any other, with the old one's word; gamma is away and learns it later.
  expect(await fresh.moves(alice.handle)).toBe(422);
  expect(await old.names(again.handle)).toBe(303);
  await world.settles();
  await world.down("gamma.test");
  expect(await fresh.moves(alice.handle)).toBe(303);
  await world.passes("1 hour");
  await world.up("gamma.test");
  await world.passes("1 day");
  await world.passes("1 day");
  expect(await following()).toEqual(["anna alice@alpha.test", "bob alice@alpha.test", "carol alice@alpha.test"]);
  expect(await carol.relationship(alice.handle)).toMatchObject({ showing_reblogs: false, notifying: true, languages: ["de"] });
  // And not away once more within the month.
  expect(await old.moves(again.handle)).toBe(422);
  const post = await alice.posts("Home for good");
  await world.settles();
  for (const who of [anna, bob, carol]) expect((await who.home()).map(({ uri }) => uri)).toContain(post.uri);
});
