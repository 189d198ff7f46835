/** Things that overtake each other on their way, and neighbours who make use of it. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

async function befriend(world: World, alice: Person, stranger: Stranger): Promise<void> {
  await alice.follows(stranger.handle);
  await world.settles();
  await stranger.sends("alpha.test", stranger.activity("Accept", stranger.inbox.documents.at(-1)));
  await world.settles();
}

test("an Undo that overtakes its Announce wins, and only over this one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await befriend(world, alice, fred);
  const post = await alice.posts("Spread the word");
  const [first, second] = [fred.activity("Announce", post.uri), fred.activity("Announce", post.uri)];
  await fred.sends("alpha.test", fred.activity("Undo", first));
  await fred.sends("alpha.test", first);
  await world.settles();
  expect(await alice.looksAt(post)).toMatchObject({ reblogs_count: 0 });
  await fred.sends("alpha.test", second);
  await world.settles();
  expect(await alice.looksAt(post)).toMatchObject({ reblogs_count: 1 });
  expect(await alice.notifications("?types[]=reblog")).toHaveLength(1);
});

test("a Like that is played again after its Undo does nothing; what is said anew under the same id counts, of an Update, too", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await befriend(world, alice, fred);
  const post = await alice.posts("Bread");
  const like = fred.activity("Like", post.uri);
  const hears = async (doc: Doc, now = world.clock.now()) => {
    expect((await fred.sends("alpha.test", doc, { sign: { now } })).status).toBe(202);
    await world.passes("15 seconds");
    return (await alice.looksAt(post))?.favourites_count;
  };
  const first = world.clock.now();
  expect(await hears(like)).toBe(1);
  expect(await hears(fred.activity("Undo", like))).toBe(0);
  expect(await hears(like, first)).toBe(0);
  expect(await hears(like)).toBe(1);
  const note = fred.note("<p>One</p>");
  await hears(fred.activity("Create", note));
  const update = fred.activity("Update", note);
  for (const content of ["<p>Two</p>", "<p>Three</p>"]) {
    await hears({ ...update, object: { ...note, content, updated: new Date(world.clock.now()).toISOString() } });
    expect((await alice.sees(String(note["id"])))?.content).toBe(content);
  }
});

test("an Undo by id alone leaves nothing that could stop what is no Announce", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Undo", `${fred.uri}/unheard-of`));
  await world.settles();
  const { db } = world.instance("alpha.test");
  expect(await db.selectFrom("statuses").select("uri").where("deleted_at", ">", 0).execute()).toEqual([]);
});

test("a neighbour cannot keep another's status or boost out by taking it back beforehand", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, mallory] = [await world.stranger("fred@far.test"), await world.stranger("mallory@far.test")];
  await befriend(world, alice, fred);
  await befriend(world, alice, mallory);
  const post = await alice.posts("Spread the word");
  const note = fred.note("<p>You shall read this</p>");
  const boost = fred.activity("Announce", post.uri);
  await mallory.sends("alpha.test", mallory.activity("Delete", note["id"]));
  await mallory.sends(
    "alpha.test",
    mallory.activity("Undo", { id: boost["id"], type: "Announce", actor: mallory.uri, object: post.uri }),
  );
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Create", note));
  await fred.sends("alpha.test", boost);
  await world.settles();
  expect(await alice.sees(String(note["id"]))).toMatchObject({ content: "<p>You shall read this</p>" });
  expect(await alice.looksAt(post)).toMatchObject({ reblogs_count: 1 });
  // Nor can it take it away afterwards; its author can.
  await mallory.sends("alpha.test", mallory.activity("Delete", note["id"]));
  await world.settles();
  expect(await alice.sees(String(note["id"]))).toBeDefined();
  await fred.sends("alpha.test", fred.activity("Delete", note["id"]));
  await world.settles();
  expect(await alice.sees(String(note["id"]))).toBeUndefined();
});

test("answers to what was deleted before it came are threads of their own, joined if it comes after all", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, mallory] = [await world.stranger("fred@far.test"), await world.stranger("mallory@far.test")];
  await befriend(world, alice, fred);
  await befriend(world, alice, mallory);
  const [one, two] = [fred.note("<p>One</p>"), fred.note("<p>Two</p>")];
  for (const note of [one, two]) {
    fred.serves(String(note["id"]), { status: 404 });
    await mallory.sends("alpha.test", mallory.activity("Delete", note["id"]));
  }
  const [first, second] = [one, two].map((parent) => fred.note("<p>An answer</p>", { inReplyTo: parent["id"] }));
  await fred.sends("alpha.test", fred.activity("Create", first));
  await fred.sends("alpha.test", fred.activity("Create", second));
  await world.settles();
  const answer = await alice.sees(String(first?.["id"]));
  expect(await alice.thread(answer!)).toEqual({ ancestors: [], descendants: [] });
  await alice.api("POST", `/api/v1/statuses/${answer?.id}/mute`);
  expect(await alice.sees(String(second?.["id"]))).toMatchObject({ muted: false });
  await fred.sends("alpha.test", fred.activity("Create", one));
  await world.settles();
  expect((await alice.thread(answer!)).ancestors).toMatchObject([{ uri: one["id"] }]);
});
