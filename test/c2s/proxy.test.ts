/** The endpoints that the actor announces: documents through us, for those who may see them, and nothing that is no ActivityPub. */
import { expect, test } from "vitest";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";
import { ACTIVITY, c2s } from "./client.ts";

test("the actor says where clients turn to", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const actor = await c2s(world, alice).reads(alice.uri);
  expect(actor["endpoints"]).toEqual({
    sharedInbox: "https://alpha.test/inbox",
    proxyUrl: `${alice.uri}/proxy`,
    uploadMedia: `${alice.uri}/media`,
    oauthAuthorizationEndpoint: "https://alpha.test/oauth/authorize",
    oauthTokenEndpoint: "https://alpha.test/oauth/token",
  });
  expect(actor["webfinger"]).toBe("alice@alpha.test");
  const preflight = await world.visitor("alpha.test")("OPTIONS", `${new URL(alice.uri).pathname}/outbox`);
  expect(preflight.status).toBe(204);
  expect(preflight.headers["access-control-allow-headers"]).toContain("Authorization");
});

test("documents come through us: others' signed for by the instance, ours by who may see them", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const client = c2s(world, alice);
  const theirs = await bob.posts("Bob's");
  const fetched = await client.proxies(theirs.uri);
  expect([fetched.status, fetched.headers["content-type"]]).toEqual([200, `${ACTIVITY}; charset=utf-8`]);
  expect(fetched.json<Doc>()).toMatchObject({ id: theirs.uri, type: "Note", content: "<p>Bob&#39;s</p>" });
  expect((await client.proxies(bob.uri)).json<Doc>()).toMatchObject({ type: "Person", preferredUsername: "bob" });
  const own = await alice.posts("For me", { visibility: "private" });
  expect((await client.proxies(own.uri)).json<Doc>()).toMatchObject({ id: own.uri, content: "<p>For me</p>" });
  expect((await client.proxies(`${own.uri}/activity`)).json<Doc>()).toMatchObject({ type: "Create" });
  expect((await client.proxies(alice.uri)).json<Doc>()).toMatchObject({ type: "Person" });

  // What bob told her alone is here, and shown from here: his server would not give it to the instance.
  await alice.follows(bob);
  const secret = await bob.posts("@alice@alpha.test for you alone", { visibility: "direct" });
  await world.settles();
  expect((await client.proxies(secret.uri)).json<Doc>()).toMatchObject({ id: secret.uri, to: [alice.uri] });
  const mallory = c2s(world, await world.person("mallory@alpha.test"));
  expect((await mallory.proxies(secret.uri)).status).toBe(404);
});

test("nothing else comes through: no pages, no private addresses, nothing for others, nothing from a blocker", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const evil = await world.stranger("eve@evil.test");
  const client = c2s(world, alice);
  const page = evil.serves("/page", { status: 200, headers: { "content-type": "text/html" }, body: "<p>no</p>" });
  const json = evil.serves("/json", { status: 200, headers: { "content-type": "application/json" }, body: '{"id":"x"}' });
  const liar = evil.serves("/liar", { id: bob.uri, type: "Person" });
  const note = evil.note("<p>For others</p>", { to: [`${evil.uri}/followers`], cc: [] });
  const public_note = evil.note("<p>For all</p>", { to: [PUBLIC] });
  for (const uri of [page, json, String(note["id"]), "https://127.0.0.1/", "https://localhost/", "http://beta.test/users/1"])
    expect([uri, (await client.proxies(uri)).status]).toEqual([uri, 404]);
  expect((await client.proxies(liar)).json<Doc>()).toMatchObject({ id: bob.uri, preferredUsername: "bob" });
  expect((await client.proxies(String(public_note["id"]))).status).toBe(200);
  for (const uri of ["", "file:///etc/passwd", "nonsense"]) expect((await client.proxies(uri)).status).toBe(400);
  expect((await client.tries("{}", {}, `${new URL(alice.uri).pathname}/proxy`)).status).toBe(415);

  const post = await bob.posts("Bob's");
  expect((await client.proxies(post.uri)).status).toBe(200);
  await bob.blocks(alice);
  await world.settles();
  for (const uri of [post.uri, `${post.uri}/activity`]) expect((await client.proxies(uri)).status).toBe(404);
});

test("inbox and outbox are read in pages, each thing once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await alice.follows(bob);
  await world.settles();
  for (let i = 0; i < 25; i++) await bob.posts(`number ${i}`);
  const mine = await alice.posts("Mine");
  await world.settles();
  const seen = await bob.sees(mine.uri);
  const found = seen ?? (await bob.api<{ statuses: never[] }>("GET", `/api/v2/search?q=${mine.uri}&resolve=true`)).statuses[0];
  if (found === undefined) throw new Error("bob does not find it");
  await bob.favourites(found);
  await bob.boosts(found);
  await bob.follows(alice);
  await bob.replies(found, "@alice@alpha.test a reply");
  await world.settles();
  const client = c2s(world, alice);
  const all: Doc[] = [];
  for (let next = `${alice.uri}/inbox?page=true`; next !== "";) {
    const page = await client.reads(next);
    expect(page).toMatchObject({ type: "OrderedCollectionPage", partOf: `${alice.uri}/inbox` });
    all.push(...(page["orderedItems"] as Doc[]));
    next = typeof page["next"] === "string" ? page["next"] : "";
  }
  const kinds = all.map(({ type }) => type);
  expect(kinds.filter((type) => type === "Create")).toHaveLength(26);
  expect(new Set(kinds.filter((type) => type !== "Create"))).toEqual(new Set(["Announce", "Follow", "Like"]));
  expect(all).toHaveLength(29);
  expect(new Set(all.map((item) => JSON.stringify(item))).size).toBe(all.length);
  expect(all.find(({ type }) => type === "Like")).toMatchObject({ actor: bob.uri, object: mine.uri });
});
