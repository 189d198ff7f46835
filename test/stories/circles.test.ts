/** Circles: a post for some of one's people reaches exactly those, here and elsewhere, and none of them learns who the others are. */
import { expect, test } from "vitest";
import { publishScheduled } from "../../src/scheduled/publish.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type Circle = { id: string; title: string; close_friends: boolean; people: number; servers: number };
type Circled = StatusJson & { visibility_ex?: string; circle?: { title: string; people: number; servers: number } };

/** Alice, followed by Ann here, and by Bob, Ben and Bea there. */
async function gather(world: World) {
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const [bob, ben, bea] = [
    await world.person("bob@beta.test"),
    await world.person("ben@beta.test"),
    await world.person("bea@beta.test"),
  ];
  for (const one of [ann, bob, ben, bea]) await one.follows(alice);
  await world.settles();
  return { alice, ann, bob, ben, bea };
}

async function circleOf(owner: Person, title: string, people: readonly Person[]): Promise<Circle> {
  const circle = await owner.api<Circle>("POST", "/api/kith/v1/circles", { title });
  const ids = await Promise.all(people.map(async (one) => (await owner.finds(one.handle)).id));
  await owner.api("POST", `/api/kith/v1/circles/${circle.id}/accounts`, { account_ids: ids });
  return await owner.api<Circle>("GET", `/api/kith/v1/circles/${circle.id}`);
}

const postsTo = async (owner: Person, circle: Circle, status: string, more: object = {}): Promise<Circled> =>
  await owner.api("POST", "/api/v1/statuses", { status, visibility: "limited", circle_id: circle.id, ...more });

test("a post to a circle reaches exactly its people, on both servers, and its reach is known before", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob, ben, bea } = await gather(world);
  const circle = await circleOf(alice, "Choir", [ann, bob, ben]);
  expect(await alice.api("GET", `/api/kith/v1/circles/${circle.id}/reach`)).toEqual({
    people: 3,
    servers: 2,
    by_server: [
      { domain: "beta.test", people: 2 },
      { domain: "alpha.test", people: 1 },
    ],
  });
  const post = await postsTo(alice, circle, "Rehearsal at six");
  expect(post).toMatchObject({
    visibility: "private",
    visibility_ex: "limited",
    circle: { title: "Choir", people: 3, servers: 2 },
  });
  await world.settles();
  for (const one of [ann, bob, ben]) {
    const [seen] = await one.home();
    expect(seen).toMatchObject({ visibility: "private", visibility_ex: "limited", mentions: [] });
    expect(seen).not.toHaveProperty("circle");
    expect((await one.notifications()).map(({ type }) => type)).not.toContain("mention");
    expect(await one.api("GET", "/api/v1/conversations")).toEqual([]);
  }
  expect(await bea.home()).toEqual([]);
  expect(await bea.sees(post)).toBeUndefined();
});

test("who is taken out keeps what came before, and gets nothing new; edits and the deletion reach who had it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob, ben } = await gather(world);
  const circle = await circleOf(alice, "Choir", [ann, bob, ben]);
  const post = await postsTo(alice, circle, "Rehearsal at six");
  await world.settles();
  await alice.api("DELETE", `/api/kith/v1/circles/${circle.id}/accounts`, { account_ids: [(await alice.finds(bob.handle)).id] });
  const later = await postsTo(alice, circle, "Only the rest of us");
  await alice.edits(post, "Rehearsal at seven");
  await world.settles();
  expect((await bob.sees(post))?.content).toContain("seven");
  expect((await ben.sees(post))?.content).toContain("seven");
  expect((await ann.looksAt(post))?.content).toContain("seven");
  expect(await bob.sees(later)).toBeUndefined();
  expect(await alice.looksAt(post)).toMatchObject({ circle: { people: 3 } });
  await alice.deletes(post);
  await world.settles();
  for (const one of [ann, bob, ben]) expect(await one.sees(post)).toBeUndefined();
});

test("an answer goes to the author alone, and nobody can boost, quote or pin what is for a circle", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob, ben } = await gather(world);
  const circle = await circleOf(alice, "Choir", [ann, bob, ben]);
  const post = await postsTo(alice, circle, "Rehearsal at six");
  await world.settles();
  const seen = await bob.sees(post);
  const answer = await bob.replies(seen!, "@alice@alpha.test I shall be late");
  await world.settles();
  expect(answer.visibility).toBe("direct");
  expect((await alice.notifications()).some(({ type }) => type === "mention")).toBe(true);
  expect(await ben.sees(answer)).toBeUndefined();
  expect(await ann.sees(answer)).toBeUndefined();
  for (const [who, what] of [
    [bob, seen!],
    [alice, post],
  ] as const) {
    expect((await who.asks("POST", `/api/v1/statuses/${what.id}/reblog`)).status).toBeGreaterThanOrEqual(400);
    expect((await who.asks("POST", "/api/v1/statuses", { status: "see", quoted_status_id: what.id })).status).toBe(404);
  }
  expect((await alice.asks("POST", `/api/v1/statuses/${post.id}/pin`)).status).toBe(422);
});

test("an answer that names nobody goes to the author all the same, and to nobody else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob, ben } = await gather(world);
  const circle = await circleOf(alice, "Choir", [ann, bob, ben]);
  const post = await postsTo(alice, circle, "Who brings the scores?");
  await world.settles();
  const near = await ann.replies((await ann.sees(post))!, "I do", { visibility: "private" } as never);
  const far = await bob.replies((await bob.sees(post))!, "So do I", { visibility: "private" } as never);
  await world.settles();
  const answers = (await alice.notifications()).filter(({ type }) => type === "mention");
  expect(new Set(answers.map(({ status }) => status?.content))).toEqual(new Set(["<p>I do</p>", "<p>So do I</p>"]));
  for (const one of [near, far]) expect(one.visibility).toBe("direct");
  expect(await ben.sees(near)).toBeUndefined();
  expect(await ben.sees(far)).toBeUndefined();
  expect(await ann.sees(far)).toBeUndefined();
});

test("a circle may be waited for, and holds whoever is in it when the time comes", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ann, bob, ben } = await gather(world);
  const circle = await circleOf(alice, "Choir", [ann, bob]);
  const scheduled_at = new Date(world.clock.now() + 3_600_000).toISOString();
  await postsTo(alice, circle, "Later", { scheduled_at });
  await alice.api("POST", `/api/kith/v1/circles/${circle.id}/accounts`, { account_ids: [(await alice.finds(ben.handle)).id] });
  await world.passes("2 hours");
  await publishScheduled(world.instance("alpha.test"));
  await world.settles();
  for (const one of [ann, bob, ben]) expect((await one.home())[0]?.content).toContain("Later");
});

test("who does not follow is told, for else they would never find it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, zoe] = [await world.person("alice@alpha.test"), await world.person("zoe@beta.test")];
  await alice.follows(zoe);
  await world.settles();
  const circle = await circleOf(alice, "Neighbours", [zoe]);
  await postsTo(alice, circle, "The gate is open");
  await world.settles();
  const told = (await zoe.notifications()).filter(({ type }) => type === "mention");
  expect(told).toHaveLength(1);
  expect(told[0]?.status?.content).toContain("gate");
});

test("close friends are there from the beginning; circles have rules", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ann, eve] = [
    await world.person("alice@alpha.test"),
    await world.person("ann@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  await ann.follows(alice);
  const [close, ...others] = await alice.api<Circle[]>("GET", "/api/kith/v1/circles");
  expect(close).toMatchObject({ title: "Close friends", close_friends: true, people: 0 });
  expect(others).toEqual([]);
  const at = `/api/kith/v1/circles/${close?.id}`;
  expect((await alice.asks("DELETE", at)).status).toBe(403);
  expect((await alice.asks("PUT", at, { title: "Mine" })).status).toBe(403);
  expect((await postsAnyway(alice, close!)).status).toBe(422);
  const eves = (await alice.finds(eve.handle)).id;
  expect((await alice.asks("POST", `${at}/accounts`, { account_ids: [eves] })).status).toBe(404);
  expect((await alice.asks("POST", `${at}/accounts`, { account_ids: [alice.id] })).status).toBe(404);
  await alice.api("POST", `${at}/accounts`, { account_ids: [ann.id] });
  expect(await alice.api("GET", `/api/kith/v1/accounts/${ann.id}/circles`)).toMatchObject([{ id: close?.id }]);
  expect((await eve.asks("GET", at)).status).toBe(404);
  expect((await eve.asks("GET", `${at}/accounts`)).status).toBe(404);
  expect((await postsAnyway(eve, close!)).status).toBe(404);
  expect((await alice.asks("POST", "/api/v1/statuses", { status: "for whom", visibility: "limited" })).status).toBe(422);
  // With the last follow between them ends the membership.
  await ann.unfollows(alice);
  expect(await alice.api("GET", at)).toMatchObject({ people: 0 });
});

const postsAnyway = async (who: Person, circle: Circle) =>
  await who.asks("POST", "/api/v1/statuses", { status: "hm", visibility: "limited", circle_id: circle.id });
