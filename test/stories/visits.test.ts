/** The first look at somebody elsewhere: their posts, pins and numbers are fetched, once, and nobody is told. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import type { AccountJson, StatusJson } from "../world/entities.ts";

const textsOf = (statuses: readonly StatusJson[]) => statuses.map(({ content }) => content.replace(/<[^>]+>/g, ""));
const HANDLE = "alice@alpha.test";

test("whoever looks at a profile for the first time finds its posts, pins and numbers", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, carol, bob] = [
    await world.person(HANDLE),
    await world.person("carol@alpha.test"),
    await world.person("bob@beta.test"),
  ];
  await carol.follows(alice);
  const first = await alice.posts("First");
  await alice.pins(first);
  await alice.posts("Between us", { visibility: "private" });
  await alice.replies(first, "and more");
  const dora = await world.person("dora@beta.test");
  await dora.follows(alice);
  await world.settles();
  expect(await bob.profile(HANDLE)).toEqual([]);
  await world.settles();
  expect(textsOf(await bob.profile(HANDLE))).toEqual(["and more", "First"]);
  expect(textsOf(await bob.profile(HANDLE, "?pinned=true"))).toEqual(["First"]);
  expect(await bob.finds(HANDLE)).toMatchObject({ followers_count: 2, following_count: 0, statuses_count: 3 });
  // Nobody is told.
  expect(await dora.home()).toEqual([]);
  expect(await dora.notifications()).toEqual([]);
  expect(await bob.home()).toEqual([]);
});

test("a profile is fetched once a day, however many look", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person(HANDLE);
  const fred = await world.stranger("fred@far.test");
  fred.actor["featured"] = `${fred.uri}/featured`;
  let asked = 0;
  const pin = fred.note("<p>read this</p>");
  const posts = [fred.note("<p>one</p>"), fred.note("<p>two</p>")];
  fred.serves(`${fred.uri}/outbox`, () => {
    asked++;
    const items = posts.toReversed().map((object) => fred.activity("Create", object));
    return { body: { id: `${fred.uri}/outbox`, type: "OrderedCollection", totalItems: 70, orderedItems: items } };
  });
  const featured = { id: `${fred.uri}/featured`, type: "OrderedCollection", orderedItems: [pin["id"]] };
  fred.serves(`${fred.uri}/featured`, featured);
  const { id } = await alice.finds(fred.handle);
  const look = async (query = "") => await alice.api<StatusJson[]>("GET", `/api/v1/accounts/${id}/statuses${query}`);
  await Promise.all(Array.from({ length: 20 }, async () => await look()));
  await world.settles();
  expect(new Set((await look()).map(({ uri }) => uri))).toEqual(new Set([pin, ...posts].map((note) => note["id"])));
  expect((await look("?pinned=true")).map(({ uri }) => uri)).toEqual([pin["id"]]);
  expect((await alice.api<AccountJson>("GET", `/api/v1/accounts/${id}`)).statuses_count).toBe(70);
  await world.settles();
  expect(asked).toBe(1);
  fred.serves(`${fred.uri}/featured`, { ...featured, orderedItems: [posts[0]] });
  await world.passes("2 days");
  await look();
  await world.settles();
  expect(asked).toBe(2);
  expect((await look("?pinned=true")).map(({ uri }) => uri)).toEqual([posts[0]?.["id"]]);
});

test("an outbox speaks for its own account only, and nobody is told", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person(HANDLE);
  const [fred, gina, eve] = [
    await world.stranger("fred@far.test"),
    await world.stranger("gina@far.test"),
    await world.stranger("eve@evil.test"),
  ];
  const hidden = fred.note("<p>for few</p>", { to: [`${fred.uri}/followers`] });
  const forged = { ...eve.note("<p>never said</p>"), attributedTo: fred.uri };
  const hers = gina.note("<p>hers</p>");
  const mine = fred.note("<p>mine</p>", { tag: [{ type: "Mention", href: alice.uri }], cc: [alice.uri] });
  const items = [hidden, forged, hers, mine].map((object) => fred.activity("Create", object));
  fred.serves(`${fred.uri}/outbox`, { id: `${fred.uri}/outbox`, type: "OrderedCollection", orderedItems: items });
  await alice.profile(fred.handle);
  await world.settles();
  expect((await alice.profile(fred.handle)).map(({ uri }) => uri)).toEqual([mine["id"]]);
  const rows = await world.instance("alpha.test").db.selectFrom("statuses").select("uri").execute();
  expect(rows.map(({ uri }) => uri)).toEqual([mine["id"]]);
  expect(await alice.notifications()).toEqual([]);
});

test("visitors cause no fetch, and a server that does not answer is asked again after an hour", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person(HANDLE);
  const fred = await world.stranger("fred@far.test");
  const { id } = await alice.finds(fred.handle);
  const path = `/api/v1/accounts/${id}/statuses`;
  let asked = 0;
  fred.serves(`${fred.uri}/outbox`, () => {
    asked++;
    return { status: 503 };
  });
  await world.visitor("alpha.test")("GET", path);
  await world.settles();
  expect(asked).toBe(0);
  for (const [time, times] of [
    ["1 second", 1],
    ["30 minutes", 1],
    ["3 hours", 2],
  ] as const) {
    await world.passes(time);
    await alice.asks("GET", path);
    await world.settles();
    expect(asked).toBe(times);
  }
});

test("what somebody has boosted stands on their profile, from its own server; when the boost is delivered, it is told", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person(HANDLE), await world.person("bob@beta.test")];
  const [fred, gina] = [await world.stranger("fred@far.test"), await world.stranger("gina@other.test")];
  const mine = await alice.posts("Mine");
  const theirs = await bob.posts("Theirs");
  const hers = gina.note("<p>hers</p>");
  const boosts = [mine.uri, theirs.uri, { ...hers, content: "<p>never said</p>" }].map((object) =>
    fred.activity("Announce", object),
  );
  const orderedItems = [...boosts, gina.activity("Announce", mine.uri), fred.activity("Announce", `${fred.origin}/nothing`)];
  fred.serves(`${fred.uri}/outbox`, { id: `${fred.uri}/outbox`, type: "OrderedCollection", orderedItems });
  await alice.profile(fred.handle);
  await world.settles();
  const shown = (await alice.profile(fred.handle)).map(({ reblog }) => reblog);
  expect(new Set(shown.map((status) => status?.uri))).toEqual(new Set([mine.uri, theirs.uri, hers["id"]]));
  expect(shown.map((status) => status?.content)).toContain("<p>hers</p>");
  expect(await alice.notifications()).toEqual([]);
  await fred.sends("alpha.test", boosts[0] ?? {});
  await world.settles();
  expect((await alice.notifications()).map(({ type }) => type)).toEqual(["reblog"]);
  await fred.sends("alpha.test", { ...boosts[0], id: `${fred.uri}/again` });
  await world.settles();
  expect(await alice.notifications()).toHaveLength(1);
});

test("an outbox that lists only addresses is read through them: each once, from its own server, and a lie is found out", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person(HANDLE);
  const [fred, gina, eve] = [
    await world.stranger("fred@far.test"),
    await world.stranger("gina@far.test"),
    await world.stranger("eve@evil.test"),
  ];
  const asked: string[] = [];
  const addressOf = (who: typeof fred, activity: Record<string, unknown>) => {
    who.serves(String(activity["id"]), () => {
      asked.push(String(activity["id"]));
      return { body: activity };
    });
    return activity["id"];
  };
  const [whole, named, plain, hers] = [
    fred.note("<p>whole</p>"),
    fred.note("<p>named</p>"),
    fred.note("<p>plain</p>"),
    gina.note("<p>hers</p>"),
  ];
  const hidden = fred.note("<p>for few</p>", { to: [`${fred.uri}/followers`] });
  const mine = await alice.posts("Mine");
  const lie = { ...eve.activity("Create", eve.note("<p>never said</p>")), actor: fred.uri };
  const orderedItems = [
    addressOf(fred, fred.activity("Create", whole)),
    addressOf(fred, fred.activity("Create", named["id"])),
    plain["id"],
    addressOf(fred, fred.activity("Announce", mine.uri)),
    addressOf(fred, fred.activity("Create", hidden)),
    addressOf(fred, fred.activity("Follow", alice.uri)),
    addressOf(gina, gina.activity("Create", hers)),
    addressOf(eve, lie),
    `${fred.uri}/activities/nothing`,
  ];
  fred.serves(`${fred.uri}/outbox`, { id: `${fred.uri}/outbox`, type: "OrderedCollection", orderedItems });
  await alice.profile(fred.handle);
  await world.settles();
  const shown = await alice.profile(fred.handle);
  const texts = textsOf(shown.map((status) => status.reblog ?? status));
  expect(new Set(texts)).toEqual(new Set(["whole", "named", "plain", "Mine"]));
  const rows = await world.instance("alpha.test").db.selectFrom("statuses").select("uri").execute();
  expect(rows).toHaveLength(5);
  expect(asked.filter((uri) => uri.startsWith(eve.origin))).toEqual([]);
  expect(asked).toHaveLength(new Set(asked).size);
  expect(await alice.notifications()).toEqual([]);
});

test("however many addresses it lists, forty are asked for", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person(HANDLE);
  const fred = await world.stranger("fred@far.test");
  let asked = 0;
  const orderedItems = Array.from({ length: 300 }, (_, n) =>
    fred.serves(`${fred.uri}/activities/many/${n}`, () => {
      asked++;
      return { status: 404 };
    }),
  );
  fred.serves(`${fred.uri}/outbox`, { id: `${fred.uri}/outbox`, type: "OrderedCollection", orderedItems });
  await alice.profile(fred.handle);
  await world.settles();
  expect(asked).toBe(40);
});
