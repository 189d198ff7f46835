/** Whoever blocks a whole server is in nothing together with its people any more, as with each of them: collections, recommendations, introductions. */
import { expect, test } from "vitest";
import { loadBlocked } from "../../src/blocks/hidden.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";
import { adds, make, mayBeFound, shown, within } from "./curators.ts";

const KITH = "/api/kith/v1";
const idOf = async (who: Person, other: Person): Promise<string> => (await who.finds(other.handle)).id;

test("with the people of a server that one has blocked one stands in no collection, shows no recommendation of theirs, and is made known to nobody there", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, carol] = [await world.person("alice@alpha.test"), await world.person("carol@alpha.test")];
  const bob = await world.person("bob@beta.test");
  for (const one of [alice, bob]) await mayBeFound(one);
  for (const [one, other] of [
    [alice, carol],
    [bob, carol],
    [alice, bob],
  ] as const) {
    await one.follows(other);
    await other.follows(one);
  }
  await world.settles();
  const [hers, his] = [await make(alice, { name: "Bakers" }), await make(bob, { name: "Friends" })];
  await adds(alice, hers, await idOf(alice, bob));
  await adds(bob, his, await idOf(bob, alice));
  await bob.api("POST", `${KITH}/accounts/${await idOf(bob, alice)}/recommendations`, { text: "She bakes", relation: "friend" });
  await world.settles();
  const [offered] = await alice.api<{ id: string }[]>("GET", `${KITH}/recommendations`);
  await alice.api("POST", `${KITH}/recommendations/${offered?.id}/accept`);
  await carol.api("POST", `${KITH}/introductions`, { account_ids: [alice.id, await idOf(carol, bob)], comment: "You both bake" });
  await world.settles();
  const together = async () => [
    (await shown(alice, hers.id)).items.length,
    (await within(alice)).map(({ name }) => name),
    (await shown(bob, his.id)).items.length,
    (await alice.api<unknown[]>("GET", `${KITH}/recommendations`)).length,
    (await carol.api<unknown[]>("GET", `${KITH}/accounts/${alice.id}/recommendations`)).length,
    (await alice.notifications()).filter(({ type }) => type === "mention").length,
  ];
  expect(await together()).toEqual([1, ["Friends"], 1, 1, 1, 1]);
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  expect(await together()).toEqual([0, [], 0, 0, 0, 0]);
  // What she has been told in praise is hers again, and so is what she lets others see of it.
  await alice.api("DELETE", "/api/v1/domain_blocks", { domain: "beta.test" });
  expect((await together()).slice(3, 5)).toEqual([1, 1]);
});

test("what one has talked about with the people of a server that one has blocked is put away, and there is a block with them as with each", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const [bob, dan] = [await world.person("bob@beta.test"), await world.person("dan@alpha.test")];
  await alice.follows(bob);
  await world.settles();
  for (const [from, to] of [
    [bob, alice],
    [dan, alice],
  ] as const)
    await from.api("POST", "/api/v1/statuses", { status: `@${to.handle} just between us`, visibility: "direct" });
  await world.settles();
  const talks = async () => [
    (await alice.api<{ accounts: { acct: string }[] }[]>("GET", "/api/v1/conversations")).map(
      ({ accounts }) => accounts[0]?.acct,
    ),
    (await alice.api<unknown[]>("GET", `${KITH}/chats`)).length,
  ];
  expect(await talks()).toEqual([["dan", "bob@beta.test"], 2]);
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  expect(await talks()).toEqual([["dan"], 1]);
  const [bobHere, danHere] = [Number(await idOf(alice, bob)), Number(dan.id)];
  expect(await loadBlocked(world.instance("alpha.test").db, Number(alice.id), [bobHere, danHere])).toEqual(new Set([bobHere]));
});
