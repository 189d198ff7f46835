/** Groups that look at first posts, here and on another Kith: until one is let in, it is for its author alone. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, feed, homeOf, makes, plain, told, type Grouped } from "./gardeners.ts";
import { holds, inDays, sees, type EventJson } from "./gatherings.ts";

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

const uriOf = ({ uri, reblog }: StatusJson): string => reblog?.uri ?? uri;

async function isSeenByNobody(world: World, status: StatusJson, others: readonly Person[]): Promise<void> {
  const author = `@${status.account.acct}@${new URL(status.uri).host}`;
  for (const who of others) {
    expect(await who.sees(status)).toBeUndefined();
    for (const shown of [await who.home(), await who.publicTimeline(), await who.profile(author)])
      expect(shown.map(uriOf)).not.toContain(status.uri);
  }
  const { host, pathname } = new URL(status.uri);
  for (const accept of ["text/html", "application/activity+json"])
    expect((await world.visitor(host)("GET", pathname, { headers: { accept } })).status).not.toBe(200);
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
  // Others hear of it when it can be fetched where it is from: that server hears first.
  const stan = await world.stranger("stan@stock.test");
  await stan.sends("alpha.test", stan.activity("Follow", gardens.uri));
  await world.settles();
  const heard = () => stan.inbox.documents.filter((document) => JSON.stringify(document).includes(tulips.uri));
  await world.down("beta.test");
  const [first] = await queue(ann, gardens);
  await does(ann, gardens, `waiting/${first?.id}/approve`);
  await world.settles();
  expect([await homeOf(ann), heard()]).toEqual([["@gardens @bea Tulips"], []]);
  await world.up("beta.test");
  await world.passes("2 hours");
  expect(heard().map(({ type, object }) => [type, typeof object])).toEqual(
    expect.arrayContaining([
      ["Announce", "string"],
      ["Announce", "object"],
    ]),
  );
  expect(JSON.stringify(heard())).not.toContain("#awaiting");
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

test("so it does where its author lives with the group; a quote and an event wait as well, and ask and invite nobody meanwhile", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, eve, ben, bea, gardens } = await gather(world);
  const dan = await world.person("dan@alpha.test");
  for (const who of [dan, bea]) await who.follows("@eve@alpha.test");
  await eve.follows("@gardens@alpha.test");
  await world.settles();
  const [ours, theirs] = [await dan.posts("Seeds"), await bea.posts("Soil")];
  await world.settles();
  const [seeds, soil] = [await eve.comesUpon(ours.uri), await eve.comesUpon(theirs.uri)];
  const quotes = async (status: string, { id }: StatusJson) =>
    await eve.api<Waiting>("POST", "/api/v1/statuses", { status, quoted_status_id: id, group_id: gardens.id });
  const [near, far] = [await quotes("Good @dan", seeds), await quotes("Wet", soil)];
  const invited_ids = [dan.id, (await eve.finds("@ben@beta.test")).id];
  const dance = await holds(eve, inDays(world.clock, 3), { group_id: gardens.id, invited_ids });
  const all: Waiting[] = [near, far, dance.status];
  await world.settles();
  for (const one of all) {
    expect(await waitsFor(eve, one)).toMatchObject({ state: "waiting", account: { acct: "gardens" } });
    await isSeenByNobody(world, one, [ben]);
    for (const who of [ann, dan, bea]) expect(await who.sees(one)).toBeUndefined();
  }
  for (const who of [dan, bea, ben]) expect((await told(who)).filter((type) => type !== "follow")).toEqual([]);
  expect((await dan.asks("GET", `/api/kith/v1/events/${dance.id}`)).status).toBe(404);
  expect(await dan.api<StatusJson[]>("GET", "/api/kith/v1/events")).toEqual([]);
  expect(await told(ann)).toContain("group_post");
  expect((await queue(ann, gardens)).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  for (const { id } of all) await does(ann, gardens, `waiting/${id}/approve`);
  await world.settles();
  type Quoting = Grouped & { quote: { state: string } | null };
  for (const [one, who] of [
    [near, dan],
    [far, bea],
  ] as const) {
    expect((await eve.looksAt(one)) as Quoting).toMatchObject({ group: { acct: "gardens" }, quote: { state: "accepted" } });
    expect([who.handle, await told(who)]).toEqual([who.handle, expect.arrayContaining(["quote"])]);
  }
  expect(await told(dan)).toContain("mention");
  expect((await sees(dan, dance)).rsvp).toMatchObject({ state: "none", invited: true });
  const bens = (await ben.sees(dance.status)) as StatusJson & { event: EventJson };
  expect(bens.event).toMatchObject({ title: "Harvest dance", rsvp: { invited: true } });
  expect(await feed(ann, gardens)).toHaveLength(3);
  for (const who of [dan, bea]) for (const one of all) expect((await who.home()).map(uriOf)).toContain(one.uri);
});

test("what is kept out or waits here is its author's, who does without the group; in a private group it is for members when it is let in", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, eve, bob, gardens } = await gather(world);
  const family = await makes(ann, { name: "family", title: "Family", private: true, membership: "public", approve_first: true });
  for (const handle of ["@gardens@alpha.test", "@family@alpha.test"]) await eve.follows(handle);
  await bob.follows("@family@alpha.test");
  await bob.follows("@eve@alpha.test");
  await world.settles();
  const [spam, late] = [await eve.posts("@gardens Bulbs"), await eve.posts("@gardens Late")];
  await does(ann, gardens, `waiting/${spam.id}/refuse`, { reason: "No trade" });
  await world.settles();
  expect(await told(eve)).toContain("group_refused");
  expect(await waitsFor(eve, spam)).toMatchObject({ state: "refused", reason: "No trade" });
  expect([await bob.sees(spam), await bob.sees(late)]).toEqual([undefined, undefined]);
  for (const { id } of [spam, late]) await eve.api("POST", `/api/kith/v1/statuses/${id}/post_without_group`);
  await world.settles();
  expect((await homeOf(bob)).sort()).toEqual(["@gardens Bulbs", "@gardens Late"]);
  expect([await queue(ann, gardens), await feed(ann, gardens)]).toEqual([[], []]);
  const dinner = await eve.posts("@family @bob@beta.test Dinner");
  await world.settles();
  expect(await waitsFor(eve, dinner)).toMatchObject({ state: "waiting" });
  expect([await ann.sees(dinner), await bob.sees(dinner)]).toEqual([undefined, undefined]);
  await does(ann, family, `waiting/${dinner.id}/approve`);
  await world.settles();
  for (const who of [ann, bob]) expect(await homeOf(who)).toContain("@family @bob Dinner");
  expect(await bob.sees(dinner)).toMatchObject({ visibility: "private" });
});
