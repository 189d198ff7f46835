/** Lists: whose posts they show, which answers, what exclusive ones keep out of the home, and what becomes of them when follows end. */
import { expect, test } from "vitest";
import { MOST_LISTS } from "../../src/lists/lists.ts";
import type { AccountJson, StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type List = { id: string; title: string; replies_policy: string; exclusive: boolean };

const at = "/api/v1/lists";
const text = ({ content, reblog }: StatusJson): string => (reblog ?? { content }).content.replace(/<[^>]*>/g, "");
const makes = async (who: Person, body: object): Promise<List> => await who.api<List>("POST", at, body);
const puts = async (who: Person, { id }: List, ...members: (Person | AccountJson)[]): Promise<unknown> =>
  await who.api("POST", `${at}/${id}/accounts`, { account_ids: await idsFor(who, members) });
const takes = async (who: Person, { id }: List, ...members: (Person | AccountJson)[]): Promise<unknown> =>
  await who.api("DELETE", `${at}/${id}/accounts`, { account_ids: await idsFor(who, members) });
const changes = async (who: Person, { id }: List, body: object): Promise<List> => await who.api<List>("PUT", `${at}/${id}`, body);
const shows = async (who: Person, { id }: List): Promise<string[]> =>
  (await who.api<StatusJson[]>("GET", `/api/v1/timelines/list/${id}`)).map(text);
const homeOf = async (who: Person): Promise<string[]> => (await who.home()).map(text);
const members = async (who: Person, { id }: List, query = ""): Promise<string[]> =>
  (await who.api<AccountJson[]>("GET", `${at}/${id}/accounts${query}`)).map(({ acct }) => acct);
const status = async (who: Person, method: string, path: string, body?: object): Promise<number> =>
  (await who.asks(method, path, body)).status;

async function idsFor(who: Person, all: (Person | AccountJson)[]): Promise<string[]> {
  const ids: string[] = [];
  for (const one of all) ids.push("handle" in one ? (await who.finds(one.handle)).id : one.id);
  return ids;
}

/** Alice follows bob (here) and carol (elsewhere), not dan. */
async function cast(world: World) {
  const alice = await world.person("alice@alpha.test");
  const [bob, dan] = [await world.person("bob@alpha.test"), await world.person("dan@alpha.test")];
  const carol = await world.person("carol@beta.test");
  await alice.follows(bob);
  await alice.follows(carol);
  await world.settles();
  return { alice, bob, carol, dan };
}

test("the three policies of replies", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, carol, dan } = await cast(world);
  const eve = await world.person("eve@alpha.test");
  await alice.follows(eve);
  await carol.follows(bob);
  await world.settles();
  const list = await makes(alice, { title: "Friends" });
  expect(list).toMatchObject({ title: "Friends", replies_policy: "list", exclusive: false });
  await puts(alice, list, bob, carol);
  const first = await bob.posts("bobs own");
  await bob.replies(first, "bob to himself");
  await bob.replies(await alice.posts("alices own"), "@alice bob to alice");
  await bob.replies(await eve.posts("eves own"), "@eve bob to eve");
  await bob.replies(await dan.posts("dans own"), "@dan bob to dan");
  await world.settles();
  const copy = await carol.sees(first);
  if (copy === undefined) throw new Error("carol does not see bob's post");
  await carol.replies(copy, "@bob@alpha.test carol to bob");
  await world.settles();
  const [own, self, mine, followed, within] = [
    "bobs own",
    "bob to himself",
    "@alice bob to alice",
    "@eve bob to eve",
    "@bob carol to bob",
  ];
  const seen = async () => (await shows(alice, list)).toReversed().map((said) => said.replace("@bob@alpha.test", "@bob"));
  expect(await seen()).toEqual([own, self, mine, within]);
  await changes(alice, list, { replies_policy: "followed" });
  expect(await seen()).toEqual([own, self, mine, followed, within]);
  await changes(alice, list, { replies_policy: "none" });
  expect(await seen()).toEqual([own, self]);
  // The home knows no such rule.
  expect(await homeOf(alice)).toEqual(expect.arrayContaining([followed, own]));
  expect(await homeOf(alice)).not.toContain("@dan bob to dan");
});

test("exclusive lists keep their members out of the home, as long as they are exclusive and have them", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, carol, dan } = await cast(world);
  await bob.posts("bob before");
  const [loud, also] = [await makes(alice, { title: "Loud", exclusive: true }), await makes(alice, { title: "Also" })];
  await puts(alice, loud, bob, carol);
  await puts(alice, also, bob);
  await bob.posts("bob after");
  await bob.boosts(await dan.posts("dans, boosted"));
  await carol.posts("carol after");
  await world.settles();
  const all = ["carol after", "dans, boosted", "bob after", "bob before"];
  const bobs = all.slice(1);
  expect(await homeOf(alice)).toEqual([]);
  expect(await shows(alice, loud)).toEqual(all);
  expect(await shows(alice, also)).toEqual(bobs);
  // Of several lists one that is exclusive is enough; without it the home shows all of it again.
  await takes(alice, loud, bob);
  expect([await homeOf(alice), await shows(alice, loud), await shows(alice, also)]).toEqual([bobs, ["carol after"], bobs]);
  await changes(alice, loud, { exclusive: false });
  expect(await homeOf(alice)).toEqual(all);
  await changes(alice, loud, { exclusive: true });
  expect(await homeOf(alice)).toEqual(bobs);
  await alice.api("DELETE", `${at}/${loud.id}`);
  expect(await homeOf(alice)).toEqual(all);
  expect(await status(alice, "GET", `/api/v1/timelines/list/${loud.id}`)).toBe(404);
});

test("who is followed no more leaves the lists; who is followed anew is put back by hand", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, carol } = await cast(world);
  const [one, two] = [await makes(alice, { title: "One" }), await makes(alice, { title: "Two" })];
  for (const list of [one, two]) await puts(alice, list, bob, carol);
  expect(await members(alice, one)).toEqual(expect.arrayContaining(["bob", "carol@beta.test"]));
  const held = await alice.api<List[]>("GET", `/api/v1/accounts/${bob.id}/lists`);
  expect(held.map(({ title }) => title)).toEqual(["One", "Two"]);
  await bob.posts("bobs");
  await carol.posts("carols");
  await world.settles();
  await alice.unfollows(bob);
  await world.settles();
  for (const list of [one, two]) {
    expect(await members(alice, list)).toEqual(["carol@beta.test"]);
    expect(await shows(alice, list)).toEqual(["carols"]);
  }
  await alice.follows(bob);
  await world.settles();
  expect(await members(alice, one)).toEqual(["carol@beta.test"]);
  await puts(alice, one, bob);
  // What a follow has brought back into the home is in the list as well.
  expect(await shows(alice, one)).toEqual(["carols", "bobs"]);
  // Who refuses a follower, or blocks, leaves their lists too.
  await carol.blocks(await carol.finds(alice.handle));
  await world.settles();
  expect(await members(alice, one)).toEqual(["bob"]);
  await alice.blocks(bob);
  expect(await members(alice, one)).toEqual([]);
});

test("lists have limits, and belong to their owner", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, dan } = await cast(world);
  for (const body of [{}, { title: " " }, { title: "x".repeat(257) }, { title: "x", replies_policy: "some" }])
    expect(await status(alice, "POST", at, body)).toBe(422);
  const list = await makes(alice, { title: "Mine", replies_policy: "none", exclusive: true });
  const path = `${at}/${list.id}`;
  expect(await status(alice, "PUT", path, { title: "" })).toBe(422);
  expect(await status(alice, "PUT", path, { replies_policy: "some" })).toBe(422);
  expect(await changes(alice, list, {})).toEqual(list);
  expect(await changes(alice, list, { title: "Ours" })).toEqual({ ...list, title: "Ours" });
  // Of one who is not followed nothing can be shown; all are added, or none.
  expect(await status(alice, "POST", `${path}/accounts`, { account_ids: [bob.id, dan.id] })).toBe(404);
  expect(await members(alice, list)).toEqual([]);
  await puts(alice, list, bob);
  expect(await status(alice, "POST", `${path}/accounts`, { account_ids: [bob.id] })).toBe(422);
  expect(await status(alice, "DELETE", `${path}/accounts`, { account_ids: [dan.id] })).toBe(200);
  expect(await members(alice, list, "?limit=0")).toEqual(["bob"]);
  for (const [method, where, body] of [
    ["GET", path],
    ["PUT", path, { title: "Theirs" }],
    ["DELETE", path],
    ["GET", `${path}/accounts`],
    ["POST", `${path}/accounts`, { account_ids: [alice.id] }],
    ["DELETE", `${path}/accounts`, { account_ids: [bob.id] }],
    ["GET", `/api/v1/timelines/list/${list.id}`],
    ["GET", `${at}/1`],
    ["GET", `${at}/nothing`],
  ] as const)
    expect([method, where, await status(dan, method, where, body)]).toEqual([method, where, 404]);
  await world.instance("alpha.test").write(async (tx) => {
    const { id: _, ...row } = await tx.selectFrom("lists").selectAll().executeTakeFirstOrThrow();
    for (let i = 1; i < MOST_LISTS; i++)
      await tx
        .insertInto("lists")
        .values({ ...row, id: i })
        .execute();
  });
  expect(await status(alice, "POST", at, { title: "One too many" })).toBe(422);
});
