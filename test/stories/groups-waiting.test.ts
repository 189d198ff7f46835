/** Groups on another Kith that look at first posts: until one is let in, it is for its author alone. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, homeOf, makes, plain, told } from "./gardeners.ts";

type Waiting = StatusJson & { waiting_for?: { account: { acct: string }; state: string; reason: string } };

/** Ann's gardens on alpha look first. Bob, Ben and Bea on beta are in them; Bea there and Eve on alpha follow both. */
async function gather(world: World, options: Record<string, unknown> = {}) {
  const [ann, eve] = [await world.person("ann@alpha.test"), await world.person("eve@alpha.test")];
  const [bob, ben, bea] = [
    await world.person("bob@beta.test"),
    await world.person("ben@beta.test"),
    await world.person("bea@beta.test"),
  ];
  const gardens = await makes(ann, { approve_first: true, ...options });
  for (const who of [bob, ben, bea]) await who.follows("@gardens@alpha.test");
  for (const who of [bea, eve]) for (const author of [bob, ben]) await who.follows(author);
  await world.settles();
  return { ann, eve, bob, ben, bea, gardens };
}

const waitsFor = async (who: Person, status: StatusJson) => ((await who.looksAt(status)) as Waiting | undefined)?.waiting_for;
const queue = async (ann: Person, { id }: { id: string }) =>
  await ann.api<{ id: string; content: string }[]>("GET", `/api/kith/v1/groups/${id}/waiting`);

async function isSeenByNobody(world: World, status: StatusJson, others: readonly Person[]): Promise<void> {
  for (const who of others) {
    expect(await who.home()).toEqual([]);
    expect(await who.sees(status)).toBeUndefined();
    expect(await who.publicTimeline()).toEqual([]);
    expect(await who.profile("@bob@beta.test")).toEqual([]);
  }
  for (const accept of ["text/html", "application/activity+json"])
    expect((await world.visitor("beta.test")("GET", new URL(status.uri).pathname, { headers: { accept } })).status).not.toBe(200);
}

test("a first post waits for its group, seen by its author and the moderators; then it is everywhere; strangers let nothing in", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, eve, bob, ben, bea, gardens } = await gather(world);
  const tulips = (await bob.posts("@gardens@alpha.test @bea@beta.test Tulips")) as Waiting;
  expect(tulips).toMatchObject({
    visibility: "public",
    waiting_for: { account: { acct: "gardens@alpha.test" }, state: "waiting" },
  });
  await world.settles();
  await isSeenByNobody(world, tulips, [eve, ben, bea]);
  expect(await told(bea)).not.toContain("mention");
  expect(await homeOf(bob)).toEqual(["@gardens @bea Tulips"]);
  expect((await queue(ann, gardens)).map(({ content }) => plain(content))).toEqual(["@gardens @bea Tulips"]);
  expect((await bob.asks("PUT", `/api/v1/statuses/${tulips.id}`, { status: "@gardens@alpha.test Else" })).status).toBe(422);
  expect((await bea.asks("POST", `/api/kith/v1/statuses/${tulips.id}/post_without_group`)).status).toBe(404);
  // Who is not that group says that it is in, or that it is not.
  const mallory = await world.stranger("gardens@wild.test");
  Object.assign(mallory.actor, { type: "Group", approvesFirst: true });
  await bob.finds(mallory.handle);
  for (const object of [tulips.uri, { id: `${tulips.uri}/activity`, type: "Create", actor: bob.uri, object: tulips.uri }])
    for (const type of ["Announce", "Accept", "Reject"]) await mallory.sends("beta.test", mallory.activity(type, object));
  await world.settles();
  expect(await waitsFor(bob, tulips)).toMatchObject({ state: "waiting" });
  await isSeenByNobody(world, tulips, [eve, bea]);
  const [first] = await queue(ann, gardens);
  await does(ann, gardens, `waiting/${first?.id}/approve`);
  await world.settles();
  expect(await waitsFor(bob, tulips)).toBeUndefined();
  for (const who of [bea, eve, bob]) expect(await homeOf(who)).toContain("@gardens @bea Tulips");
  expect(await told(bea)).toContain("mention");
  expect(await feed(ann, gardens)).toEqual(["@gardens @bea Tulips"]);
  // What follows needs nobody; and a group in which one is not holds nothing back.
  const roses = await bob.posts("@gardens@alpha.test Roses");
  const weeds = await bob.posts("@gardens@wild.test Weeds");
  for (const status of [roses, weeds]) expect(await waitsFor(bob, status)).toBeUndefined();
});

test("what is refused is told to its author, who posts it without the group or deletes it; so is what nobody looks at", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, eve, bob, ben, bea, gardens } = await gather(world);
  const spam = await ben.posts("@gardens@alpha.test Buy bulbs");
  const [waiting] = [await bob.posts("@gardens@alpha.test Nobody looks")];
  await world.settles();
  const [first] = await queue(ann, gardens);
  await does(ann, gardens, `waiting/${first?.id}/refuse`, { reason: "No trade" });
  await world.settles();
  expect(await told(ben)).toContain("group_refused");
  expect(await waitsFor(ben, spam)).toMatchObject({ state: "refused", reason: "No trade" });
  for (const who of [bea, eve]) expect(await who.sees(spam)).toBeUndefined();
  const alone = await ben.api<Waiting>("POST", `/api/kith/v1/statuses/${spam.id}/post_without_group`);
  expect([alone.visibility, alone.waiting_for]).toEqual(["public", undefined]);
  await bob.deletes(waiting);
  await world.settles();
  for (const who of [bea, eve]) expect(await homeOf(who)).toEqual(["@gardens Buy bulbs"]);
  expect(await feed(ann, gardens)).toEqual([]);
  expect(await queue(ann, gardens)).toEqual([]);
});

test("in a private group it waits as well, for its author's own server, too", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, bob, bea, gardens } = await gather(world, { private: true });
  const tulips = await bob.posts("@gardens@alpha.test Tulips");
  await world.settles();
  expect(await waitsFor(bob, tulips)).toMatchObject({ state: "waiting" });
  expect(await bea.sees(tulips)).toBeUndefined();
  const [first] = await queue(ann, gardens);
  await does(ann, gardens, `waiting/${first?.id}/approve`);
  await world.settles();
  expect(await waitsFor(bob, tulips)).toBeUndefined();
  for (const who of [ann, bea]) expect(await homeOf(who)).toEqual(["@gardens Tulips"]);
});
