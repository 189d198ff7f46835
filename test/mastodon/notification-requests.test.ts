/** Policies of notifications: who comes through, who waits aside, who is not heard at all. */
import { expect, test } from "vitest";
import type { AccountJson, NotificationJson, StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Request = { id: string; notifications_count: string; account: AccountJson; last_status: StatusJson | null };
const POLICY = "/api/v2/notifications/policy";
const REQUESTS = "/api/v1/notifications/requests";
const types = async (who: Person, query = "") => (await who.notifications(query)).map(({ type }) => type);
const requests = async (who: Person, query = "") => await who.api<Request[]>("GET", `${REQUESTS}${query}`);

const three = async (world: Awaited<ReturnType<typeof createWorld>>) =>
  [await world.person("alice@alpha.test"), await world.person("bob@alpha.test"), await world.person("carol@alpha.test")] as const;

test("who waits aside is let in with all that they have notified of, and stays in", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = await three(world);
  await alice.follows(carol);
  const set = await alice.api("PATCH", POLICY, { for_not_following: "filter" });
  expect(set).toMatchObject({ for_not_following: "filter", for_not_followers: "accept", for_limited_accounts: "filter" });
  const post = await alice.posts("mine");
  await bob.favourites(post);
  const note = await bob.posts("@alice psst", { visibility: "direct" });
  await carol.posts("@alice hello");
  expect(await types(alice)).toEqual(["mention"]);
  expect(await alice.api("GET", "/api/v1/conversations")).toEqual([]);
  expect(await types(alice, "?include_filtered=true")).toEqual(["mention", "mention", "favourite"]);
  const [request, ...others] = await requests(alice);
  expect(others).toEqual([]);
  expect(request).toMatchObject({ notifications_count: "2", account: { acct: "bob" }, last_status: { id: note.id } });
  expect(await alice.api("GET", `${REQUESTS}/${request?.id}`)).toEqual(request);
  expect(await alice.api("GET", POLICY)).toMatchObject({
    summary: { pending_requests_count: 1, pending_notifications_count: 2 },
  });
  expect((await carol.asks("POST", `${REQUESTS}/${request?.id}/accept`)).status).toBe(404);
  await alice.api("POST", `${REQUESTS}/${request?.id}/accept`);
  expect(await alice.api("GET", `${REQUESTS}/merged`)).toEqual({ merged: true });
  expect(await types(alice)).toEqual(["mention", "mention", "favourite"]);
  expect(await alice.api("GET", "/api/v1/conversations")).toMatchObject([{ unread: true, last_status: { id: note.id } }]);
  expect(await requests(alice)).toEqual([]);
  await bob.posts("@alice again");
  expect(await types(alice)).toHaveLength(4);
});

test("who is sent away is forgotten with what they said, until they come again", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = await three(world);
  await alice.api("PATCH", POLICY, { for_not_followers: "filter" });
  await bob.posts("@alice one");
  await carol.posts("@alice one");
  await bob.follows(alice);
  await bob.posts("@alice a new follower is no old friend");
  const waiting = await requests(alice);
  expect(waiting.map(({ account }) => account.acct).sort()).toEqual(["bob", "carol"]);
  await alice.api("POST", `${REQUESTS}/dismiss`, { id: waiting.map(({ id }) => id) });
  expect(await requests(alice)).toEqual([]);
  expect(await types(alice, "?include_filtered=true")).toEqual([]);
  await world.passes("4 days");
  await bob.posts("@alice three days later");
  expect(await types(alice)).toEqual(["mention"]);
  await carol.posts("@alice still here");
  const [again] = await requests(alice);
  expect(again).toMatchObject({ account: { acct: "carol" }, notifications_count: "1" });
  await alice.api("POST", `${REQUESTS}/accept`, { id: [again?.id] });
  expect(await types(alice)).toEqual(["mention", "mention"]);
  expect((await alice.asks("POST", `${REQUESTS}/${again?.id}/dismiss`)).status).toBe(404);
});

test("private mentions by strangers are dropped unless they answer; what staff writes is never dropped", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = await three(world);
  const mod = await world.person("mod@alpha.test", { role: "moderator" });
  await alice.api("PATCH", POLICY, { for_private_mentions: "drop" });
  await bob.posts("@alice buy this", { visibility: "direct" });
  await bob.posts("@alice in the open");
  await mod.posts("@alice a word", { visibility: "direct" });
  const question = await alice.posts("@bob a question", { visibility: "direct" });
  await bob.replies(question, "@alice an answer", { visibility: "direct" });
  const heard = (await alice.notifications("?include_filtered=true")) as (NotificationJson & { status: StatusJson })[];
  expect(heard.map(({ status }) => status.content.replace(/<[^>]*>/g, ""))).toEqual([
    "@alice an answer",
    "@alice a word",
    "@alice in the open",
  ]);
});

test("new accounts and limited ones wait; the older API sees the same policy", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = await three(world);
  await world.instance("alpha.test").write(async (tx) => {
    await tx.updateTable("accounts").set({ silenced_at: 1 }).where("id", "=", Number(carol.id)).execute();
  });
  await carol.posts("@alice limited");
  expect(await requests(alice)).toMatchObject([{ account: { acct: "carol" } }]);
  const old = await alice.api("PATCH", "/api/v1/notifications/policy", { filter_new_accounts: "true" });
  expect(old).toMatchObject({ filter_new_accounts: true, filter_not_following: false, summary: { pending_requests_count: 1 } });
  expect(await alice.api("GET", POLICY)).toMatchObject({ for_new_accounts: "filter" });
  await bob.posts("@alice new here");
  expect(await requests(alice)).toHaveLength(2);
  await world.passes("31 days");
  await bob.posts("@alice not new any more");
  expect(await types(alice)).toEqual(["mention"]);
  await alice.api("PATCH", POLICY, { for_limited_accounts: "accept" });
  await carol.posts("@alice and me");
  expect(await types(alice)).toEqual(["mention", "mention"]);
  expect((await alice.asks("PATCH", POLICY, { for_new_accounts: "perhaps" })).status).toBe(422);
});

test("requests are paged, at a constant cost", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = await three(world);
  const counter = world.counter("alpha.test");
  const page = async (query: string) => await counter.during(async () => await requests(alice, query));
  await alice.api("PATCH", POLICY, { for_not_following: "filter" });
  for (const one of [bob, carol]) await one.posts("@alice hello");
  await requests(alice);
  expect(await page("?limit=2")).toBe(await page("?limit=1"));
  const answer = await alice.asks("GET", `${REQUESTS}?limit=1`);
  expect(String(answer.headers["link"])).toMatch(/max_id=\d+>; rel="next"/);
});
