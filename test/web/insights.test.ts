/** Insights in the browser: where visitors came from, with bounds on what others can make of it, good times, files, and switching it all off. */
import { expect, test } from "vitest";
import { follow } from "../../src/follows/follow.ts";
import { forgetInsights, rollDays } from "../../src/insights/roll.ts";
import { flushVisits, noteReferrer, writeVisits } from "../../src/insights/visits.ts";
import { serve } from "../../src/start.ts";
import { makeClient } from "../world/client.ts";
import { openTwin } from "../world/instance.ts";
import { countQueries } from "../world/queries.ts";
import { makeSurfer, member, openSite, textOf, type Site, type Surfer } from "./site.ts";

const DAY = 86_400_000;
const sitesOf = async ({ kith }: Site, account_id: number) =>
  (await kith.db.selectFrom("insight_referrers").selectAll().where("account_id", "=", account_id).orderBy("host").execute()).map(
    ({ host, count }) => `${host} ${count}`,
  );
const countAll = async ({ kith }: Site) => {
  while (await rollDays(kith));
};

/** Who runs the server sees where all came from, and nobody's own numbers. */
async function runsTheServer(site: Site, visitor: Surfer, [ann, own]: [Surfer, number]): Promise<void> {
  const { kith } = site;
  const server = (await kith.instanceAccount()).id;
  const boss = await site.joins("boss");
  await kith.write(async (tx) => await tx.updateTable("users").set({ role: "owner" }).where("id", "=", boss.id).execute());
  await visitor.signsIn("boss");
  const dashboard = textOf((await visitor.get("/admin")).text);
  expect(dashboard).toContain("guide.example 5");
  const statuses = [];
  for (const one of [visitor, ann])
    for (const id of [server, own]) statuses.push((await one.get(`/insights/${id}/days.csv`)).status);
  expect(statuses).toEqual([200, 404, 404, 200]);
}

test("visits by links elsewhere are counted by site and week, by all processes together; who asks not to be, is not", async () => {
  await using site = await openSite({ time_zone: "Europe/Berlin" });
  const { kith } = site;
  const ann = await member(site, "ann");
  const post = `/@ann/${await site.posts(ann.account, "Read me")}`;
  await rollDays(kith);
  const twin = await openTwin(kith, {});
  const serving = await serve(twin, { host: "127.0.0.1", port: 0 });
  const other = makeSurfer(
    makeClient("alpha.test", () => serving.port),
    kith.instance.origin,
  );
  const visitor = site.surfer();
  const counter = countQueries(kith);
  const from = (referer: string, more: Record<string, string> = {}) => ({ referer, ...more });
  const written = await counter.writing(async () => {
    for (let n = 0; n < 4; n++) await visitor.get(post, from("https://www.news.example/today"));
  });
  expect(written).toBe(0);
  for (let n = 0; n < 3; n++) await other.get("/@Ann", from("https://news.example/"));
  for (let n = 0; n < 3; n++) await visitor.get(post, from("https://blog.example/"));
  await visitor.get(post, from("https://shy.example/", { "sec-gpc": "1" }));
  await visitor.get(post, from("https://shy.example/", { dnt: "1" }));
  await visitor.get(post, from("https://ahead.example/", { "sec-purpose": "prefetch" }));
  await visitor.get(post, from("https://alpha.test/@eve"));
  await visitor.get("/@nobody", from("https://typo.example/"));
  for (let n = 0; n < 5; n++) await visitor.get("/about", from("https://guide.example/"));
  await flushVisits(twin);
  await writeVisits(kith);
  await flushVisits(kith);
  expect(await sitesOf(site, ann.account.id)).toEqual(["blog.example 3", "news.example 7"]);
  const server = (await kith.instanceAccount()).id;
  expect(await sitesOf(site, server)).toEqual(["blog.example 3", "guide.example 5", "news.example 7"]);
  await serving.close();
  await twin.close();
  // The week has to be over.
  await countAll(site);
  const early = await ann.reads("/insights");
  expect(early).toContain("No site yet from which five visits came");
  expect(early).not.toContain("news.example");
  kith.clock.advance(8 * DAY);
  await countAll(site);
  const page = await ann.reads("/insights");
  expect(page).toContain("news.example 7");
  expect(page).not.toContain("blog.example");
  // Whatever span the other plots are of, this one says its own.
  expect(page).toContain("Posts by the hour, of half a year");
  expect((await ann.surfer.get(`/insights/${ann.account.id}/sites.csv`)).text).toBe(
    "site,visits,from,until\r\nnews.example,7,2026-06-01,2026-06-07\r\n",
  );
  await runsTheServer(site, visitor, [ann.surfer, ann.account.id]);
  // What is too little to be shown does not stay either.
  await forgetInsights(kith);
  expect(await sitesOf(site, ann.account.id)).toEqual(["news.example 7"]);
});

test("made-up sites fill neither memory nor tables, and push out none that are counted", async () => {
  await using site = await openSite();
  const { kith } = site;
  const ann = await member(site, "ann");
  const visitor = site.surfer();
  await visitor.get("/@ann", { referer: "https://early.example/" });
  await flushVisits(kith);
  for (let n = 0; n < 3; n++) await visitor.get("/@ann", { referer: "https://true.example/" });
  for (let n = 0; n < 210; n++) noteReferrer({ kith, headers: { referer: `https://x${n}.spam.example/${n}` }, username: "ann" });
  await flushVisits(kith);
  await visitor.get("/@ann", { referer: "https://early.example/" });
  await visitor.get("/@ann", { referer: "https://late.example/" });
  await flushVisits(kith);
  const own = await sitesOf(site, ann.account.id);
  expect(own).toHaveLength(50);
  expect(own).toEqual(expect.arrayContaining(["early.example 2", "true.example 3"]));
  expect(await sitesOf(site, (await kith.instanceAccount()).id)).toHaveLength(200);
});

test("good times come from what was answered and from when followers here are around, and are offered where one writes", async () => {
  await using site = await openSite({ time_zone: "Europe/Berlin" });
  const { kith } = site;
  const ann = await member(site, "ann");
  const readers = [];
  for (let n = 0; n < 5; n++) readers.push(await site.joins(`reader${n}`));
  for (const reader of readers) await follow(kith, reader, ann.account);
  const at = (iso: string) => kith.clock.advance(Date.parse(iso) - kith.clock.now());
  expect(await ann.reads("/compose")).not.toContain("Good times");
  for (const day of ["02", "09", "16", "23"]) {
    // Tuesday at six in the evening, and four times on Wednesday at ten.
    at(`2026-06-${day}T16:05Z`);
    const id = Number(await site.posts(ann.account, `Tuesday ${day}`));
    await kith.write(async (tx) => await tx.updateTable("statuses").set({ favourites_count: 6 }).where("id", "=", id).execute());
    at(`2026-06-${String(Number(day) + 1).padStart(2, "0")}T08:05Z`);
    for (let n = 0; n < 4; n++) await site.posts(ann.account, `Wednesday ${day} ${n}`);
  }
  at("2026-06-28T18:30Z");
  for (const reader of readers) await site.posts(reader, "Sunday evening");
  at("2026-06-30T10:00Z");
  const compose = (await ann.surfer.get("/compose")).text;
  expect(compose).toContain('list="good-times"');
  expect(compose).toContain('<option value="2026-06-30T18:00"');
  expect(textOf(compose)).toContain("Tuesday, 18:00 and Sunday, 20:00");
  const calendar = (await ann.surfer.get("/scheduled/calendar")).text;
  expect(calendar).toContain('href="/compose?at=2026-07-05T20%3A00"');
  expect((await ann.surfer.get("/compose?at=2026-07-05T20%3A00")).text).toContain('name="scheduled_at" value="2026-07-05T20:00"');
  // With one of them who wants no part in it, they are fewer than five.
  const reader = site.surfer();
  await reader.signsIn("reader0");
  await reader.send(`/insights/${readers[0]?.id}/choice`, { counted: "" }, { from: "/insights" });
  expect(await ann.reads("/compose")).toContain("Tuesday, 18:00.");
  expect(await ann.reads("/compose")).not.toContain("Sunday, 20:00");
  expect((await ann.surfer.send(`/insights/${ann.account.id}/choice`, { counted: "" }, { from: "/insights" })).status).toBe(303);
  expect(await ann.reads("/compose")).not.toContain("Good times");
  expect(await ann.reads("/insights")).toContain("Nothing is counted, and nothing is kept.");
});

/** As if each of these had been read by many, on days of their own. */
async function counts(kith: Site["kith"], account_id: number, ids: readonly number[]): Promise<void> {
  for (const [n, id] of ids.entries()) {
    const many = { homes: 40, interactions: 9, servers: 3, posts: 1, followers: 20 + n };
    await kith.write(async (tx) => {
      await tx.updateTable("statuses").set({ favourites_count: 9 }).where("id", "=", id).execute();
      await tx
        .insertInto("insight_days")
        .values({ account_id: account_id, day: Date.UTC(2026, 5, 4 + n), ...many })
        .execute();
      await tx
        .insertInto("insight_referrers")
        .values({ account_id: account_id, day: Date.UTC(2026, 5, 3 + n), host: `site${n}.example`, count: 8 })
        .execute();
    });
  }
}

test("pages and files tell the same, to their owner alone, and cost the same for much as for little", async () => {
  await using site = await openSite();
  const { kith } = site;
  const [ann, eve] = [await member(site, "ann"), await member(site, "eve")];
  await rollDays(kith);
  await site.posts(ann.account, "First");
  kith.clock.advance(2 * DAY);
  await countAll(site);
  const counter = countQueries(kith);
  const cost = async () => await counter.during(async () => expect((await ann.surfer.get("/insights")).status).toBe(200));
  await cost();
  const few = await cost();
  const ids: number[] = [];
  for (let n = 0; n < 5; n++) ids.push(Number(await site.posts(ann.account, `Post ${n}`)));
  kith.clock.advance(8 * DAY);
  await countAll(site);
  await counts(kith, ann.account.id, ids);
  // Five posts more are shown, whatever a list of posts costs.
  const lists = await counter.during(async () => await ann.surfer.get("/@ann"));
  expect(await cost()).toBeLessThanOrEqual(few + lists);
  expect(await cost()).toBe(await cost());
  const page = await ann.reads("/insights");
  expect(page).toContain("fewer than 5");
  expect(page).toContain("site0.example 8");
  const file = await ann.surfer.get(`/insights/${ann.account.id}/days.csv?span=month`);
  expect(file.headers["content-disposition"]).toContain("insights-ann-days.csv");
  expect(file.text).toContain("day,posts,servers,homes,interactions,followers,boosted,boosts_elsewhere\r\n");
  expect(file.text).toContain("2026-06-04,1,<5,40,9,20,0,0\r\n");
  for (const path of [
    `/insights/${ann.account.id}`,
    `/insights/${ann.account.id}/days.csv`,
    `/insights/${ann.account.id}/sites.csv`,
  ])
    expect([(await eve.surfer.get(path)).status, (await site.surfer().get(path)).status]).toEqual([404, 303]);
  const stolen = await eve.surfer.send(`/insights/${ann.account.id}/choice`, { counted: "" }, { from: "/insights" });
  expect(stolen.status).toBe(404);
  expect((await ann.surfer.get(`/insights/${ann.account.id}/secrets.csv`)).status).toBe(404);
  // All of them have come since she joined.
  expect(page).toContain("24 (+24)");
  // What the server decides holds for all.
  kith.overlay({ insights: false });
  await rollDays(kith);
  await site.surfer().get("/@ann", { referer: "https://news.example/" });
  await flushVisits(kith);
  for (const table of ["insight_days", "insight_referrers"] as const)
    expect(await kith.db.selectFrom(table).selectAll().execute()).toEqual([]);
  expect(await ann.reads("/insights")).toContain("This server counts nothing for anybody.");
});
