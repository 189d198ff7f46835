/** Threads on servers that mean no good, or are in no state to answer: each costs us so much and no more, and says only what is its own to say. */
import { expect, test } from "vitest";
import type { InstanceConfig } from "../../src/config.ts";
import { createWorld, type World } from "../world/world.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import type { Person } from "../world/person.ts";

type ThreadJson = { known: number; counted: number; checked_at: string | null; checking: boolean };

async function scene(limits: InstanceConfig["limits"] = {}) {
  const world = await createWorld({ domain: "alpha.test", config: { limits } });
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  return { world, alice, fred };
}

/** Opens a thread and lets what follows happen. */
async function opened(world: World, alice: Person, uri: unknown) {
  const root = await alice.comesUpon(uri);
  await alice.thread(root);
  await world.settles();
  const { descendants } = await alice.thread(root);
  const state = await alice.api<ThreadJson>("GET", `/api/kith/v1/statuses/${root.id}/thread`);
  return { root, state, uris: descendants.map((status) => status.uri) };
}

/** Counts requests to a path and answers them. */
function counts(stranger: Stranger, path: string, page: (n: number, query: string) => Doc) {
  const seen = { requests: 0 };
  stranger.serves(path, (request) => ({ body: page(++seen.requests, request.path) }));
  return seen;
}

const first = (items: unknown[], more: Doc = {}): Doc => ({
  type: "Collection",
  first: { type: "CollectionPage", items, ...more },
});

test("a context that leads into itself ends, and gives what it holds", async () => {
  const { world, alice, fred } = await scene();
  await using _ = world;
  const context = `${fred.origin}/context`;
  const root = fred.note("<p>round</p>", { context });
  const answer = fred.note("<p>and round</p>", { context, inReplyTo: root["id"] });
  const seen = counts(fred, "/context", () => ({
    id: context,
    type: "OrderedCollection",
    first: context,
    next: context,
    orderedItems: [context, root["id"], answer["id"]],
  }));
  const { state, uris } = await opened(world, alice, root["id"]);
  expect(uris).toEqual([answer["id"]]);
  expect(state).toMatchObject({ known: 1, checking: false });
  expect(seen.requests).toBe(1);
});

test("replies that answer each other, and lists that list their lists, end too", async () => {
  const { world, alice, fred } = await scene();
  await using _ = world;
  const ids = [1, 2, 3].map((n) => `${fred.origin}/ring/${n}`);
  const note = (n: number) =>
    fred.note("<p>ring</p>", { id: ids[n], inReplyTo: ids[(n + 1) % 3], replies: first([ids[(n + 2) % 3], ids[n]]) });
  for (const n of [0, 1, 2]) fred.serves(`/ring/${n + 1}`, note(n));
  const { state, uris } = await opened(world, alice, ids[0]);
  expect(uris.length).toBeLessThanOrEqual(2);
  expect(state.checking).toBe(false);
});

test("endless pages are read to a limit", async () => {
  const { world, alice, fred } = await scene({ thread_pages: 7 });
  await using _ = world;
  let pages = 0;
  const root = fred.note("<p>endless</p>", { replies: `${fred.origin}/pages/0` });
  for (let n = 0; n < 50; n++) {
    fred.serves(`/pages/${n}`, () => {
      pages++;
      const page = { id: `${fred.origin}/pages/${n}`, type: "CollectionPage", items: [], next: `${fred.origin}/pages/${n + 1}` };
      return { body: page };
    });
  }
  const { state } = await opened(world, alice, root["id"]);
  expect(pages).toBe(7);
  expect(state).toMatchObject({ known: 0, checking: false });
});

test("of ten thousand listed items no more are fetched than the limits say", async () => {
  const { world, alice, fred } = await scene({ thread_replies: 40, thread_requests_per_host: 60 });
  await using _ = world;
  const root = fred.note("<p>popular</p>");
  const items = Array.from({ length: 10_000 }, (__, n) => `${fred.origin}/many/${n}`);
  let [fetched, now, most] = [0, 0, 0];
  for (const [n, id] of items.entries()) {
    fred.serves(`/many/${n}`, async () => {
      fetched++;
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return { body: { ...fred.note("<p>me too</p>", { id, inReplyTo: root["id"] }) } };
    });
  }
  fred.serves(String(root["id"]), { ...root, replies: { ...first(items), totalItems: 10_000 } });
  const { state, uris } = await opened(world, alice, root["id"]);
  expect(fetched).toBe(40);
  expect(most).toBeLessThanOrEqual(2);
  expect(uris).toHaveLength(40);
  expect(state).toMatchObject({ known: 40, counted: 10_000 });
});

test("what a list says of other servers is asked of these, and only what answers the thread is kept", async () => {
  const { world, alice, fred } = await scene();
  await using _ = world;
  const [gina, eve] = [await world.stranger("gina@other.test"), await world.stranger("eve@evil.test")];
  const root = fred.note("<p>open</p>");
  const honest = gina.note("<p>what Gina said</p>", { inReplyTo: root["id"] });
  const unrelated = gina.note("<p>something else</p>");
  const elsewhere = gina.note("<p>in another thread</p>", { inReplyTo: `${gina.origin}/nowhere` });
  const forged = { ...gina.note("<p>never said</p>", { inReplyTo: root["id"] }), id: `${eve.origin}/forged` };
  eve.serves("/forged", forged);
  const ours = "https://alpha.test/users/1/statuses/2";
  const items = [{ ...honest, content: "<p>what Fred says she said</p>" }, unrelated["id"], elsewhere["id"], forged.id, ours];
  fred.serves(String(root["id"]), { ...root, replies: first(items) });
  // Nor does a page count that another server has.
  eve.serves("/page", {
    id: `${eve.origin}/page`,
    type: "CollectionPage",
    items: [eve.note("<p>x</p>", { inReplyTo: root["id"] })["id"]],
  });
  const second = fred.note("<p>led astray</p>", { inReplyTo: root["id"], replies: `${eve.origin}/page` });
  fred.serves(String(root["id"]), { ...root, replies: first([...items, second["id"]]) });
  const { root: shown, state, uris } = await opened(world, alice, root["id"]);
  expect(new Set(uris)).toEqual(new Set([honest["id"], second["id"]]));
  const { descendants } = await alice.thread(shown);
  expect(descendants.find(({ uri }) => uri === honest["id"])?.content).toContain("what Gina said");
  expect(state).toMatchObject({ known: 2, counted: 2 });
  const rows = await world.instance("alpha.test").db.selectFrom("statuses").select("uri").execute();
  expect(rows).toHaveLength(3);
});

test("a private reply in a public thread is neither fetched nor kept", async () => {
  const { world, alice, fred } = await scene();
  await using _ = world;
  const root = fred.note("<p>public</p>");
  const hidden = { inReplyTo: root["id"], to: [`${fred.uri}/followers`] };
  const [inside, named, told] = [
    fred.note("<p>private</p>", hidden),
    fred.note("<p>private, too</p>", hidden),
    fred.note("<p>for Alice</p>", { inReplyTo: root["id"], to: [alice.uri], tag: [{ type: "Mention", href: alice.uri }] }),
  ];
  let asked = 0;
  fred.serves(String(inside["id"]), () => {
    asked++;
    return { body: inside };
  });
  fred.serves(String(root["id"]), { ...root, replies: first([inside, named["id"], told["id"]]) });
  const { state, uris } = await opened(world, alice, root["id"]);
  expect([uris, asked]).toEqual([[], 0]);
  expect(state).toMatchObject({ known: 0, counted: 0 });
  expect(await world.instance("alpha.test").db.selectFrom("statuses").select("uri").execute()).toHaveLength(1);
  expect(await alice.notifications()).toEqual([]);
});

test("a slow origin holds us for a while and is asked again later, at growing intervals", async () => {
  const { world, alice, fred } = await scene({ thread_seconds: 1 });
  await using _ = world;
  const root = fred.note("<p>slow</p>");
  const items = Array.from({ length: 30 }, (__, n) => `${fred.origin}/slow/${n}`);
  let asked = 0;
  for (const [n] of items.entries()) {
    fred.serves(`/slow/${n}`, async () => {
      asked++;
      return await new Promise<never>(() => undefined);
    });
  }
  fred.serves(String(root["id"]), { ...root, replies: first(items) });
  // Counted instead of timed: while the machine is busy with other things, time passes without a turn of ours.
  let turns = 0;
  const clock = setInterval(() => turns++, 100);
  const { root: shown, state } = await opened(world, alice, root["id"]);
  clearInterval(clock);
  expect(turns).toBeLessThan(80);
  expect(asked).toBeLessThanOrEqual(4);
  expect(state).toMatchObject({ known: 0, counted: 30, checked_at: null, checking: false });
  const before = asked;
  await alice.thread(shown);
  await world.settles();
  expect(asked).toBe(before);
  const turn = await world.instance("alpha.test").db.selectFrom("turns").selectAll().executeTakeFirstOrThrow();
  expect(turn).toMatchObject({ failures: 1 });
  expect(turn.next_at - world.clock.now()).toBeGreaterThan(19 * 60_000);
});

test("a thread whose server is away says what is known, and is whole once it is back", async () => {
  const { world, alice, fred } = await scene();
  await using _ = world;
  const root = fred.note("<p>first</p>");
  const answer = fred.note("<p>then</p>", { inReplyTo: root["id"] });
  const shown = await alice.comesUpon(root["id"]);
  fred.serves(String(root["id"]), { ...root, replies: first([answer["id"]]) });
  const page = fred.serves(String(answer["id"]), { status: 503 });
  expect((await opened(world, alice, root["id"])).state).toMatchObject({ known: 0, counted: 1 });
  fred.serves(page, answer);
  await world.passes("1 hour");
  expect((await opened(world, alice, shown.uri)).state).toMatchObject({ known: 1, counted: 1 });
});

test("what a thread begins with is asked for again when somebody opens its end", async () => {
  const { world, alice, fred } = await scene();
  await using _ = world;
  const root = fred.note("<p>first</p>");
  const page = fred.serves(String(root["id"]), { status: 404 });
  const answer = fred.note("<p>then</p>", { inReplyTo: root["id"] });
  const end = await alice.comesUpon(answer["id"]);
  await world.settles();
  await world.passes("1 day");
  fred.serves(page, root);
  await alice.thread(end);
  await world.settles();
  expect((await alice.thread(end)).ancestors.map(({ uri }) => uri)).toEqual([root["id"]]);
});

test("a thread that is nobody's but ours causes no questions, and with thread_replies 0 none does", async () => {
  const { world, alice, fred } = await scene({ thread_replies: 0 });
  await using _ = world;
  const jobs = async () =>
    await world.instance("alpha.test").db.selectFrom("jobs").select("id").where("kind", "=", "thread.opened/fetch").execute();
  await alice.thread(await alice.posts("mine"));
  await alice.thread(await alice.comesUpon(fred.note("<p>his</p>")["id"]));
  expect(await jobs()).toEqual([]);
});
