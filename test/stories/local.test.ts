/** One community by itself: whose posts stand in home, what lists show, and what a page costs. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

const uris = (list: readonly StatusJson[]) => list.map(({ uri }) => uri);

test("home holds one's own posts and those of whom one follows, replies between others left out", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  await alice.follows(bob);
  const mine = await alice.posts("Mine");
  const bobs = await bob.posts("Bob's");
  const carols = await carol.posts("Carol's");
  await bob.replies(carols, "@carol to one whom alice does not follow");
  const toAlice = await bob.replies(mine, "@alice to alice");
  const toHimself = await bob.replies(bobs, "to himself");
  await world.settles();
  expect(uris(await alice.home())).toEqual([toHimself.uri, toAlice.uri, bobs.uri, mine.uri]);
});

test("a boost brings a post into home once, not for every friend who boosts it", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol, dora] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
    await world.person("dora@alpha.test"),
  ];
  await alice.follows(bob);
  await alice.follows(carol);
  const doras = await dora.posts("Boost me");
  await bob.boosts(doras);
  await carol.boosts(doras);
  await world.settles();
  expect((await alice.home()).map(({ account, reblog }) => [account.acct, reblog?.uri])).toEqual([["bob", doras.uri]]);
});

test("following brings what was written before, unfollowing takes it away", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const before = await bob.posts("Before");
  await alice.follows(bob);
  await world.settles();
  expect(uris(await alice.home())).toEqual([before.uri]);
  await alice.unfollows(bob);
  await world.settles();
  expect(await alice.home()).toEqual([]);
});

test("a list shows its members' posts", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  await alice.follows(bob);
  await alice.follows(carol);
  const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "Friends" });
  await alice.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: [bob.id] });
  const bobs = await bob.posts("Bob's");
  await carol.posts("Carol's");
  await world.settles();
  expect(uris(await alice.api("GET", `/api/v1/timelines/list/${list.id}`))).toEqual([bobs.uri]);
});

test("an exclusive list keeps its members out of home", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await alice.follows(bob);
  const list = await alice.api<{ id: string }>("POST", "/api/v1/lists", { title: "News", exclusive: true });
  await alice.api("POST", `/api/v1/lists/${list.id}/accounts`, { account_ids: [bob.id] });
  const bobs = await bob.posts("News from bob");
  await world.settles();
  expect(await alice.home()).toEqual([]);
  expect(uris(await alice.api("GET", `/api/v1/timelines/list/${list.id}`))).toEqual([bobs.uri]);
});

test("timelines page by id in both directions, without a gap and without a repetition", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const all: string[] = [];
  for (let i = 0; i < 11; i++) all.unshift((await alice.posts(`number ${i}`)).uri);
  await world.settles();
  const read: StatusJson[] = [];
  for (let path = "?limit=4"; path !== "";) {
    const answer = await alice.asks("GET", `/api/v1/timelines/home${path}`);
    read.push(...answer.json<StatusJson[]>());
    const [, next] = /<([^>]+)>; rel="next"/.exec(String(answer.headers["link"] ?? "")) ?? [];
    path = next === undefined ? "" : new URL(next).search;
  }
  expect(uris(read)).toEqual(all);
  const older = read[7];
  expect(uris(await alice.home(`?limit=3&min_id=${older?.id}`))).toEqual(all.slice(4, 7));
  expect(uris(await alice.home(`?limit=3&since_id=${older?.id}`))).toEqual(all.slice(0, 3));
});

test("40 statuses cost as many queries as 2", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await alice.follows(bob);
  const topic = await alice.posts("Topic");
  for (let i = 0; i < 20; i++) {
    const status = await bob.posts(`@alice number ${i} #tag${i} https://example.org/${i}`);
    await alice.favourites(status);
    if (i % 2 === 0) await bob.replies(topic, `@alice reply ${i}`);
    else await alice.boosts(status);
  }
  await world.settles();
  const counter = world.counter("alpha.test");
  for (const path of [
    "/api/v1/timelines/home",
    "/api/v1/timelines/public",
    `/api/v1/accounts/${bob.id}/statuses`,
    "/api/v1/notifications",
  ]) {
    const count = async (limit: number, least: number) =>
      await counter.during(async () =>
        expect((await alice.api<unknown[]>("GET", `${path}?limit=${limit}`)).length).toBeGreaterThanOrEqual(least),
      );
    // What nobody has read yet is loaded whole.
    expect(await count(40, 19)).toBeLessThan(30);
    const [two, forty] = [await count(2, 2), await count(40, 19)];
    // What is reblogged takes one more, however much that is.
    expect([path, forty - two <= 1, forty < 9]).toEqual([path, true, true]);
  }
});
