/** A life by ActivityPub's client-to-server protocol alone: alice has nothing else, bob on the other server sees all that she does. */
import { expect, test } from "vitest";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { c2s, noteOf } from "./client.ts";

async function acquainted(world: World) {
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const client = c2s(world, alice);
  await client.does({ type: "Follow", object: bob.uri });
  await bob.follows(alice);
  await world.settles();
  return { alice, bob, client };
}

const open = (uri: string): Doc => ({ to: PUBLIC, cc: `${uri}/followers` });

test("alice follows, posts, replies, likes, boosts, edits, undoes and deletes by C2S alone", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, client } = await acquainted(world);
  expect((await bob.notifications()).map(({ type }) => type)).toEqual(["follow"]);

  // A bare object is wrapped in a Create.
  const location = await client.does({ type: "Note", content: "<p>Hello from <strong>C2S</strong></p>", ...open(alice.uri) });
  await world.settles();
  const [seen] = await bob.home();
  expect(seen).toMatchObject({ uri: noteOf(location), visibility: "public", account: { acct: "alice@alpha.test" } });
  expect(seen?.content).toBe("<p>Hello from <strong>C2S</strong></p>");

  // Bob answers, which is in her inbox; she replies, addressing him by id.
  if (seen === undefined) throw new Error("nothing came");
  const answer = await bob.replies(seen, "@alice@alpha.test Hello yourself");
  await world.settles();
  const [received] = await client.items("inbox");
  expect(received).toMatchObject({ type: "Create", actor: bob.uri, object: { id: answer.uri, inReplyTo: noteOf(location) } });
  const reply = await client.does({
    type: "Create",
    actor: alice.uri,
    to: [PUBLIC, bob.uri],
    object: {
      type: "Note",
      content: "And again",
      inReplyTo: answer.uri,
      tag: [{ type: "Mention", href: bob.uri, name: "@bob" }],
    },
  });
  const like = await client.does({ type: "Like", object: { id: answer.uri, type: "Note" }, to: bob.uri });
  const boost = await client.does({ type: "Announce", object: answer.uri, to: PUBLIC });
  await world.settles();
  expect((await bob.notifications()).map(({ type }) => type).sort()).toEqual(["favourite", "follow", "mention", "reblog"]);
  expect(await bob.looksAt(answer)).toMatchObject({ favourites_count: 1, reblogs_count: 1 });
  expect((await bob.thread(answer)).descendants.map(({ uri }) => uri)).toEqual([noteOf(reply)]);

  await client.does({ type: "Undo", object: { id: like, type: "Like", actor: alice.uri, object: answer.uri } });
  // Few clients remember such ids: what it was about says enough.
  expect(await client.does({ type: "Undo", object: { type: "Announce", object: answer.uri } })).toBe(`${boost}#undo`);
  await client.does({
    type: "Update",
    object: { id: noteOf(location), type: "Note", content: "<p>Hello, edited</p>", summary: "A warning" },
  });
  await world.settles();
  expect(await bob.looksAt(answer)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
  expect(await bob.looksAt(seen)).toMatchObject({ content: "<p>Hello, edited</p>", spoiler_text: "A warning" });
  // What an Update does not name stays, what it names as null goes.
  await client.does({ type: "Update", object: { id: noteOf(location), summary: null } });
  await world.settles();
  expect(await bob.looksAt(seen)).toMatchObject({ content: "<p>Hello, edited</p>", spoiler_text: "" });

  await client.does({ type: "Delete", object: noteOf(location) });
  await world.settles();
  expect(await bob.looksAt(seen)).toBeUndefined();
  // The id of a Follow is soon forgotten: whom it was about is enough.
  await client.does({ type: "Undo", object: { type: "Follow", object: bob.uri } });
  await world.settles();
  expect(await bob.relationship(alice)).toMatchObject({ followed_by: false, following: true });
});

test("alice pins, blocks and changes her profile", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, client } = await acquainted(world);
  const note = noteOf(await client.does({ type: "Note", content: "Pinned", ...open(alice.uri) }));
  await client.does({ type: "Add", object: note, target: `${alice.uri}/collections/featured` });
  await client.does({
    type: "Update",
    object: {
      id: alice.uri,
      type: "Person",
      name: "Alice of the Clients",
      summary: "<p>Speaks ActivityPub</p>",
      attachment: [{ type: "PropertyValue", name: "Language", value: "ActivityStreams" }],
      manuallyApprovesFollowers: true,
    },
  });
  // News of profiles are gathered for a moment.
  await world.passes("1 minute");
  expect((await bob.profile(alice, "?pinned=true")).map(({ uri }) => uri)).toEqual([note]);
  expect(await alice.account()).toMatchObject({ display_name: "Alice of the Clients" });
  const seen = await bob.finds(alice.handle);
  expect(seen).toMatchObject({ display_name: "Alice of the Clients", locked: true, note: "<p>Speaks ActivityPub</p>" });
  expect(seen.fields).toMatchObject([{ name: "Language", value: "ActivityStreams" }]);
  await client.does({ type: "Remove", object: note, target: `${alice.uri}/collections/featured` });
  await client.does({ type: "Update", object: { id: alice.uri, name: null } });
  await world.settles();
  expect(await bob.profile(alice, "?pinned=true")).toEqual([]);
  expect(await alice.account()).toMatchObject({ display_name: "", note: "<p>Speaks ActivityPub</p>" });

  const block = await client.does({ type: "Block", object: bob.uri });
  expect(await client.reads(block)).toMatchObject({ id: block, type: "Block", actor: alice.uri, object: bob.uri });
  await expect(c2s(world, await world.person("carol@alpha.test")).reads(block)).rejects.toThrow("403");
  await world.settles();
  expect(await alice.relationship(bob)).toMatchObject({ blocking: true, following: false, followed_by: false });
  await client.does({ type: "Undo", object: block });
  expect(await alice.relationship(bob)).toMatchObject({ blocking: false });
});

test("a locked alice accepts and rejects followers", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test", { locked: true });
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@beta.test")];
  await bob.follows(alice);
  await world.settles();
  await carol.follows(alice);
  await world.settles();
  const client = c2s(world, alice);
  const follows = await client.items("inbox");
  expect(follows.map(({ type, actor }) => [type, actor])).toEqual([
    ["Follow", carol.uri],
    ["Follow", bob.uri],
  ]);
  const [fromCarol, fromBob] = follows;
  await client.does({ type: "Accept", object: fromBob });
  await client.does({ type: "Reject", object: fromCarol?.["id"] });
  await world.settles();
  expect(await bob.relationship(alice)).toMatchObject({ following: true });
  expect(await carol.relationship(alice)).toMatchObject({ following: false, requested: false });
});

test("who may see a post follows from its addresses, and its owner reads all of them", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, client } = await acquainted(world);
  const followers = `${alice.uri}/followers`;
  const secret = await client.does({ type: "Note", content: "To bob", to: [bob.uri] });
  const close = await client.does({ type: "Note", content: "To followers", to: [followers] });
  const quiet = await client.does({ type: "Note", content: "Quiet", to: [followers], audience: ["as:Public"] });
  const alone = await client.does({ type: "Note", content: "To nobody" });
  await world.settles();
  const visibilities = await Promise.all(
    [secret, close, quiet, alone].map(async (location) => (await alice.sees(noteOf(location)))?.visibility),
  );
  expect(visibilities).toEqual(["direct", "private", "unlisted", "direct"]);
  expect((await bob.notifications("?types[]=mention")).map(({ status }) => status?.uri)).toEqual([noteOf(secret)]);
  expect((await bob.home()).map(({ uri }) => uri)).toEqual([quiet, close].map(noteOf));

  const own = await client.items("outbox");
  expect(own.map(({ id }) => id)).toEqual([alone, quiet, close, secret]);
  expect((await client.reads(`${alice.uri}/outbox`))["totalItems"]).toBe(4);
  // Anybody else's client, and nobody's, get what is public.
  const others = await c2s(world, bob, bob.token).proxies(`${alice.uri}/outbox?page=true`);
  expect(others.json<Doc>()["orderedItems"]).toHaveLength(1);
  expect(await client.reads(close)).toMatchObject({ type: "Create", object: { content: "<p>To followers</p>" } });
});

test("a poll is a Question, a vote a Note with a name", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, client } = await acquainted(world);
  const asked = await client.does({
    type: "Question",
    content: "Tea or coffee?",
    oneOf: ["Tea", "Coffee"].map((name) => ({ type: "Note", name })),
    endTime: new Date(world.clock.now() + 3_600_000).toISOString(),
    ...open(alice.uri),
  });
  const bobs = await bob.posts("Cats or dogs?", { poll: { options: ["Cats", "Dogs"], expires_in: 3600 } } as object);
  await world.settles();
  const [, seen] = await bob.home();
  expect(seen).toMatchObject({ uri: noteOf(asked), poll: { options: [{ title: "Tea" }, { title: "Coffee" }] } });
  await client.does({ type: "Note", name: "Dogs", inReplyTo: bobs.uri, to: bob.uri });
  await world.settles();
  expect((await bob.looksAt(bobs))?.poll?.options).toMatchObject([{ votes_count: 0 }, { votes_count: 1 }]);
});

test("an upload is attached by its id, and becomes an avatar", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, client } = await acquainted(world);
  const { default: sharp } = await import("sharp");
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  const upload = await client.uploads(picture, { type: "Image", name: "All teal" });
  expect(upload.status).toBe(201);
  const image = upload.json<Doc>();
  expect(image).toMatchObject({ type: "Image", name: "All teal", id: upload.headers["location"] });
  expect(await client.reads(String(image["id"]))).toEqual(image);
  await client.does({ type: "Note", content: "Look", attachment: [image], ...open(alice.uri) });
  await world.settles();
  expect((await bob.home())[0]?.media_attachments).toMatchObject([{ type: "image", description: "All teal" }]);
  const again = (await client.uploads(picture)).json<Doc>();
  await client.does({ type: "Update", object: { id: alice.uri, icon: { type: "Image", url: again["url"] } } });
  expect(await alice.account()).toMatchObject({ avatar: expect.stringContaining("/media/media/") as string });
});

test("mentions and tags in the words, Markdown in the source, and an edit by another client", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, client } = await acquainted(world);
  const one = await client.does({ type: "Note", content: "<p>@bob@beta.test likes #tea &lt;3</p>", ...open(alice.uri) });
  const two = await client.does({
    type: "Note",
    content: "<p>ignored</p>",
    source: { content: "**bold**", mediaType: "text/markdown" },
    ...open(alice.uri),
  });
  await world.settles();
  const seen = await bob.sees(noteOf(one));
  expect(seen).toMatchObject({ mentions: [{ acct: "bob" }], tags: [{ name: "tea" }] });
  expect(seen?.content).toContain("&lt;3");
  expect((await bob.sees(noteOf(two)))?.content).toBe("<p><strong>bold</strong></p>");
  const own = await alice.sees(noteOf(one));
  if (own === undefined) throw new Error("it is not there");
  expect(await alice.api("GET", `/api/v1/statuses/${own.id}/source`)).toMatchObject({
    text: "@bob@beta.test likes #tea <3",
    content_type: "text/plain",
  });
  // An edit that says nothing of the words leaves them as they were.
  await client.does({ type: "Update", object: { id: noteOf(one), summary: "Tea" } });
  expect((await alice.sees(noteOf(one)))?.content).toBe(own.content);
});
