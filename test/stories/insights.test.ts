/** Insights between two Kiths: what is counted, when, for whom, and that nothing else is. */
import { expect, test } from "vitest";
import { purgeDocuments } from "../../src/federation/deliver/purge.ts";
import { countSpan } from "../../src/insights/count.ts";
import { countReach } from "../../src/insights/reach.ts";
import { forgetInsights, loadCounted, rollDays } from "../../src/insights/roll.ts";
import { eraseAccount } from "../../src/moderation/erase.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeCrew } from "./gatherers.ts";

type InsightsJson = {
  enabled: boolean;
  by: string;
  buckets: { date: string; [count: string]: unknown }[];
  totals: {
    posts: number;
    homes: { value: number; whole: boolean };
    interactions: { value: number; whole: boolean };
    growth: number;
  };
  audience: { servers: { domain: string; people: number }[] };
  statuses: { id: string }[];
};
const AT = "/api/kith/v1/insights";
const berlin = { time_zone: "Europe/Berlin" };

const until = (world: World, iso: string) => world.clock.advance(Date.parse(iso) - world.clock.now());
const rows = async ({ db }: TestKith, who: { id: string }) =>
  (await db.selectFrom("insight_days").selectAll().where("account_id", "=", Number(who.id)).orderBy("day").execute()).map(
    ({ account_id: _, day, ...row }) => [new Date(day).toISOString().slice(0, 16), ...Object.values(row)],
  );
const countAll = async (kith: TestKith) => {
  let turns = 1;
  while (await rollDays(kith)) turns++;
  return turns;
};
const recount = async (kith: TestKith, since: number) =>
  await kith.write(
    async (tx) =>
      await tx
        .updateTable("settings")
        .set({ value: JSON.stringify({ since, until: since }) })
        .where("key", "=", "insights_counted")
        .execute(),
  );

async function gather(world: World) {
  const ann = await world.person("ann@alpha.test");
  const readers: Person[] = [];
  for (let n = 1; n <= 5; n++) readers.push(await world.person(`reader${n}@alpha.test`));
  const bob = await world.person("bob@beta.test");
  for (const one of [...readers, bob]) await one.follows(ann);
  const zoe = await world.person("zoe@alpha.test");
  await zoe.follows(readers[0]!);
  await world.settles();
  return { ann, readers, bob };
}

/** Two days and a little, with the change of clocks on the second: twice half past two in one night, and nearly two midnights. */
async function liveThrough(world: World, { ann, readers, bob }: Awaited<ReturnType<typeof gather>>): Promise<void> {
  const [one, two] = readers as [Person, Person];
  const first = await ann.posts("The last day of summer time");
  await world.settles();
  await one.favourites(first);
  await bob.favourites((await bob.sees(first))!);
  await two.replies(first, "@ann So it is");
  await ann.replies(first, "To myself, which is nobody else's doing");
  await ann.posts("@reader1 Between us", { visibility: "direct" });
  await world.settles();
  until(world, "2026-10-24T22:10Z");
  const second = await ann.posts("Just after midnight");
  until(world, "2026-10-25T00:30Z");
  await one.boosts(second);
  until(world, "2026-10-25T01:30Z");
  await two.boosts(second);
  until(world, "2026-10-25T22:59Z");
  await bob.favourites((await bob.comesUpon(second.uri)) as never);
  await bob.boosts((await bob.sees(second))!);
  await world.settles();
  // What came into a home stays counted, though its reader leaves afterwards: a minute after the day's end, so that they followed on it.
  world.clock.advance(120_000);
  const kith = world.instance("alpha.test");
  while (await countReach(kith, (await loadCounted(kith))?.until));
  await two.unfollows(ann);
  until(world, "2026-10-25T23:05Z");
  await one.favourites(second);
  await world.settles();
}

test("each day is counted once and to the count, over the change of clocks, after a standstill and a crash; and no day that is not over", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: berlin }, "beta.test");
  const kith = world.instance("alpha.test");
  until(world, "2026-10-24T08:00Z");
  const people = await gather(world);
  const { ann } = people;
  expect(await rollDays(kith)).toBe(false);
  await liveThrough(world, people);
  until(world, "2026-10-26T04:00Z");
  await countAll(kith);
  // Six hours are left to what is late.
  expect((await rows(kith, ann)).map(([day]) => day)).toEqual(["2026-10-23T22:00"]);

  until(world, "2026-10-28T12:00Z");
  expect(await countAll(kith)).toBe(2);
  const expected = [
    // posts, servers, homes, interactions, followers, homes by boosts here, boosts elsewhere
    ["2026-10-23T22:00", 2, 2, 10, 3, 6, 0, 0],
    ["2026-10-24T22:00", 1, 1, 5, 4, 6, 1, 1],
    ["2026-10-25T23:00", 0, 0, 0, 1, 5, 0, 0],
  ];
  expect(await rows(kith, ann)).toEqual(expected);
  expect(await loadCounted(kith)).toEqual({ since: Date.parse("2026-10-23T22:00Z"), until: Date.parse("2026-10-27T23:00Z") });
  const server = { id: String((await kith.instanceAccount()).id) };
  expect((await rows(kith, server))[1]).toEqual(["2026-10-24T22:00", 1, 1, 5, 4, 0, 1, 1]);
  // Counted again, as after a crash, and when what was sent has been forgotten but for its receipts.
  await purgeDocuments(kith);
  expect(await kith.db.selectFrom("deliveries").selectAll().execute()).not.toEqual([]);
  until(world, "2026-11-03T12:00Z");
  await purgeDocuments(kith);
  expect(await kith.db.selectFrom("deliveries").selectAll().execute()).toEqual([]);
  await recount(kith, Date.parse("2026-10-23T22:00Z"));
  await rollDays(kith);
  expect(await rows(kith, ann)).toEqual(expected);
  // Two years later nothing of it is left.
  world.clock.advance(732 * 86_400_000);
  while (await forgetInsights(kith));
  expect(await kith.db.selectFrom("insight_days").selectAll().execute()).toEqual([]);
});

/** Off, nothing stays and nothing comes; on again, it begins anew. */
async function switchedOff(world: World, ann: Person, group: { id: string }): Promise<void> {
  const kith = world.instance("alpha.test");
  const off = await ann.api<InsightsJson>("PATCH", AT, { enabled: false });
  expect([off.enabled, off.buckets, off.statuses, off.audience.servers]).toEqual([false, [], [], []]);
  expect(await rows(kith, ann)).toEqual([]);
  await recount(kith, Date.parse("2026-09-06T22:00Z"));
  await rollDays(kith);
  expect(await rows(kith, ann)).toEqual([]);
  expect(await rows(kith, group)).not.toEqual([]);
  // Nobody's silence is broken afterwards: what was before is not counted.
  await ann.api("PATCH", AT, { enabled: true });
  await recount(kith, Date.parse("2026-09-06T22:00Z"));
  await rollDays(kith);
  expect(await rows(kith, ann)).toEqual([]);
  await recount(kith, Date.parse("2026-09-15T22:00Z"));
  await ann.posts("Again");
  world.clock.advance(2 * 86_400_000);
  await ann.posts("And again");
  world.clock.advance(2 * 86_400_000);
  await countAll(kith);
  expect((await rows(kith, ann)).map(([day]) => day)).toEqual(["2026-09-16T22:00", "2026-09-17T22:00"]);
  const since = await ann.api<InsightsJson>("GET", AT);
  expect(since.buckets.map(({ date }) => date)).toEqual(["2026-09-17", "2026-09-18", "2026-09-19"]);
}

test("counts under five are hidden, others see nothing, off keeps nothing, and a group's are for those who look after it", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: berlin }, "beta.test");
  const kith = world.instance("alpha.test");
  until(world, "2026-09-07T08:00Z");
  const { ann, readers, bob } = await gather(world);
  await rollDays(kith);
  const group = await ann.api<{ id: string }>("POST", "/api/kith/v1/groups", { name: "garden", title: "Garden" });
  for (const reader of readers) await reader.api("POST", `/api/kith/v1/groups/${group.id}/join`);
  const few = await ann.posts("Few");
  await readers[0]?.favourites(few);
  const dug = await readers[0]!.posts("Who digs?", { group_id: group.id } as never);
  world.clock.advance(86_400_000);
  const many = await ann.posts("Many");
  for (const reader of readers) {
    await reader.favourites(many);
    await reader.favourites(dug);
  }
  await ann.favourites(dug);
  await world.settles();
  world.clock.advance(8 * 86_400_000);
  await countAll(kith);

  const month = await ann.api<InsightsJson>("GET", AT);
  expect(month.by).toBe("day");
  expect(month.buckets.slice(0, 2)).toMatchObject([
    { date: "2026-09-07", posts: 1, servers: null, homes: 5, interactions: null, followers: 6 },
    { date: "2026-09-08", posts: 1, interactions: 5 },
  ]);
  expect(month.totals).toMatchObject({ posts: 2, homes: { value: 10, whole: true }, interactions: { value: 5, whole: false } });
  expect(month.statuses.map(({ id }) => id)).toEqual([many.id]);
  expect(month.audience.servers).toEqual([{ domain: "alpha.test", people: 5 }]);
  // With all of the week, its one hidden day would be told: it is left out.
  const weeks = await ann.api<InsightsJson>("GET", `${AT}?span=quarter`);
  expect(weeks.buckets).toMatchObject([{ posts: 2, servers: null, homes: 10, interactions: 5, followers: 6 }]);
  expect(weeks.totals.interactions).toEqual({ value: 5, whole: false });

  for (const [who, of] of [
    [readers[0], ann.id],
    [readers[0], group.id],
    [bob, ann.id],
    [ann, bob.id],
    [ann, "1"],
  ] as const) {
    expect((await who!.asks("GET", `/api/kith/v1/accounts/${of}/insights`)).status).toBe(404);
    expect((await who!.asks("PATCH", `/api/kith/v1/accounts/${of}/insights`, { enabled: false })).status).toBe(404);
  }
  expect((await world.visitor("alpha.test")("GET", AT)).status).toBe(401);
  const grown = await ann.api<InsightsJson>("GET", `/api/kith/v1/accounts/${group.id}/insights`);
  expect(grown.buckets.slice(0, 2)).toMatchObject([
    { posts: 1, interactions: 0, followers: 6 },
    { posts: 0, interactions: 5, followers: 6 },
  ]);

  await switchedOff(world, ann, group);
  await kith.write(
    async (tx) => await tx.updateTable("accounts").set({ suspended_at: 1 }).where("id", "=", Number(ann.id)).execute(),
  );
  await eraseAccount(kith, { type: "account.condemned", account_id: Number(ann.id) } as never);
  expect(await rows(kith, ann)).toEqual([]);
});

test("a team's are for those who act for it, but not for writers; its owner decides whether there are any", async () => {
  await using world = await createWorld("alpha.test");
  const { id, hands } = await makeCrew(world);
  const path = `/api/kith/v1/accounts/${id}/insights`;
  const rights: unknown[] = [];
  for (const role of ["editor", "writer", "analyst", "owner"] as const) {
    const { asks, person } = hands[role];
    const answers = [await asks("GET", AT), await asks("GET", path), await person.asks("GET", path)];
    const decided = [await person.asks("PATCH", path, { enabled: true }), await asks("PATCH", AT, { enabled: true })];
    rights.push([role, ...[...answers, ...decided].map(({ status }) => status)]);
  }
  expect(rights).toEqual([
    ["editor", 200, 200, 200, 404, 403],
    ["writer", 404, 404, 404, 404, 403],
    ["analyst", 200, 200, 200, 404, 403],
    ["owner", 200, 200, 200, 200, 200],
  ]);
});

test("counting takes as many statements for much as for little", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const counter = world.counter("alpha.test");
  const [ann, eve] = [await world.person("ann@alpha.test"), await world.person("eve@alpha.test")];
  await eve.follows(ann);
  const from = world.clock.now();
  const cost = async () => await counter.during(async () => await countSpan(kith, { from, to: from + 3_600_000 }));
  await eve.favourites(await ann.posts("One"));
  const little = await cost();
  for (let n = 0; n < 8; n++) await eve.favourites(await ann.posts(`More ${n}`));
  expect(await cost()).toBe(little);
});
