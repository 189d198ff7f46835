/**
 * Insights of two weeks that were reckoned by hand, in a zone whose clocks are put forward at midnight: the page, its tables and pictures, the files, the archive
 * and the API say the same, and none of them what is too little.
 */
import { expect, test } from "vitest";
import { flushVisits } from "../../src/insights/visits.ts";
import { countReach } from "../../src/insights/reach.ts";
import { loadCounted, rollDays } from "../../src/insights/roll.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer, type Surfer } from "../web/site.ts";
import { compare, rowOf, type InsightsJson } from "./insights-shown.ts";

const AT = "/api/kith/v1/insights";
const until = (world: World, iso: string) => world.clock.advance(Date.parse(iso) - world.clock.now());
const each = async (people: readonly Person[], act: (person: Person) => Promise<unknown>) => {
  for (const person of people) await act(person);
};

async function gather(world: World) {
  const ann = await world.person("ann@alpha.test", { role: "owner" });
  const made = async (name: string, count: number, domain: string) => {
    const people: Person[] = [];
    for (let n = 1; n <= count; n++) people.push(await world.person(`${name}${n}@${domain}`));
    return people;
  };
  const [here, there, fans] = [
    await made("r", 6, "alpha.test"),
    await made("b", 6, "beta.test"),
    await made("z", 5, "alpha.test"),
  ];
  await each([...here, ...there], async (one) => await one.follows(ann));
  await each(fans, async (one) => await one.follows(here[0]!));
  await each(there, async (one) => await ann.follows(one.handle));
  const group = await ann.api<{ id: string }>("POST", "/api/kith/v1/groups", { name: "garden", title: "Garden" });
  await each(here, async (one) => await one.api("POST", `/api/kith/v1/groups/${group.id}/join`));
  await world.settles();
  return { ann, here, there, group };
}

type Cast = Awaited<ReturnType<typeof gather>>;

async function visits(world: World, count: number, site: string): Promise<void> {
  const visitor = world.visitor("alpha.test");
  for (let n = 0; n < count; n++)
    await visitor("GET", "/@ann", { headers: { accept: "text/html", referer: `https://${site}/${n}` } });
  await flushVisits(world.instance("alpha.test"));
}

/** From Monday 31 August to Sunday 6 September, which begins at one in the morning and has 23 hours; and a little of the Monday after. */
async function liveThrough(world: World, { ann, here, there, group }: Cast): Promise<void> {
  const first = await ann.posts("Monday");
  await world.settles();
  await each(here.slice(0, 5), async (one) => await one.favourites(first));
  await each(there.slice(0, 3), async (one) => await one.favourites((await one.sees(first))!));
  await here[5]!.replies(first, "@ann So it is");
  await there[3]!.boosts((await there[3]!.sees(first))!);
  await here[0]!.boosts(first);
  await each(there.slice(0, 5), async (one) => await one.posts("Guten Tag", { language: "de" } as never));
  await each(here.slice(0, 4), async (one) => await one.posts("Bonjour", { language: "fr" } as never));
  await visits(world, 4, "news.example");
  await visits(world, 3, "blog.example");
  await world.settles();
  until(world, "2026-09-01T12:00Z");
  for (let n = 1; n <= 5; n++) {
    const post = await ann.posts(`Tuesday ${n}`);
    if (n === 1) await each(here.slice(0, 4), async (one) => await one.favourites(post));
    if (n === 2) await world.settles();
  }
  const dug = await here[0]!.posts("Who digs?", { group_id: group.id } as never);
  await each([ann, ...here.slice(1)], async (one) => await one.favourites(dug));
  await world.settles();
  until(world, "2026-09-02T12:00Z");
  await each(here.slice(0, 2), async (one) => await one.favourites(first).then(() => one.unfavourites(first)));
  await each(here.slice(0, 2), async (one) => await one.favourites(first));
  await visits(world, 3, "www.news.example");
  until(world, "2026-09-04T12:00Z");
  // Upkeep has done so within minutes: who leaves now had these posts.
  const kith = world.instance("alpha.test");
  while (await countReach(kith, (await loadCounted(kith))?.until));
  await here[5]!.unfollows(ann);
  await there[5]!.unfollows(ann.handle);
  await world.settles();
  until(world, "2026-09-06T03:55Z");
  await ann.posts("Five to midnight on Saturday");
  await world.settles();
  until(world, "2026-09-06T04:05Z");
  const last = await ann.posts("Five past one on Sunday");
  await world.settles();
  await there[0]!.favourites((await there[0]!.sees(last))!);
  await world.settles();
  until(world, "2026-09-07T02:58Z");
  await each(here.slice(0, 5), async (one) => await one.favourites(last));
  until(world, "2026-09-07T03:01Z");
  await here[0]!.replies(last, "@ann Only now");
  await visits(world, 4, "news.example");
  await world.settles();
}

const [NONE, FEW] = [0, null];
/** posts, servers, homes, interactions, followers, homes by boosts here, boosts elsewhere */
const DAYS: Record<string, (number | null)[]> = {
  "2026-08-31": [1, FEW, 6, 9, 12, 5, FEW],
  "2026-09-01": [5, 5, 30, FEW, 12, NONE, NONE],
  "2026-09-02": [NONE, NONE, NONE, FEW, 12, NONE, NONE],
  "2026-09-03": [NONE, NONE, NONE, NONE, 12, NONE, NONE],
  "2026-09-04": [NONE, NONE, NONE, NONE, 10, NONE, NONE],
  "2026-09-05": [1, FEW, 5, NONE, 10, NONE, NONE],
  "2026-09-06": [1, FEW, 5, 6, 10, NONE, NONE],
  "2026-09-07": [NONE, NONE, NONE, FEW, 10, NONE, NONE],
};
/** Of a group all that stands in it counts, whoever wrote it; and for its author, too. */
async function compareGroup(surfer: Surfer, { ann, here, group }: Cast): Promise<void> {
  const of = `/api/kith/v1/accounts/${group.id}/insights`;
  const grown = await ann.api<InsightsJson>("GET", of);
  expect(Object.fromEntries(grown.buckets.slice(0, 3).map((bucket) => [bucket.date, rowOf(bucket)]))).toEqual({
    "2026-08-31": [0, 0, 0, 0, 7, 0, 0],
    "2026-09-01": [1, 0, 7, 6, 7, 0, 0],
    "2026-09-02": [0, 0, 0, 0, 7, 0, 0],
  });
  await compare(surfer, `/groups/${group.id}/insights`, group.id, grown);
  const first = await here[0]!.api<InsightsJson>("GET", AT);
  expect(first.buckets[1]).toMatchObject({ date: "2026-09-01", posts: 1, interactions: 6 });
}

/** Nothing of it is found by any of these ways then, and what is under way is not kept either. */
async function switchesOff(world: World, surfer: Surfer, ann: Person): Promise<void> {
  const { db } = world.instance("alpha.test");
  await surfer.send(`/insights/${ann.id}/choice`, { counted: "" }, { from: "/insights" });
  await visits(world, 6, "after.example");
  for (const table of ["insight_days", "insight_reach", "insight_referrers", "insight_leavings"] as const)
    expect(await db.selectFrom(table).selectAll().where("account_id", "=", Number(ann.id)).execute()).toEqual([]);
  const off = await surfer.get("/insights");
  expect([off.text.includes("<figure"), off.text.includes("news.example")]).toEqual([false, false]);
  expect((await surfer.get(`/insights/${ann.id}/days.csv`)).text.trim().split("\r\n")).toHaveLength(1);
  expect((await surfer.get(`/insights/${ann.id}/sites.csv`)).text).toBe("site,visits,from,until\r\n");
}

test("two weeks reckoned by hand: page, table, picture, file and API say the same, over a midnight that clocks skip, and hide the same", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { time_zone: "America/Santiago" } }, "beta.test");
  const kith = world.instance("alpha.test");
  until(world, "2026-08-31T12:00Z");
  const cast = await gather(world);
  const { ann } = cast;
  await rollDays(kith);
  await liveThrough(world, cast);
  until(world, "2026-09-14T13:00Z");
  while (await rollDays(kith));

  const month = await ann.api<InsightsJson>("GET", AT);
  const later = Array.from(
    { length: 6 },
    (_, n) => [`2026-09-${String(8 + n).padStart(2, "0")}`, [0, 0, 0, 0, 10, 0, 0]] as const,
  );
  expect(Object.fromEntries(month.buckets.map((bucket) => [bucket.date, rowOf(bucket)]))).toEqual({
    ...DAYS,
    ...Object.fromEntries(later),
  });
  expect(month.totals).toMatchObject({
    posts: 8,
    servers: { value: 5, whole: false },
    homes: { value: 46, whole: true },
    interactions: { value: 15, whole: false },
    boosted: { value: 5, whole: true },
    boosts_elsewhere: { value: 0, whole: false },
    followers: 10,
    growth: 10,
    // 15 by 8 posts and 148 / 14 followers.
    rate: 17.7,
  });
  expect(month.sites).toEqual({ from: "2026-08-31", until: "2026-09-13", items: [{ domain: "news.example", visits: 7 }] });
  expect(month.audience).toEqual({
    servers: [
      { domain: "alpha.test", people: 5 },
      { domain: "beta.test", people: 5 },
    ],
    languages: [{ language: "de", people: 5 }],
  });
  const quarter = await ann.api<InsightsJson>("GET", `${AT}?span=quarter`);
  expect(quarter.buckets.map((bucket) => [bucket.date, rowOf(bucket), bucket.at_least])).toEqual([
    ["2026-08-31", [8, 5, 46, 21, 10, 5, FEW], ["servers"]],
    ["2026-09-07", [0, 0, 0, FEW, 10, 0, 0], []],
  ]);

  const surfer = makeSurfer(world.visitor("alpha.test"), kith.instance.origin);
  await surfer.signsIn("ann");
  await compare(surfer, "/insights", ann.id, month);
  await compare(surfer, "/insights?span=quarter", ann.id, quarter);
  await compareGroup(surfer, cast);
  await switchesOff(world, surfer, ann);
});
