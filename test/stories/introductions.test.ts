/** Introductions: a friend of both makes two people known to each other; nobody else can, and nobody is bothered with whom they have blocked. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Introducing = StatusJson & { introduction?: { account_ids: string[] } };

const idOf = async (one: Person, other: Person | string) =>
  (await one.finds(typeof other === "string" ? other : other.handle)).id;
const introduces = async (one: Person, people: readonly Person[], comment = "You both sing.") =>
  await one.asks("POST", "/api/kith/v1/introductions", {
    account_ids: await Promise.all(people.map(async (other) => await idOf(one, other))),
    comment,
  });
const introductionsOf = async (one: Person) => await one.api<Introducing[]>("GET", "/api/kith/v1/introductions");

/** Alice is friends with Ann here and Bob there. */
async function gather(world: World) {
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const bob = await world.person("bob@beta.test");
  for (const one of [ann, bob]) {
    await one.follows(alice);
    await alice.follows(one);
  }
  await world.settles();
  return { alice, ann, bob };
}

test("both are told, here and elsewhere, and each befriends the other in one step", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob } = await gather(world);
  expect((await introduces(alice, [ann, bob])).status).toBe(200);
  await world.settles();
  for (const one of [ann, bob]) {
    const told = (await one.notifications()).filter(({ type }) => type === "mention");
    expect(told.map(({ account, status }) => [account.username, (status as Introducing).visibility])).toEqual([
      ["alice", "direct"],
    ]);
    const [introduction] = await introductionsOf(one);
    expect(introduction?.content).toContain("You both sing.");
    const other = introduction?.introduction?.account_ids.find((id) => id !== one.id);
    await one.api("POST", `/api/kith/v1/accounts/${other}/befriend`);
    await world.settles();
  }
  expect(await ann.relationship(bob)).toMatchObject({ friend: true });
  expect(await bob.relationship(ann)).toMatchObject({ friend: true });
  expect(await introductionsOf(alice)).toHaveLength(1);
  expect((await introduces(alice, [bob, ann])).status).toBe(409);
  await world.passes("31 days");
  expect((await introduces(alice, [bob, ann])).status).toBe(200);
});

test("only friends of both introduce them, and not too often", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { rate: true } } });
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const people: Person[] = [];
  for (let n = 0; n < 12; n++) people.push(await world.person(`friend${n}@alpha.test`));
  await ann.follows(alice);
  for (const one of people) await one.follows(alice);
  expect((await introduces(alice, [ann, people[0]!])).status).toBe(404);
  for (const one of [ann, ...people]) await alice.follows(one);
  expect((await introduces(alice, [ann, ann])).status).toBe(422);
  expect((await introduces(alice, [ann, people[0]!], "x".repeat(501))).status).toBe(422);
  const answers: number[] = [];
  for (const one of people) answers.push((await introduces(alice, [ann, one])).status);
  expect(answers).toEqual([...Array<number>(10).fill(200), 429, 429]);
});

test("whoever has blocked the other hears nothing, and who introduces them is not told", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob } = await gather(world);
  await idOf(bob, ann);
  await bob.blocks(ann);
  await world.settles();
  expect((await introduces(alice, [ann, bob])).json()).toEqual({});
  await world.settles();
  for (const one of [ann, bob]) expect((await one.notifications()).filter(({ type }) => type === "mention")).toEqual([]);
});

test("a stranger introduces nobody: what she sends is a message like any other, and what a blocked one is in nothing", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const mallory = await world.stranger("mallory@evil.test");
  const otto = await world.stranger("otto@honest.test");
  await idOf(ann, otto.handle);
  const mention = (uri: string, handle: string) => ({ type: "Mention", href: uri, name: `@${handle}` });
  const note = (words: string) =>
    mallory.note(words, {
      to: [ann.uri, otto.uri],
      cc: [],
      tag: [mention(ann.uri, ann.handle), mention(otto.uri, otto.handle)],
      introduces: [ann.uri, otto.uri],
    });
  const sends = async (words: string) =>
    await mallory.sends("alpha.test", mallory.activity("Create", note(words), { to: [ann.uri, otto.uri] }));
  await sends("Meet Otto");
  await world.settles();
  expect(await introductionsOf(ann)).toEqual([]);
  expect((await ann.notifications()).map(({ type }) => type)).toEqual(["mention"]);
  // Not even to those who know her, of whom they do not want to know.
  await ann.blocks(otto.handle);
  await sends("Meet Otto again");
  await world.settles();
  expect((await ann.notifications()).map(({ type }) => type)).toEqual(["mention"]);
  expect(await introductionsOf(alice)).toEqual([]);
});
