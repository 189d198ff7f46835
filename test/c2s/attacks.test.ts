/** What a client may not do: write as somebody else, change what is not theirs, say ids, exceed its token; and what is too much, or nothing, to read. */
import { expect, test } from "vitest";
import { createToken } from "../../src/access/tokens.ts";
import type { Person } from "../world/person.ts";
import { staffOf } from "../world/staff.ts";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { c2s, noteOf } from "./client.ts";

const note = (more: Doc = {}): Doc => ({ type: "Note", content: "Hello", to: PUBLIC, ...more });

async function tokenOf(world: World, person: Person, scopes: string): Promise<string> {
  const kith = world.instance("alpha.test");
  const app = await kith.db.selectFrom("apps").select("id").executeTakeFirstOrThrow();
  return await createToken(kith, { app_id: app.id, user_id: Number(person.id), scopes });
}

test("somebody else's outbox and inbox are closed", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, mallory] = [await world.person("alice@alpha.test"), await world.person("mallory@alpha.test")];
  const client = c2s(world, mallory);
  const path = `${new URL(alice.uri).pathname}/outbox`;
  expect((await client.tries(note(), {}, path)).status).toBe(403);
  expect((await client.tries(note(), {}, "/users/12345/outbox")).status).toBe(404);
  expect((await client.tries(note(), { authorization: "" }, path)).status).toBe(401);
  expect((await client.tries(note(), { authorization: "Bearer wrong" }, path)).status).toBe(401);
  await expect(client.reads(`${new URL(alice.uri).pathname}/inbox`)).rejects.toThrow("403");
  const visitor = world.visitor("alpha.test");
  expect((await visitor("GET", `${new URL(alice.uri).pathname}/inbox`)).status).toBe(401);
  expect(await alice.profile(alice)).toEqual([]);
});

test("the token of somebody who is suspended, or whose account is gone, opens nothing", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, dora] = [await world.person("alice@alpha.test"), await world.person("dora@alpha.test")];
  const ada = await staffOf(world, "ada@alpha.test");
  await ada.api("POST", `/api/v1/admin/accounts/${alice.id}/action`, { type: "suspend" });
  await ada.api("POST", `/api/v1/admin/accounts/${dora.id}/action`, { type: "suspend" });
  await ada.api("DELETE", `/api/v1/admin/accounts/${dora.id}`);
  await world.settles();
  for (const [person, status] of [
    [alice, 403],
    [dora, 401],
  ] as const) {
    const client = c2s(world, person);
    expect((await client.tries(note())).status).toBe(status);
    expect((await client.proxies(ada.uri)).status).toBe(status);
    for (const box of ["inbox", "outbox"])
      await expect(client.reads(`${new URL(person.uri).pathname}/${box}`)).rejects.toThrow(String(status));
  }
  expect(await ada.publicTimeline()).toEqual([]);
});

test("nobody speaks in another's name, and ids are ours to give", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, mallory] = [await world.person("alice@alpha.test"), await world.person("mallory@alpha.test")];
  const client = c2s(world, mallory);
  for (const forged of [
    note({ attributedTo: alice.uri }),
    note({ attributedTo: [mallory.uri, alice.uri] }),
    { type: "Create", actor: alice.uri, object: note() },
    { type: "Create", actor: [mallory.uri, alice.uri], object: note() },
    { type: "Create", object: note({ attributedTo: { id: alice.uri, type: "Person" } }) },
    { type: "Follow", actor: alice.uri, object: mallory.uri },
  ])
    expect((await client.tries(forged)).status).toBe(403);
  const id = `${alice.uri}/statuses/1`;
  const location = await client.does({ id: `${id}/activity`, type: "Create", object: note({ id }) });
  expect(location.startsWith(`${mallory.uri}/statuses/`)).toBe(true);
  expect(await alice.sees(id)).toBeUndefined();
  expect(await mallory.sees(noteOf(location))).toMatchObject({ account: { acct: "mallory" } });
});

test("what belongs to others is neither changed, deleted, undone nor pinned", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob, mallory] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@beta.test"),
    await world.person("mallory@alpha.test"),
  ];
  await mallory.follows(bob);
  await world.settles();
  const [open, secret, far] = [
    await alice.posts("Alice's"),
    await alice.posts("Alice's own", { visibility: "direct" }),
    await bob.posts("Bob's"),
  ];
  await alice.favourites(open);
  await alice.boosts(open);
  await world.settles();
  const client = c2s(world, mallory);
  const status = async (document: Doc) => (await client.tries(document)).status;
  for (const { uri } of [open, far]) {
    expect(await status({ type: "Update", object: { id: uri, type: "Note", content: "Mallory's" } })).toBe(403);
    expect(await status({ type: "Update", object: { id: uri, type: "Note", attributedTo: mallory.uri, content: "x" } })).toBe(
      403,
    );
    expect(await status({ type: "Delete", object: uri })).toBe(403);
    expect(await status({ type: "Undo", object: `${uri}/activity` })).toBeGreaterThanOrEqual(403);
    expect(await status({ type: "Add", object: uri, target: `${mallory.uri}/collections/featured` })).toBe(422);
    expect(await status({ type: "Add", object: uri, target: `${alice.uri}/collections/featured` })).toBe(403);
  }
  expect(await status({ type: "Update", object: { id: alice.uri, type: "Person", name: "Mallory" } })).toBe(403);
  expect(await status({ type: "Delete", object: alice.uri })).toBe(403);
  // Of what may not be seen nothing is told, not even that it is somebody's.
  for (const type of ["Like", "Announce", "Delete"]) expect(await status({ type, object: secret.uri })).toBe(404);
  expect(await status({ type: "Update", object: { id: secret.uri, content: "x" } })).toBe(404);
  expect(await status(note({ inReplyTo: secret.uri }))).toBe(404);
  expect((await client.proxies(secret.uri)).status).toBe(404);
  await expect(client.reads(secret.uri)).rejects.toThrow("404");
  const like = await world.instance("alpha.test").db.selectFrom("favourites").select("uri").executeTakeFirstOrThrow();
  expect(await status({ type: "Undo", object: like.uri })).toBe(404);
  // A whole activity in its place changes nothing: it is looked up by its id.
  expect(await status({ type: "Undo", object: { id: like.uri, type: "Like", actor: mallory.uri, object: open.uri } })).toBe(404);
  expect(
    await status({ type: "Accept", object: { id: "https://x.test/1", type: "Follow", actor: bob.uri, object: mallory.uri } }),
  ).toBe(404);
  expect(await alice.looksAt(open)).toMatchObject({ content: "<p>Alice&#39;s</p>", favourites_count: 1, reblogs_count: 1 });
  expect(await alice.account()).toMatchObject({ display_name: "" });
});

test("a token does no more than its scopes let it", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const theirs = await bob.posts("Bob's");
  const own = await alice.posts("Mine");
  const using = async (scopes: string) => c2s(world, alice, await tokenOf(world, alice, scopes));
  const reader = await using("read");
  expect((await reader.tries(note())).status).toBe(403);
  expect((await reader.tries({ type: "Undo", object: bob.uri })).status).toBe(403);
  const liker = await using("write:favourites");
  expect((await liker.tries(note())).status).toBe(403);
  expect((await liker.tries({ type: "Follow", object: bob.uri })).status).toBe(403);
  const like = await liker.does({ type: "Like", object: theirs.uri });
  expect((await liker.tries({ type: "Update", object: { id: own.uri, content: "x" } })).status).toBe(403);
  expect((await liker.tries({ type: "Update", object: { id: alice.uri, name: "x" } })).status).toBe(403);
  await expect(liker.items("inbox")).rejects.toThrow("403");
  await expect(liker.items("outbox")).rejects.toThrow("403");
  expect((await liker.proxies(theirs.uri)).status).toBe(403);
  const writer = await using("write:statuses");
  expect((await writer.tries({ type: "Undo", object: like })).status).toBe(403);
  expect((await writer.uploads(Buffer.from("x"))).status).toBe(403);
  await writer.does(note());
});

test("what cannot be read is refused in a sentence, quickly and never with 500", async () => {
  await using world = await createWorld("alpha.test");
  const client = c2s(world, await world.person("alice@alpha.test"));
  const deep = `${'{"a":'.repeat(40)}1${"}".repeat(40)}`;
  const bodies: [number, unknown, Record<string, string>?][] = [
    [415, note(), { "content-type": "application/json" }],
    [415, note(), { "content-type": "application/ld+json" }],
    [413, JSON.stringify(note({ content: "x".repeat(1_100_000) }))],
    [400, "not json"],
    [400, "[]"],
    [400, "null"],
    [400, deep],
    [400, {}],
    [400, { content: "no type" }],
    [400, note({ type: ["Note", "Article"] })],
    [400, { type: "Create", object: "https://elsewhere.test/1" }],
    [400, { type: "Create", object: [note(), note()] }],
    [400, { type: "Create" }],
    [400, { type: "Follow" }],
    [400, { type: "Update", object: { type: "Note", content: "which?" } }],
    [400, { "@context": { "@vocab": 5 }, ...note() }],
    [422, { type: "Article", name: "Long", content: "text", to: PUBLIC }],
    [422, { type: "Create", object: { type: "Person", name: "x" } }],
    [422, { type: "Travel", target: "https://elsewhere.test/" }],
    [422, note({ content: "<script>alert(1)</script>" })],
    [422, note({ content: "x".repeat(20_000) })],
    [422, note({ attachment: [{ type: "Image", url: "https://elsewhere.test/1.png" }] })],
    [404, { type: "Like", object: "https://elsewhere.test/1" }],
    [404, { type: "Follow", object: "not an address" }],
    [404, { type: "Like", object: "https://elsewhere.test/\u0000" }],
    [404, { type: "Undo", object: { type: "Like", object: "\ud800" } }],
    [404, { type: "Block", object: "as:Public" }],
    [400, { type: "Like", object: ["https://elsewhere.test/1", "https://elsewhere.test/2"] }],
    [201, { "@context": ["https://www.w3.org/ns/activitystreams", "https://elsewhere.test/context"], ...note() }],
    [201, note({ content: "NUL \u0000 and half \ud800 a character", summary: "\u0000" })],
    [404, { type: "Undo", object: "https://alpha.test/users/1#likes/1" }],
  ];
  for (const [status, body, headers] of bodies) {
    const answer = await client.tries(body, headers);
    expect([status, JSON.stringify(body).slice(0, 80)]).toEqual([answer.status, JSON.stringify(body).slice(0, 80)]);
    if (status !== 201) expect(answer.json<{ error: string }>().error).not.toBe("");
  }
});

test("bto and bcc are read by nobody, and scripts run nowhere", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const client = c2s(world, alice);
  const location = await client.does({
    type: "Create",
    bcc: "https://elsewhere.test/users/secret",
    object: note({
      bto: ["https://elsewhere.test/users/secret"],
      content: '<p onclick="x()">Hi<img src=x onerror=x()> <a href="javascript:x()">y</a></p>',
    }),
  });
  await world.settles();
  for (const place of [location, noteOf(location)]) expect(JSON.stringify(await client.reads(place))).not.toContain("secret");
  expect((await bob.home())[0]?.content).toBe("<p>Hi y</p>");
  const sent = await world.instance("alpha.test").db.selectFrom("documents").selectAll().execute();
  expect(JSON.stringify(sent)).not.toContain("secret");
});

test("the same Idempotency-Key posts once", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const client = c2s(world, alice);
  const [one, two] = [
    await client.tries(note(), { "idempotency-key": "k" }),
    await client.tries(note(), { "idempotency-key": "k" }),
  ];
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(one.headers["location"]).toBe(two.headers["location"]);
  expect(await alice.profile(alice)).toHaveLength(1);
});
