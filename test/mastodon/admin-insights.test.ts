/** The dashboard's numbers: they are those of the tables. */
import { expect, test } from "vitest";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";

const at = "/api/v1/admin";
const WEEK = { start_at: "2026-05-26T00:00:00Z", end_at: "2026-06-01T23:00:00Z" };
type Measure = { key: string; total: string; previous_total?: string; data: { date: string; value: string }[] };
type Dimension = { key: string; data: { key: string; human_key: string; value: string; unit?: string }[] };

test("measures count days, and compare them with the days before", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const [bob, dora] = [await world.person("bob@alpha.test"), await world.person("dora@beta.test")];
  await dora.follows(bob);
  await world.settles();
  const post = await bob.posts("Look at my #cats");
  await ada.favourites(post);
  await ada.replies(post, "@bob aww");
  await world.settles();
  const copy = await dora.sees(post);
  if (copy !== undefined) await dora.favourites(copy);
  await world.settles();
  await ada.api("POST", "/api/v1/reports", { account_id: bob.id });
  const keys = [
    "new_users",
    "active_users",
    "interactions",
    "opened_reports",
    "resolved_reports",
    "nonsense",
    "tag_uses",
    "instance_accounts",
  ];
  const tag = await world.instance("alpha.test").db.selectFrom("tags").select("id").executeTakeFirstOrThrow();
  const body = { keys, ...WEEK, tag_uses: { id: String(tag.id) }, instance_accounts: { domain: "beta.test" } };
  const measures = await ada.api<Measure[]>("POST", `${at}/measures`, body);
  expect(measures.map(({ key, total, previous_total }) => [key, total, previous_total])).toEqual([
    ["new_users", "2", "0"],
    ["active_users", "2", "0"],
    ["interactions", "3", "0"],
    ["opened_reports", "1", "0"],
    ["resolved_reports", "0", "0"],
    ["tag_uses", "1", "0"],
    ["instance_accounts", "1", "0"],
  ]);
  expect(measures[0]?.data.map(({ value }) => value)).toEqual(["0", "0", "0", "0", "0", "0", "2"]);
  expect(measures[0]?.data[6]?.date).toBe("2026-06-01T00:00:00.000Z");
  expect((await ada.asks("POST", `${at}/measures`, { keys: ["new_users"], start_at: "soon", end_at: "later" })).status).toBe(422);
  expect((await bob.asks("POST", `${at}/measures`, body)).status).toBe(403);
});

test("dimensions are shares, and retention says who stayed", async () => {
  await using world = await createWorld("alpha.test");
  const ada = await staffOf(world, "ada@alpha.test");
  const bob = await world.person("bob@alpha.test");
  await world.person("gone@alpha.test");
  // An account for which several people write is nobody who could stay away.
  await bob.api("POST", "/api/kith/v1/teams", { username: "club" });
  await bob.posts("Hallo", { language: "de" });
  await bob.posts("Hello", { language: "en" });
  await bob.posts("Hello again", { language: "en" });
  const keys = ["languages", "sources", "servers", "space_usage", "software_versions"];
  const dimensions = await ada.api<Dimension[]>("POST", `${at}/dimensions`, { keys, ...WEEK, limit: 3 });
  expect(dimensions.map(({ key }) => key)).toEqual(keys);
  expect(dimensions[0]?.data).toEqual([
    { key: "en", human_key: "English", value: "2" },
    { key: "de", human_key: "Deutsch", value: "1" },
  ]);
  expect(dimensions[1]?.data).toMatchObject([{ key: "Tests", value: "3" }]);
  expect(dimensions[2]?.data).toMatchObject([{ key: "alpha.test", value: "3" }]);
  expect(Number(dimensions[3]?.data.find(({ key }) => key === "database")?.value)).toBeGreaterThan(1000);
  await world.passes("3 days");
  await ada.home();
  await bob.home();
  // That they were here is noted on the side: what is written afterwards waits for it.
  await ada.posts("Here I am");
  await bob.posts("Me too");
  const asked = { start_at: "2026-06-01T00:00:00Z", end_at: "2026-06-04T00:00:00Z", frequency: "day" };
  type Cohort = { period: string; frequency: string; data: { date: string; rate: number; value: string }[] };
  const cohorts = await ada.api<Cohort[]>("POST", `${at}/retention`, asked);
  expect(cohorts).toHaveLength(4);
  expect(cohorts[0]?.data.map(({ value }) => value)).toEqual(["3", "2", "2", "2"]);
  expect(cohorts[1]?.data.map(({ value }) => value)).toEqual(["0", "0", "0"]);
  expect((await ada.asks("POST", `${at}/retention`, { ...asked, frequency: "year" })).status).toBe(422);
});
