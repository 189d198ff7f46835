/**
 * What those who run a server see of it, reckoned by hand: days are those of the server's clocks, which are put forward at midnight here, on the page, in its tables and pictures, in the file
 * and to apps; letters are no posts; and of reach nothing is told that is too little.
 */
import { expect, test } from "vitest";
import { noteGauges } from "../../src/health/gauges.ts";
import { rollDays } from "../../src/insights/roll.ts";
import { makeSurfer } from "../web/site.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";
import { plotsOf, rowOf, type InsightsJson } from "./insights-shown.ts";

const until = (world: World, iso: string) => world.clock.advance(Date.parse(iso) - world.clock.now());
const each = async (people: readonly Person[], act: (person: Person) => Promise<unknown>) => {
  for (const person of people) await act(person);
};

async function gather(world: World) {
  const ada = await staffOf(world, "ada@alpha.test", "owner");
  const made = async (name: string, count: number, domain: string) => {
    const people: Person[] = [];
    for (let n = 1; n <= count; n++) people.push(await world.person(`${name}${n}@${domain}`));
    return people;
  };
  const [here, there] = [await made("r", 5, "alpha.test"), await made("b", 2, "beta.test")];
  await each([...here, ...there], async (one) => await one.follows(ada));
  await world.settles();
  return { ada, here, there };
}

/** From Friday 4 September to Sunday 6 September, which begins at one in the morning, local time. */
async function liveThrough(world: World, { ada, here, there }: Awaited<ReturnType<typeof gather>>): Promise<void> {
  const first = await ada.posts("Friday noon");
  await each(here, async (one) => await one.favourites(first));
  await world.settles();
  await there[0]!.favourites((await there[0]!.sees(first))!);
  await there[1]!.boosts((await there[1]!.sees(first))!);
  await here[0]!.posts("@r2 between us", { visibility: "direct" });
  await world.settles();
  // In UTC it is Saturday already; and then Sunday.
  until(world, "2026-09-05T02:00Z");
  await here[0]!.posts("Late on Friday");
  await here[1]!.replies(first, "@ada And so late");
  await world.settles();
  await noteGauges(world.instance("alpha.test"));
  until(world, "2026-09-06T02:00Z");
  const second = await ada.posts("Late on Saturday");
  await world.person("late@alpha.test");
  await world.settles();
  // One past the hour that there was not.
  until(world, "2026-09-06T04:01Z");
  await here[2]!.posts("Early on Sunday");
  await here[3]!.boosts(second);
  await here[0]!.replies(second, "@ada for you alone", { visibility: "direct" });
  await world.settles();
}

const NONE = [0, 0, 0];
/** people who joined, posts, answers with boosts and favourites */
const DAYS: Record<string, number[]> = {
  "2026-08-31": NONE,
  "2026-09-01": NONE,
  "2026-09-02": NONE,
  "2026-09-03": NONE,
  "2026-09-04": [6, 3, 8],
  "2026-09-05": [1, 1, 0],
  "2026-09-06": [0, 1, 1],
};

test("a server's days reckoned by hand: pictures, tables, file and API agree about when something was", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { time_zone: "America/Santiago" } }, "beta.test");
  const kith = world.instance("alpha.test");
  until(world, "2026-09-04T16:00Z");
  const cast = await gather(world);
  await rollDays(kith);
  await liveThrough(world, cast);
  until(world, "2026-09-07T02:00Z");
  const surfer = makeSurfer(world.visitor("alpha.test"), kith.instance.origin);
  await surfer.signsIn("ada");
  const plots = plotsOf((await surfer.get("/admin?days=7")).text);
  const named = (title: string) => plots.find((plot) => plot.title === title)!;
  for (const [at, title] of ["Sign-ups", "Posts", "Replies, boosts and favourites"].entries()) {
    const wanted = Object.values(DAYS).map((row) => row[at]!);
    const { rows, shapes } = named(title);
    expect([title, rows.map(([cell = ""]) => Number.parseInt(cell))]).toEqual([title, wanted]);
    expect([title, shapes[0]!.map(Math.round)]).toEqual([title, wanted]);
  }
  // What was read off then was so on Friday, too; and of one reading there is something to see.
  const active = /<strong>Active people<[\s\S]*?<\/figure>/.exec((await surfer.get("/admin?days=30")).text)?.[0] ?? "";
  expect(active).toMatch(/text-anchor="middle">4 September 2026<\/text>[\s\S]*<circle class="lone first"/);
  expect(active).toMatch(/<th scope="row">4 September[^<]*<\/th><td>6 people<\/td>/);
  // Later, when the days are counted: the same posts stand in the file, on the same days, and the same to apps.
  until(world, "2026-09-07T13:00Z");
  while (await rollDays(kith));
  const server = (await kith.instanceAccount()).id;
  const file = (await surfer.get(`/insights/${server}/days.csv`)).text.trim().split("\r\n");
  // posts, servers, homes here, what others did, homes by boosts here, boosts elsewhere
  expect(file).toEqual([
    "day,posts,servers,homes,interactions,boosted,boosts_elsewhere",
    "2026-09-04,3,<5,5,8,0,<5",
    "2026-09-05,1,<5,5,0,0,0",
    "2026-09-06,1,0,0,<5,0,0",
  ]);
  const told = await cast.ada.api<InsightsJson>("GET", `/api/kith/v1/accounts/${server}/insights`);
  expect(told.buckets.map((bucket) => [bucket.date, ...rowOf(bucket)])).toEqual([
    ["2026-09-04", 3, null, 5, 8, 0, 0, null],
    ["2026-09-05", 1, null, 5, 0, 0, 0, 0],
    ["2026-09-06", 1, 0, 0, null, 0, 0, 0],
  ]);
  const reach = plotsOf((await surfer.get("/admin?days=7")).text).find(({ title }) => title === "Reach")!;
  expect(reach.rows).toEqual([
    ["fewer than 5", "5"],
    ["fewer than 5", "5"],
    ["0", "0"],
  ]);
  expect((await cast.here[0]!.asks("GET", `/api/kith/v1/accounts/${server}/insights`)).status).toBe(404);
});
