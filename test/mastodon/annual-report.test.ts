/** What is made in the background: the report of one's year, and how a client learns that an answer will grow. */
import { expect, test } from "vitest";
import { contextRefreshId, noteRefresh, startRefresh } from "../../src/refreshes/refreshes.ts";
import { claimTurn, threadTurn } from "../../src/refreshes/turns.ts";
import type { StatusJson } from "../world/entities.ts";
import { reckonYear } from "../../src/annual/reckon.ts";
import { createWorld } from "../world/world.ts";

const at = "/api/v1/annual_reports";

test("a year is reckoned when it is asked for, once, and the client can wait for it", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const loved = await alice.posts("my best #garden");
  await bob.favourites(loved);
  await alice.posts("hidden but liked #garden", { visibility: "private" });
  await alice.posts("more #garden, and a #shed", { visibility: "unlisted" });
  const hers = await bob.posts("hello");
  await alice.replies(hers, "hello bob");
  await alice.boosts(hers);
  await world.settles();
  expect(await alice.api("GET", `${at}/2026/state`)).toEqual({ state: "ineligible" });
  expect((await alice.asks("POST", `${at}/2026/generate`)).status).toBe(404);
  await world.passes("220 days");
  expect(await alice.api("GET", `${at}/2026/state`)).toEqual({ state: "eligible" });
  expect(await alice.api("GET", `${at}/2024/state`)).toEqual({ state: "ineligible" });
  const asked = await alice.asks("POST", `${at}/2026/generate`);
  const header = String(asked.headers["mastodon-async-refresh"]);
  expect([asked.status, header]).toEqual([202, expect.stringMatching(/^id="[^"]+", retry=3, result_count=0$/)]);
  const refresh = `/api/v1_alpha/async_refreshes/${/id="([^"]+)"/.exec(header)?.[1] ?? ""}`;
  expect(await alice.api("GET", refresh)).toMatchObject({ async_refresh: { status: "running" } });
  expect((await bob.asks("GET", refresh)).status).toBe(404);
  expect(await alice.api("GET", `${at}/2026/state`)).toEqual({ state: "generating" });
  expect((await alice.asks("GET", `${at}/2026`)).status).toBe(404);
  await world.settles();
  expect(await alice.api("GET", refresh)).toMatchObject({ async_refresh: { status: "finished", result_count: 1 } });
  const report = await alice.api<{ annual_reports: unknown[]; statuses: StatusJson[]; accounts: { acct: string }[] }>(
    "GET",
    `${at}/2026`,
  );
  const none = { statuses: 0, following: 0, followers: 0 };
  expect(report.annual_reports).toEqual([
    {
      year: 2026,
      account_id: alice.id,
      schema_version: 2,
      share_url: null,
      data: {
        archetype: "lurker",
        top_statuses: { by_favourites: loved.id, by_reblogs: null, by_replies: null },
        time_series: Array.from({ length: 12 }, (_, i) => ({ month: i + 1, ...none, ...(i === 5 ? { statuses: 5 } : {}) })),
        top_hashtags: [{ name: "garden", count: 3 }],
      },
    },
  ]);
  expect(report.statuses.map(({ id }) => id)).toEqual([loved.id]);
  expect(report.accounts.map(({ acct }) => acct)).toEqual(["alice"]);
  expect((await alice.asks("POST", `${at}/2026/generate`)).status).toBe(200);
  expect(await alice.api("POST", `${at}/2026/read`)).toEqual({});
  expect((await bob.asks("POST", `${at}/2026/read`)).status).toBe(404);
  expect(await alice.api("GET", at)).toMatchObject({ annual_reports: [{ year: 2026 }] });
});

test("a year's best statuses are three, and what somebody is like follows from what they wrote", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const [first, second, third] = [await alice.posts("first"), await alice.posts("second"), await alice.posts("third")];
  for (const one of [first, second]) await bob.boosts(one);
  for (const one of [first, second, third]) await bob.favourites(one);
  for (const one of [first, second, third]) await bob.replies(one, "yes");
  const kith = world.instance("alpha.test");
  /** As if she had written it over and over. */
  const again = async (status: StatusJson, times: number) => {
    const row = await kith.db.selectFrom("statuses").selectAll().where("id", "=", Number(status.id)).executeTakeFirstOrThrow();
    const copy = () => ({ ...row, id: kith.newId(), uri: `${row.uri}/${kith.newId()}` });
    await kith.write(
      async (tx) =>
        await tx
          .insertInto("statuses")
          .values(Array.from({ length: times }, copy))
          .execute(),
    );
  };
  await again(await alice.replies(first, "and so on"), 120);
  await kith.write(
    async (tx) => await tx.updateTable("statuses").set({ replies_count: 9 }).where("id", "=", Number(first.id)).execute(),
  );
  const answer = await alice.replies(await bob.posts("hello"), "@bob hello");
  await world.settles();
  const reckoned = await reckonYear(kith.db, Number(alice.id), 2026);
  expect(reckoned.top_statuses).toEqual({ by_reblogs: second.id, by_favourites: third.id, by_replies: first.id });
  // Who only goes on in their own threads answers nobody: one answer to others and three posts are few.
  expect(reckoned.archetype).toBe("lurker");
  await again(answer, 110);
  expect((await reckonYear(kith.db, Number(alice.id), 2026)).archetype).toBe("replier");
});

test("a thread says that more of it is on its way", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const status = await alice.posts("a thread from elsewhere");
  const kith = world.instance("alpha.test");
  const header = async () => (await alice.asks("GET", `/api/v1/statuses/${status.id}/context`)).headers["mastodon-async-refresh"];
  expect(await header()).toBeUndefined();
  const row = await kith.db.selectFrom("statuses").select("conversation_id").executeTakeFirstOrThrow();
  const id = contextRefreshId(row.conversation_id);
  await kith.write(async (tx) => {
    await claimTurn(tx, kith, threadTurn(row.conversation_id));
    await startRefresh(tx, kith, id);
    await noteRefresh(tx, kith, id, { result_count: 2, done: false });
  });
  expect(await header()).toBe(`id="${id}", retry=3, result_count=2`);
  expect(await alice.api("GET", `/api/v1_alpha/async_refreshes/${id}`)).toEqual({
    async_refresh: { id, status: "running", result_count: 2 },
  });
  await world.passes("1 hour");
  expect(await header()).toBeUndefined();
  expect(await alice.api("GET", `/api/v1_alpha/async_refreshes/${id}`)).toMatchObject({ async_refresh: { status: "finished" } });
  expect((await alice.asks("GET", "/api/v1_alpha/async_refreshes/none")).status).toBe(404);
});
