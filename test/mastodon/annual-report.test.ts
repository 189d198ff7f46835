/** What is made in the background: the report of one's year, and how a client learns that an answer will grow. */
import { expect, test } from "vitest";
import { contextRefreshId, noteRefresh, startRefresh } from "../../src/refreshes/refreshes.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";

const at = "/api/v1/annual_reports";

test("a year is reckoned when it is asked for, once, and the client can wait for it", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const loved = await alice.posts("my best #garden");
  await bob.favourites(loved);
  await alice.posts("hidden but liked #garden", { visibility: "private" });
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
  expect(report.annual_reports).toMatchObject([
    {
      year: 2026,
      account_id: alice.id,
      schema_version: 1,
      data: {
        archetype: "lurker",
        type_distribution: { total: 4, reblogs: 1, replies: 1, standalone: 2 },
        top_statuses: { by_favourites: loved.id, by_reblogs: null, by_replies: null },
        most_used_apps: [{ name: "Tests", count: 3 }],
        commonly_interacted_with_accounts: [{ account_id: bob.id, count: 1 }],
        most_reblogged_accounts: [{ account_id: bob.id, count: 1 }],
        top_hashtags: [{ name: "garden", count: 2 }],
        percentiles: 50,
      },
    },
  ]);
  expect(report.statuses.map(({ id }) => id)).toEqual([loved.id]);
  expect(report.accounts.map(({ acct }) => acct)).toEqual(["bob"]);
  expect((await alice.asks("POST", `${at}/2026/generate`)).status).toBe(200);
  expect(await alice.api("POST", `${at}/2026/read`)).toEqual({});
  expect((await bob.asks("POST", `${at}/2026/read`)).status).toBe(404);
  expect(await alice.api("GET", at)).toMatchObject({ annual_reports: [{ year: 2026 }] });
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
