/** How many followed on which day: who came, and who has left, which leaves no name behind. */
import { expect, test } from "vitest";
import { rollDays } from "../../src/insights/roll.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

const AT = "/api/kith/v1/insights";
const until = (world: World, iso: string) => world.clock.advance(Date.parse(iso) - world.clock.now());

test("followers are as many as there were on each day: none before the first came, and fewer once somebody has left", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { time_zone: "Europe/Berlin" } }, "beta.test");
  const kith = world.instance("alpha.test");
  until(world, "2026-09-07T08:00Z");
  const old = await world.person("old@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(old);
  await world.settles();
  await rollDays(kith);
  const night = async (date: string) => {
    until(world, `${date}T06:00Z`);
    while (await rollDays(kith));
  };
  await night("2026-09-14");
  const ann = await world.person("ann@alpha.test");
  for (const date of ["2026-09-15", "2026-09-16", "2026-09-17"]) await night(date);
  const readers: Person[] = [];
  for (let n = 1; n <= 6; n++) readers.push(await world.person(`reader${n}@alpha.test`));
  for (const one of readers) await one.follows(ann);
  for (const date of ["2026-09-18", "2026-09-19", "2026-09-20"]) await night(date);
  for (const one of readers.slice(0, 4)) await one.unfollows(ann);
  await bob.unfollows(old);
  await world.settles();
  for (const date of ["2026-09-21", "2026-09-22"]) await night(date);

  type Grown = { buckets: { date: string; followers: number }[]; totals: { followers: number; growth: number } };
  const month = await ann.api<Grown>("GET", AT);
  expect(month.buckets.map(({ date, followers }) => [date, followers])).toEqual([
    ["2026-09-14", 0],
    ["2026-09-15", 0],
    ["2026-09-16", 0],
    ["2026-09-17", 6],
    ["2026-09-18", 6],
    ["2026-09-19", 6],
    ["2026-09-20", 2],
    ["2026-09-21", 2],
  ]);
  expect(month.totals).toMatchObject({ followers: 2, growth: 2 });
  const { totals, buckets } = await old.api<Grown>("GET", AT);
  expect([totals.followers, totals.growth, buckets[0]?.followers, buckets.at(-1)?.followers]).toEqual([0, 0, 1, 0]);
  // A day on which nothing changed leaves no row.
  const days = kith.db.selectFrom("insight_days").select("day").where("account_id", "=", Number(ann.id)).orderBy("day");
  expect((await days.execute()).map(({ day }) => new Date(day).toISOString().slice(0, 16))).toEqual([
    "2026-09-16T22:00",
    "2026-09-19T22:00",
  ]);
});

test("who leaves while a day is reckoned late still followed on that day", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const kith = world.instance("alpha.test");
  until(world, "2026-09-07T08:00Z");
  const [ann, shy] = [await world.person("ann@alpha.test"), await world.person("shy@alpha.test")];
  const bob = await world.person("bob@beta.test");
  const readers: Person[] = [];
  for (let n = 1; n <= 3; n++) readers.push(await world.person(`reader${n}@alpha.test`));
  for (const one of [...readers, bob]) for (const followed of [ann, shy]) await one.follows(followed);
  await world.settles();
  await shy.api("PATCH", AT, { enabled: false });
  await rollDays(kith);
  // Days pass before the first is reckoned: on the 9th one leaves, on the 11th one from elsewhere; who came only then, and left again, was never counted.
  until(world, "2026-09-09T12:00Z");
  for (const followed of [ann, shy]) await readers[0]!.unfollows(followed);
  until(world, "2026-09-11T02:00Z");
  await bob.unfollows(ann);
  const late = await world.person("late@alpha.test");
  await late.follows(ann);
  await late.unfollows(ann);
  await world.settles();
  until(world, "2026-09-13T06:30Z");
  while (await rollDays(kith));
  type Grown = { buckets: { date: string; followers: number }[] };
  const { buckets } = await ann.api<Grown>("GET", AT);
  expect(buckets.map(({ date, followers }) => `${date.slice(8)}: ${followers}`)).toEqual([
    "07: 4",
    "08: 4",
    "09: 3",
    "10: 3",
    "11: 2",
    "12: 2",
  ]);
  // Nothing says who it was, and nothing is kept of whoever wants nothing counted.
  const rows = await kith.db.selectFrom("insight_leavings").selectAll().execute();
  expect(rows.map((row) => Object.keys(row).sort().join())).toEqual(Array(3).fill("account_id,follow_id,left_at"));
  expect(new Set(rows.map(({ account_id }) => String(account_id)))).toEqual(new Set([ann.id]));
  expect(rows.map(({ left_at }) => new Date(left_at).toISOString()).sort()).toEqual([
    "2026-09-09T00:00:00.000Z",
    "2026-09-11T00:00:00.000Z",
    "2026-09-11T00:00:00.000Z",
  ]);
  await ann.api("PATCH", AT, { enabled: false });
  expect(await kith.db.selectFrom("insight_leavings").select("left_at").execute()).toEqual([]);
});
