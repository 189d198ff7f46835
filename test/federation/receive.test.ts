/** What accepted activities do. */
import { expect, test } from "vitest";
import { findAccountByUri } from "../../src/accounts/find.ts";
import type { Account } from "../../src/db/schema.ts";
import { purgeInbox } from "../../src/federation/purge.ts";
import { follow } from "../../src/follows/follow.ts";
import { waiting } from "./peers.ts";
import { follows, note, openScene, PUBLIC, statuses, statusOf, write } from "./scene.ts";

test("our follow is accepted, by the embedded follow or by its id alone", async () => {
  const { kith, net, alice, says } = await openScene();
  expect(await follows(kith)).toMatchObject([{ state: "accepted" }]);
  const carol = net.actor("carol@gamma.test", 1);
  const asked = await follow(kith, alice, (await kith.remote.findAccount(carol.uri)) as Account);
  await says(carol, { type: "Accept", object: asked.uri });
  expect((await follows(kith)).map(({ state }) => state)).toEqual(["accepted", "accepted"]);
  await says(carol, { type: "Reject", object: asked.uri });
  expect(await follows(kith)).toHaveLength(1);
});

test("a follow, again with a newer id, and undone by id, by object, late or by somebody else", async () => {
  const { kith, net, alice, bob, says } = await openScene();
  const mine = async () => (await follows(kith)).filter(({ target_id }) => target_id === alice.id);
  await says(bob, { type: "Follow", id: `${bob.uri}/f/1`, object: alice.uri });
  expect(await mine()).toMatchObject([{ state: "accepted", uri: `${bob.uri}/f/1` }]);
  await says(bob, { type: "Follow", id: `${bob.uri}/f/2`, object: alice.uri });
  expect(await mine()).toMatchObject([{ uri: `${bob.uri}/f/2` }]);
  await says(bob, { type: "Undo", object: `${bob.uri}/f/1` });
  expect(await mine()).toHaveLength(1);
  const evil = net.actor("evil@evil.test", 2);
  await kith.remote.findAccount(evil.uri);
  await says(evil, { type: "Undo", object: `${bob.uri}/f/2` });
  await says(evil, { type: "Undo", object: { id: `${bob.uri}/f/2`, type: "Follow", actor: bob.uri, object: alice.uri } });
  expect(await mine()).toHaveLength(1);
  await says(bob, { type: "Undo", object: `${bob.uri}/f/2` });
  expect(await mine()).toEqual([]);
  await says(bob, { type: "Follow", id: `${bob.uri}/f/3`, object: alice.uri });
  await says(bob, { type: "Undo", object: { type: "Follow", actor: bob.uri, object: alice.uri } });
  expect(await mine()).toEqual([]);
});

test("a note of somebody followed arrives once, clean, with those it mentions", async () => {
  const { kith, alice, bob, says } = await openScene();
  const object = note(bob, 1, {
    content: '<p>Hello <script>alert(1)</script><a href="javascript:alert(1)">you</a></p>',
    tag: [
      { type: "Mention", href: alice.uri, name: "@alice@alpha.test" },
      { type: "Mention", href: "https://nobody.test/u/1" },
      { type: "Hashtag", name: "#Moon" },
    ],
    attachment: [
      {
        type: "Document",
        mediaType: "image/png",
        url: "https://beta.test/1.png",
        name: "a moon",
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
      },
    ],
  });
  await says(bob, { type: "Create", id: `${bob.uri}/notes/1/activity`, object });
  await says(bob, { type: "Create", id: `${bob.uri}/notes/1/again`, object });
  const [status, ...more] = await statuses(kith);
  expect(more).toEqual([]);
  expect(status).toMatchObject({ uri: object.id, visibility: "public", local: 0 });
  expect(status?.content).not.toMatch(/script/);
  expect(await kith.db.selectFrom("mentions").select("account_id").execute()).toEqual([{ account_id: alice.id }]);
  expect(await kith.db.selectFrom("media").select(["remote_url", "description"]).execute()).toEqual([
    { remote_url: "https://beta.test/1.png", description: "a moon" },
  ]);
  expect((await kith.db.selectFrom("home_entries").selectAll().execute()).map(({ account_id }) => account_id)).toContain(
    alice.id,
  );
  const rows = await waiting(kith);
  expect(rows.every(({ done_at, body }) => done_at > 0 && body === "")).toBe(true);
});

test("likes, reblogs and their ends", async () => {
  const { kith, alice, bob, says } = await openScene();
  const ours = await write(kith, alice, "hello");
  const counts = async () => {
    const status = await statusOf(kith, ours.uri);
    return [status?.favourites_count, status?.reblogs_count];
  };
  await says(bob, { type: "Like", id: `${bob.uri}/likes/1`, object: ours.uri });
  await says(bob, { type: "Announce", id: `${bob.uri}/announces/1`, object: ours.uri, to: PUBLIC });
  expect(await counts()).toEqual([1, 1]);
  await says(bob, { type: "Undo", object: { id: `${bob.uri}/likes/1`, type: "Like", actor: bob.uri, object: ours.uri } });
  await says(bob, { type: "Undo", object: `${bob.uri}/announces/1` });
  expect(await counts()).toEqual([0, 0]);
  await says(bob, { type: "Like", id: `${bob.uri}/likes/2`, object: ours.uri });
  await says(bob, { type: "Undo", object: `${bob.uri}/likes/2` });
  expect(await counts()).toEqual([0, 0]);
});

test("what is announced is fetched from its origin with what it answers; what the announcer says of it is not believed", async () => {
  const { kith, net, bob, says } = await openScene();
  const carol = net.actor("carol@gamma.test", 1);
  net.serve(note(carol, 1));
  const uri = net.serve(note(carol, 2, { inReplyTo: `${carol.uri}/notes/1` }));
  await says(bob, { type: "Announce", object: { ...note(carol, 2), content: "<p>forged</p>" }, to: PUBLIC });
  const [root, reply] = [await statusOf(kith, `${carol.uri}/notes/1`), await statusOf(kith, uri)];
  expect(reply).toMatchObject({ content: "<p>note 2</p>", in_reply_to_id: root?.id, reblogs_count: 1 });
  // A stranger, whom nobody follows, makes us fetch nothing.
  const evil = net.actor("evil@evil.test", 2);
  net.serve(note(carol, 3));
  await says(evil, { type: "Announce", object: `${carol.uri}/notes/3`, to: PUBLIC });
  expect(net.count(`${carol.uri}/notes/3`)).toBe(0);
});

test("an edit, newer only; one that overtakes its Create", async () => {
  const { kith, bob, says } = await openScene();
  const published = "2026-06-01T11:00:00Z";
  await says(bob, { type: "Create", object: note(bob, 1, { published }) });
  await says(bob, {
    type: "Update",
    object: note(bob, 1, { published, content: "<p>second</p>", updated: "2026-06-01T11:30:00Z" }),
  });
  expect((await statusOf(kith, `${bob.uri}/notes/1`))?.content).toBe("<p>second</p>");
  await says(bob, {
    type: "Update",
    object: note(bob, 1, { published, content: "<p>late</p>", updated: "2026-06-01T11:20:00Z" }),
  });
  expect((await statusOf(kith, `${bob.uri}/notes/1`))?.content).toBe("<p>second</p>");
  await says(bob, { type: "Update", object: note(bob, 2, { content: "<p>newer</p>" }) });
  await says(bob, { type: "Create", object: note(bob, 2) });
  expect((await statusOf(kith, `${bob.uri}/notes/2`))?.content).toBe("<p>newer</p>");
});

test("an account changes its profile, and goes", async () => {
  const { kith, bob, says } = await openScene();
  await says(bob, { type: "Update", object: { ...bob.doc, name: "Bob the second", summary: "<p>hi<script>x</script></p>" } });
  expect(await findAccountByUri(kith.db, bob.uri)).toMatchObject({
    display_name: "Bob the second",
    host: "beta.test",
    username: "bob",
  });
  await says(bob, { type: "Delete", object: bob.uri });
  expect((await findAccountByUri(kith.db, bob.uri))?.deleted_at).toBeGreaterThan(0);
  expect(await follows(kith)).toEqual([]);
});

test("a block ends what there was, and can end", async () => {
  const { kith, alice, bob, says } = await openScene();
  await says(bob, { type: "Block", id: `${bob.uri}/blocks/1`, object: alice.uri });
  expect(await follows(kith)).toEqual([]);
  expect(await kith.db.selectFrom("blocks").selectAll().execute()).toMatchObject([{ target_id: alice.id }]);
  await says(bob, { type: "Undo", object: `${bob.uri}/blocks/1` });
  expect(await kith.db.selectFrom("blocks").selectAll().execute()).toEqual([]);
});

test("an author that is not known is fetched; what their server cannot answer now is tried again", async () => {
  const { kith, net, alice, says } = await openScene();
  const carol = net.actor("carol@gamma.test", 1);
  const mention = { tag: [{ type: "Mention", href: alice.uri, name: "@alice@alpha.test" }] };
  await says(carol, { type: "Create", object: note(carol, 1, mention) });
  expect(await statusOf(kith, `${carol.uri}/notes/1`)).toBeDefined();
  const dan = net.actor("dan@delta.test", 2);
  await says(dan, { type: "Like", object: "https://alpha.test/users/1/statuses/1" });
  kith.cache("fresh-actors", 300).clear();
  await kith.write(async (tx) => await tx.deleteFrom("accounts").where("uri", "=", dan.uri).execute());
  net.pages.set(dan.uri, { status: 503 });
  await says(dan, { type: "Create", object: note(dan, 1, mention) });
  expect((await waiting(kith)).filter(({ done_at }) => done_at === 0)).toMatchObject([{ actor_uri: dan.uri, attempts: 1 }]);
  net.pages.set(dan.uri, { body: dan.doc });
  kith.clock.advance(120_000);
  await kith.worker.drain();
  expect(await statusOf(kith, `${dan.uri}/notes/1`)).toBeDefined();
});

test("what nobody understands is dropped, and what is done is forgotten in time", async () => {
  const { kith, bob, says } = await openScene();
  await says(bob, { type: "Dance", object: "https://beta.test/floor" });
  await says(bob, { type: ["Create"], object: { type: "Note" } });
  await says(bob, { type: "Like" });
  await says(bob, { type: "EmojiReact", object: "https://alpha.test/users/1/statuses/1", content: "🦊" });
  const rows = await waiting(kith);
  expect(rows.every(({ done_at }) => done_at > 0)).toBe(true);
  expect(await purgeInbox(kith)).toBe(0);
  kith.clock.advance(3 * 86_400_000);
  expect(await purgeInbox(kith)).toBe(rows.length);
  expect(await waiting(kith)).toEqual([]);
});
