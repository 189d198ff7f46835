/**
 * Exchange with a server that we did not write: activitypub-express, in a process of its own. It processes JSON-LD for real, signs with
 * draft-cavage under a key id without a fragment, addresses `as:Public`, accepts follows by their bare id, and takes Like and Announce of
 * activities only.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve } from "../../src/start.ts";
import { makeClient } from "../world/client.ts";
import { openTestKith, type TestKith } from "../world/instance.ts";
import { join } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { freePort } from "../world/ports.ts";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { idOf, list, startPeer, type Peer } from "./apex.ts";
import { until } from "./until.ts";

let peer: Peer;
beforeAll(async () => {
  peer = await startPeer();
}, 60_000);
afterAll(async () => await peer[Symbol.asyncDispose]());

type Side = AsyncDisposable & { kith: TestKith; alice: Person };

/** A fresh Kith in development mode, running in real time, with alice on it. */
async function openSide(): Promise<Side> {
  const port = await freePort();
  const domain = `127.0.0.1:${port}`;
  const kith = await openTestKith(domain, { now: () => Date.now() });
  const serving = await serve(kith, { host: "127.0.0.1", port });
  kith.worker.start();
  const alice = await join({ kith, client: makeClient(domain, () => port), handle: `alice@${domain}` });
  const close = async () => {
    await serving.close();
    await kith.close();
  };
  return { kith, alice, [Symbol.asyncDispose]: close };
}

/** Both follow each other. */
async function acquainted(): Promise<Side> {
  const side = await openSide();
  const { alice } = side;
  await alice.follows(peer.handle);
  await until(async () => (await alice.relationship(peer.handle)).following);
  await peer.posts({ type: "Follow", actor: peer.uri, object: alice.uri, to: alice.uri });
  await until(async () => (await peer.following()).includes(alice.uri));
  return side;
}

const created = async (uri: string): Promise<Doc | undefined> =>
  (await peer.inbox()).find(({ type, object }) => type === "Create" && list(object).some((item) => idOf(item) === uri));

const annsNote = (content: string, rest: Doc = {}): Doc => ({
  type: "Note",
  content,
  to: PUBLIC,
  cc: `${peer.uri}/followers`,
  ...rest,
});

/** Ann posts a note; returns its uri and that of its Create. */
async function annPosts(content: string, rest: Doc = {}): Promise<{ note: string; create: string }> {
  const create = await peer.posts(annsNote(content, rest));
  const { object } = await peer.document(create);
  return { note: idOf(object), create };
}

const homeHas = async (alice: Person, uri: string) => (await alice.home()).find((status) => status.uri === uri);

test("follows are accepted both ways", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  expect(await peer.followers()).toContain(alice.uri);
  expect(await alice.relationship(peer.handle)).toMatchObject({ following: true, followed_by: true });
  expect(await alice.notifications()).toMatchObject([{ type: "follow", account: { acct: peer.handle } }]);
});

test("posts and replies arrive both ways", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  const hello = await alice.posts("Hello from Kith");
  const arrived = await until(async () => await created(hello.uri));
  expect(list(arrived["object"])[0]).toMatchObject({ type: "Note", attributedTo: alice.uri, content: "<p>Hello from Kith</p>" });

  const { note } = await annPosts("<p>Hello from apex</p>");
  const seen = await until(async () => await homeHas(alice, note));
  expect(seen).toMatchObject({ visibility: "public", content: "<p>Hello from apex</p>", account: { acct: peer.handle } });

  const reply = await alice.replies(seen, `@${peer.handle} A reply from Kith`);
  const replied = await until(async () => await created(reply.uri));
  expect(list(replied["object"])[0]).toMatchObject({ inReplyTo: note });

  const tag = { type: "Mention", href: alice.uri, name: `@${alice.handle}` };
  const back = await annPosts(`<p>A reply from apex</p>`, { inReplyTo: hello.uri, to: [PUBLIC, alice.uri], tag });
  const notice = await until(async () => (await alice.notifications("?types[]=mention"))[0]);
  expect(notice.status).toMatchObject({ uri: back.note, in_reply_to_id: hello.id });
  expect((await alice.thread(hello)).descendants.map(({ uri }) => uri)).toEqual([back.note]);
});

test("ann's likes and announces are notified and counted, and taken back", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  const hello = await alice.posts("Like me, announce me");
  const create = idOf(await until(async () => await created(hello.uri)));
  const like = await peer.posts({ type: "Like", actor: peer.uri, object: create, to: alice.uri });
  const announce = await peer.posts({
    type: "Announce",
    actor: peer.uri,
    object: create,
    to: PUBLIC,
    cc: [alice.uri, `${peer.uri}/followers`],
  });
  await until(async () => {
    const status = await alice.looksAt(hello);
    return status?.favourites_count === 1 && status.reblogs_count === 1;
  });
  const types = (await alice.notifications()).map(({ type }) => type);
  expect(types).toContain("favourite");
  expect(types).toContain("reblog");
  for (const activity of [like, announce])
    await peer.posts({ type: "Undo", actor: peer.uri, object: activity, to: [PUBLIC, alice.uri] });
  await until(async () => {
    const status = await alice.looksAt(hello);
    return status?.favourites_count === 0 && status.reblogs_count === 0;
  });
});

test("our like and boost of a Note, which it refuses, are delivered once and not again", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice, kith } = side;
  const { note } = await annPosts("<p>Like me</p>");
  const seen = await until(async () => await homeHas(alice, note));
  await alice.favourites(seen);
  await alice.boosts(seen);
  const states = async () =>
    await kith.db.selectFrom("deliveries").select(["state", "attempts"]).orderBy("id", "desc").limit(2).execute();
  const ended = await until(async () => {
    const rows = await states();
    return rows.every(({ state }) => state !== "pending") && rows;
  });
  expect(ended.map(({ attempts }) => attempts)).toEqual([1, 1]);
});

test("edits arrive both ways", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  const first = await alice.posts("Frist");
  await until(async () => await created(first.uri));
  await alice.edits(first, "First");
  await until(async () => JSON.stringify((await created(first.uri))?.["object"]).includes("<p>First</p>"));

  const { note } = await annPosts("<p>Secnod</p>");
  const seen = await until(async () => await homeHas(alice, note));
  const object = { id: note, type: "Note", content: "<p>Second</p>", updated: new Date(Date.now() + 1000).toISOString() };
  await peer.posts({ type: "Update", actor: peer.uri, object, to: [PUBLIC, `${peer.uri}/followers`] });
  await until(async () => (await alice.looksAt(seen))?.content === "<p>Second</p>");
});

test("deletes arrive both ways", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  const regretted = await alice.posts("Regretted");
  await until(async () => await created(regretted.uri));
  await alice.deletes(regretted);
  await until(async () =>
    list((await created(regretted.uri))?.["object"]).some((object) => (object as Doc)["type"] === "Tombstone"),
  );

  const { note } = await annPosts("<p>Regretted, too</p>");
  const seen = await until(async () => await homeHas(alice, note));
  await peer.posts({ type: "Delete", actor: peer.uri, object: note, to: [PUBLIC, `${peer.uri}/followers`] });
  await until(async () => (await alice.looksAt(seen)) === undefined);
});

test("an answer that is deleted leaves the thread, both ways", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  const hello = await alice.posts("Answer me");
  await until(async () => await created(hello.uri));
  const tag = { type: "Mention", href: alice.uri, name: `@${alice.handle}` };
  const { note } = await annPosts("<p>An answer</p>", { inReplyTo: hello.uri, to: [PUBLIC, alice.uri], tag });
  await until(async () => (await alice.thread(hello)).descendants.some(({ uri }) => uri === note));
  await peer.posts({ type: "Delete", actor: peer.uri, object: note, to: [PUBLIC, alice.uri] });
  await until(async () => (await alice.thread(hello)).descendants.length === 0);

  const asked = await annPosts("<p>Answer me, too</p>");
  const seen = await until(async () => await homeHas(alice, asked.note));
  const reply = await alice.replies(seen, `@${peer.handle} Never mind`);
  await until(async () => await created(reply.uri));
  await alice.deletes(reply);
  await until(async () => list((await created(reply.uri))?.["object"]).some((object) => (object as Doc)["type"] === "Tombstone"));
  expect((await alice.thread(seen)).descendants).toEqual([]);
});

test("direct messages arrive both ways, for nobody else", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  const letter = await alice.posts(`@${peer.handle} Between us`, { visibility: "direct" });
  const arrived = await until(async () => await created(letter.uri));
  expect([...list(arrived["to"]), ...list(arrived["cc"])]).toEqual([peer.uri]);

  const tag = { type: "Mention", href: alice.uri, name: `@${alice.handle}` };
  const { note } = await annPosts("<p>Between us, too</p>", { to: [alice.uri], cc: [], tag });
  const notice = await until(async () => (await alice.notifications("?types[]=mention"))[0]);
  expect(notice.status).toMatchObject({ uri: note, visibility: "direct" });
  expect((await alice.home()).map(({ uri }) => uri)).not.toContain(note);
  expect((await alice.publicTimeline()).map(({ uri }) => uri)).not.toContain(note);
});

test("unfollows are noticed both ways", { timeout: 60_000 }, async () => {
  await using side = await acquainted();
  const { alice } = side;
  await alice.unfollows(peer.handle);
  await until(async () => !(await peer.followers()).includes(alice.uri));
  // A client seldom knows the id of its follow, so apex finds it by whom it follows.
  await peer.posts({ type: "Undo", actor: peer.uri, object: alice.uri, to: alice.uri });
  await until(async () => !(await alice.relationship(peer.handle)).followed_by);
});
