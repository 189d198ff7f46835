/** Two communities: people follow each other, and what they write, mark, change and take back crosses the border. */
import { FormData } from "undici";
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

/** Alice and bob, on two servers; bob follows alice. */
async function acquainted(world: World): Promise<{ alice: Person; bob: Person }> {
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  return { alice, bob };
}

test("a follow crosses, is accepted, notified and counted on both sides", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  expect(await bob.relationship(alice)).toMatchObject({ following: true, requested: false });
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: true, following: false });
  expect(await alice.notifications()).toMatchObject([{ type: "follow", account: { acct: "bob@beta.test" } }]);
  expect(await alice.account()).toMatchObject({ followers_count: 1, following_count: 0 });
  expect(await bob.account()).toMatchObject({ followers_count: 0, following_count: 1 });
});

test("a post arrives in the follower's home as it was written", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  const sent = await alice.posts("Hello #Fediverse, see https://example.org/a?b=1&c=2 <b>not bold</b>", {
    spoiler_text: "careful",
    sensitive: true,
    language: "en",
  });
  await world.settles();
  const [seen, ...others] = await bob.home();
  expect(others).toEqual([]);
  expect(seen).toMatchObject({
    uri: sent.uri,
    url: sent.url,
    spoiler_text: "careful",
    sensitive: true,
    visibility: "public",
    language: "en",
    created_at: sent.created_at,
    account: { acct: "alice@alpha.test" },
    tags: [{ name: "fediverse" }],
  });
  expect(seen?.content).toContain("&lt;b&gt;not bold&lt;/b&gt;");
  expect(seen?.content).toContain("https://example.org/a?b=1&amp;c=2");
});

test("a reply crosses the border and comes home", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  const hello = await alice.posts("Hello from alpha");
  await world.settles();
  const [seen] = await bob.home();
  const reply = await bob.replies(seen!, "@alice@alpha.test Hello yourself");
  await world.settles();
  const [notice] = await alice.notifications("?types[]=mention");
  expect(notice?.status).toMatchObject({ in_reply_to_id: hello.id, in_reply_to_account_id: alice.id });
  expect(notice?.status?.mentions).toMatchObject([{ acct: "alice" }]);
  const { ancestors, descendants } = await alice.thread(hello);
  expect([ancestors.length, descendants.map(({ uri }) => uri)]).toEqual([0, [reply.uri]]);
  expect(await alice.looksAt(hello)).toMatchObject({ replies_count: 1 });
  const answer = await alice.replies(notice!.status!, "@bob@beta.test And how are you?");
  await world.settles();
  expect((await bob.thread(reply)).descendants.map(({ uri }) => uri)).toEqual([answer.uri]);
  expect((await bob.thread(reply)).ancestors.map(({ uri }) => uri)).toEqual([hello.uri]);
});

test("favourites and boosts are notified and counted at the author's, and taken back", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  const hello = await alice.posts("Like me");
  await world.settles();
  const [seen] = await bob.home();
  expect(await bob.favourites(seen!)).toMatchObject({ favourited: true, favourites_count: 1 });
  const boost = await bob.boosts(seen!);
  expect(boost.reblog).toMatchObject({ uri: hello.uri, reblogged: true, reblogs_count: 1 });
  await world.settles();
  expect((await alice.notifications()).map(({ type }) => type).sort()).toEqual(["favourite", "follow", "reblog"]);
  expect(await alice.looksAt(hello)).toMatchObject({ favourites_count: 1, reblogs_count: 1 });
  await bob.unfavourites(seen!);
  await bob.unboosts(seen!);
  await world.settles();
  expect(await alice.looksAt(hello)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
  expect(await bob.looksAt(seen!)).toMatchObject({ favourited: false, reblogged: false, favourites_count: 0, reblogs_count: 0 });
});

test("an edit replaces the text everywhere and is kept in the history", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  const first = await alice.posts("First version");
  await world.settles();
  const [seen] = await bob.home();
  await world.passes("5 minutes");
  await alice.edits(first, "Second version");
  await world.settles();
  const edited = await bob.looksAt(seen!);
  expect(edited?.content).toContain("Second version");
  expect(edited?.edited_at).not.toBeNull();
  const history = await bob.api<{ content: string }[]>("GET", `/api/v1/statuses/${seen!.id}/history`);
  expect(history.map(({ content }) => content.replace(/<[^>]*>/g, ""))).toEqual(["First version", "Second version"]);
});

test("a deleted post is gone everywhere, and its page says so", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  const regretted = await alice.posts("I should not have said that");
  await world.settles();
  const [seen] = await bob.home();
  await bob.boosts(seen!);
  await alice.deletes(regretted);
  await world.settles();
  expect(await bob.looksAt(seen!)).toBeUndefined();
  expect(await bob.home()).toEqual([]);
  expect(await alice.looksAt(regretted)).toBeUndefined();
  const document = await world.visitor("alpha.test")("GET", new URL(regretted.uri).pathname, {
    headers: { accept: "application/activity+json" },
  });
  expect(document.status).toBe(410);
  expect(document.json()).toMatchObject({ type: "Tombstone", id: regretted.uri, formerType: "Note" });
  const asked = await alice.posts("Which?", { poll: { options: ["this", "that"], expires_in: 3600 } });
  await alice.deletes(asked);
  const former = async () => {
    const path = new URL(asked.uri).pathname;
    const { status, json } = await world.visitor("alpha.test")("GET", path, { headers: { accept: "application/activity+json" } });
    return [status, json<{ formerType?: string }>().formerType];
  };
  expect(await former()).toEqual([410, "Question"]);
  // One that was deleted before it was kept what it had been.
  await world.instance("alpha.test").write(async (tx) => void (await tx.deleteFrom("gone_forms").execute()));
  expect(await former()).toEqual([410, undefined]);
});

test("a boost carries a post to a third server, which fetches it from its author", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const { alice, bob } = await acquainted(world);
  const carol = await world.person("carol@gamma.test");
  await carol.follows(bob);
  await world.settles();
  const hello = await alice.posts("Hello, carry me on");
  await world.settles();
  const [seen] = await bob.home();
  await bob.boosts(seen!);
  await world.settles();
  const [carried] = await carol.home();
  expect(carried).toMatchObject({
    account: { acct: "bob@beta.test" },
    reblog: { uri: hello.uri, account: { acct: "alice@alpha.test" } },
  });
  await carol.favourites(carried!.reblog!);
  await world.settles();
  expect(await alice.looksAt(hello)).toMatchObject({ favourites_count: 1, reblogs_count: 1 });
});

test("an unfollow is noticed, and nothing arrives any more", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  await alice.posts("You still read this");
  await world.settles();
  await bob.unfollows(alice);
  await world.settles();
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: false });
  expect(await alice.account()).toMatchObject({ followers_count: 0 });
  await alice.posts("You read this no more");
  await world.settles();
  expect(await bob.home()).toEqual([]);
  await bob.follows(alice);
  await world.settles();
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: true });
});

test("a picture crosses with its description", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acquainted(world);
  const { default: sharp } = await import("sharp");
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#3a7" } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.set("file", new File([new Uint8Array(bytes)], "green.png", { type: "image/png" }));
  form.set("description", "A green field");
  const media = await alice.api<{ id: string; blurhash: string }>("POST", "/api/v2/media", form);
  await alice.posts("Look", { media_ids: [media.id] });
  await world.settles();
  const [seen] = await bob.home();
  expect(seen?.media_attachments).toMatchObject([{ type: "image", description: "A green field", blurhash: media.blurhash }]);
});
