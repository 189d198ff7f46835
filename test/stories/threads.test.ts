/** Whole threads: what somebody opens is fetched from where it is, once for all who look, and nobody is told of it. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";
import type { Person } from "../world/person.ts";
import type { StatusJson } from "../world/entities.ts";

type ThreadJson = { known: number; counted: number; checked_at: string | null; checking: boolean };
const stateOf = async (person: Person, status: StatusJson) =>
  await person.api<ThreadJson>("GET", `/api/kith/v1/statuses/${status.id}/thread`);
const refreshOf = async (person: Person, status: StatusJson) =>
  (await person.asks("GET", `/api/v1/statuses/${status.id}/context`)).headers["mastodon-async-refresh"];
const textsOf = (statuses: readonly StatusJson[]) => statuses.map(({ content }) => content.replace(/<[^>]+>/g, ""));

/** Alice of alpha has begun a thread; Bob of beta has come upon it. */
async function openVillage(world: World) {
  const [alice, carol, bob] = [
    await world.person("alice@alpha.test"),
    await world.person("carol@alpha.test"),
    await world.person("bob@beta.test"),
  ];
  const root = await alice.posts("Who has seeds?");
  const second = await alice.replies(root, "Beans, I mean");
  const answer = await carol.replies(root, "I have");
  const deeper = await alice.replies(answer, "Wonderful");
  const seen = await bob.comesUpon(root.uri);
  return { alice, carol, bob, root, second, answer, deeper, seen };
}

test("opening a thread brings all of it from its origin, and nobody hears of it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, seen } = await openVillage(world);
  const dora = await world.person("dora@beta.test");
  await dora.follows(alice);
  await world.settles();
  const streamed: unknown[] = [];
  for (const channel of ["public", "public:remote", `user:${dora.id}`, `user:${bob.id}`])
    world.instance("beta.test").bus.subscribe(channel, (message) => streamed.push(message));
  expect(await stateOf(bob, seen)).toEqual({ known: 0, counted: 0, checked_at: null, checking: true });
  expect(await refreshOf(bob, seen)).toMatch(/^id="context-\d+", retry=3, result_count=0$/);
  await world.settles();
  const { descendants } = await bob.thread(seen);
  expect(textsOf(descendants)).toEqual(["Beans, I mean", "I have", "Wonderful"]);
  expect(await refreshOf(bob, seen)).toBeUndefined();
  expect(await stateOf(bob, seen)).toEqual({ known: 3, counted: 3, checked_at: expect.any(String) as string, checking: false });
  expect(textsOf(await dora.home())).toEqual(["Who has seeds?"]);
  expect(await dora.notifications()).toEqual([]);
  expect(streamed).toEqual([]);
  const shout = await alice.posts("Hello all");
  await world.settles();
  await expect.poll(() => streamed.length, { message: shout.uri }).toBeGreaterThan(0);
});

test("the refresh says how much has come, and that it is done", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { bob, seen } = await openVillage(world);
  const header = String(await refreshOf(bob, seen));
  const id = /id="([^"]+)"/.exec(header)?.[1] ?? "";
  const refresh = async () => await bob.api("GET", `/api/v1_alpha/async_refreshes/${id}`);
  expect(await refresh()).toEqual({ async_refresh: { id, status: "running", result_count: 0 } });
  await world.settles();
  expect(await refresh()).toEqual({ async_refresh: { id, status: "finished", result_count: 3 } });
});

test("a thread opened at its end is fetched from its beginning on", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { bob, deeper } = await openVillage(world);
  const leaf = await bob.comesUpon(deeper.uri);
  await bob.thread(leaf);
  await world.settles();
  const { ancestors, descendants } = await bob.thread(leaf);
  expect(textsOf(ancestors)).toEqual(["Who has seeds?", "I have"]);
  expect(descendants).toEqual([]);
  expect(textsOf((await bob.thread(ancestors[0] as StatusJson)).descendants)).toContain("Beans, I mean");
});

test("answers on third servers are found through those whom they answer", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { bob, answer, seen } = await openVillage(world);
  const gina = await world.person("gina@gamma.test");
  await gina.replies(await gina.comesUpon(answer.uri), "@carol@alpha.test me too");
  await world.settles();
  await bob.thread(seen);
  await world.settles();
  const { descendants } = await bob.thread(seen);
  expect(textsOf(descendants)).toContain("@carol me too");
  expect(descendants.find(({ account }) => account.acct === "gina@gamma.test")?.uri).toMatch("https://gamma.test/");
});

test("fifty readers cause one fetch, and visitors none", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { bob, seen } = await openVillage(world);
  const kith = world.instance("beta.test");
  const jobs = async () => await kith.db.selectFrom("jobs").selectAll().where("kind", "=", "thread.opened/fetch").execute();
  const visitor = world.visitor("beta.test");
  expect((await visitor("GET", `/api/v1/statuses/${seen.id}/context`)).status).toBe(200);
  expect(await jobs()).toEqual([]);
  const headers = await Promise.all(Array.from({ length: 50 }, async () => await refreshOf(bob, seen)));
  expect(await jobs()).toHaveLength(1);
  expect(new Set(headers).size).toBe(1);
  await world.settles();
  await bob.thread(seen);
  expect(await jobs()).toEqual([]);
  await world.passes("30 minutes");
  await bob.thread(seen);
  expect(await jobs()).toHaveLength(1);
});

test("what comes by itself after all is told then", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, root, bob, seen } = await openVillage(world);
  const dora = await world.person("dora@beta.test");
  await dora.follows(alice);
  await world.settles();
  const late = await alice.replies(root, "@dora@beta.test you too");
  // It is still on its way when Bob opens the thread.
  await world.instance("alpha.test").write(async (tx) => {
    const job = { run_at: world.clock.now() + 3_600_000 };
    await tx.updateTable("jobs").set(job).where("kind", "=", "status.published/deliver").execute();
  });
  await bob.thread(seen);
  await world.settles();
  expect(textsOf((await bob.thread(seen)).descendants)).toContain("@dora you too");
  expect(await dora.notifications()).toEqual([]);
  await world.passes("2 hours");
  expect((await dora.notifications()).map(({ type, status }) => [type, status?.uri])).toEqual([["mention", late.uri]]);
  expect((await dora.home()).map(({ uri }) => uri)).toEqual([late.uri, root.uri]);
  await world.passes("1 hour");
  expect(await dora.notifications()).toHaveLength(1);
});

test("likes and boosts are those that the origin counts", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { carol, bob, root, seen } = await openVillage(world);
  await carol.favourites(root);
  await carol.boosts(root);
  await bob.thread(seen);
  await world.settles();
  expect(await bob.looksAt(seen)).toMatchObject({ favourites_count: 1, reblogs_count: 1 });
});

test("our own statuses name the collections of their thread, and these show only what is for all", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, carol, bob, root, second, answer, deeper } = await openVillage(world);
  await carol.replies(root, "between us", { visibility: "private" });
  const stranger = await world.stranger("fred@far.test");
  const get = async (uri: string) =>
    (await stranger.fetches("alpha.test", uri.replace("https://alpha.test", ""))).json<Record<string, unknown>>();
  const note = await get(root.uri);
  expect(note).toMatchObject({
    context: `${root.uri}/context`,
    replies: {
      id: `${root.uri}/replies`,
      totalItems: 2,
      first: { type: "CollectionPage", partOf: `${root.uri}/replies`, items: [second.uri] },
    },
  });
  const head = await get(String(note["context"]));
  expect(head).toMatchObject({ type: "OrderedCollection", id: note["context"], attributedTo: alice.uri });
  const page = await get(String(head["first"]));
  expect(page["orderedItems"]).toEqual([root.uri, second.uri, answer.uri, deeper.uri]);
  expect((await stranger.fetches("alpha.test", `${new URL(answer.uri).pathname}/context`)).status).toBe(404);
  expect(await get(answer.uri)).toMatchObject({ context: `${root.uri}/context` });
  // Answers from elsewhere inherit it.
  const reply = await bob.replies(await bob.comesUpon(root.uri), "@alice@alpha.test me");
  const theirs = (await stranger.fetches("beta.test", new URL(reply.uri).pathname)).json<Record<string, unknown>>();
  expect(theirs["context"]).toBe(`${root.uri}/context`);
});
