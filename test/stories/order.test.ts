/** What arrives late, twice or in the wrong order leaves things as they should be. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";
import type { Stranger } from "../world/stranger.ts";
import type { Person } from "../world/person.ts";

async function followed(world: World): Promise<{ alice: Person; fred: Stranger }> {
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await alice.follows(fred.handle);
  await world.settles();
  const follow = fred.inbox.documents.at(-1);
  await fred.sends("alpha.test", fred.activity("Accept", follow));
  await world.settles();
  expect(await alice.relationship(fred.handle)).toMatchObject({ following: true });
  return { alice, fred };
}

test("a Delete that overtakes its Create wins", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred } = await followed(world);
  const note = fred.note("<p>Already gone</p>");
  fred.serves(String(note["id"]), { status: 410 });
  await fred.sends("alpha.test", fred.activity("Delete", { id: note["id"], type: "Tombstone" }));
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  expect(await alice.home()).toEqual([]);
  expect(await alice.sees(String(note["id"]))).toBeUndefined();
});

test("an older edit does not overwrite a newer one", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred } = await followed(world);
  const note = fred.note("<p>First</p>");
  await fred.sends("alpha.test", fred.activity("Create", note));
  await world.settles();
  const at = (minutes: number) => new Date(Date.parse(String(note["published"])) + minutes * 60_000).toISOString();
  await world.passes("1 hour");
  await fred.sends("alpha.test", fred.activity("Update", { ...note, content: "<p>Third</p>", updated: at(20) }));
  await fred.sends("alpha.test", fred.activity("Update", { ...note, content: "<p>Second</p>", updated: at(10) }));
  await world.settles();
  expect((await alice.home())[0]?.content).toContain("Third");
});

test("what is sent again, by the same activity or another, happens once", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred } = await followed(world);
  const note = fred.note(`<p>Hello <a href="${alice.uri}">@alice</a></p>`, {
    tag: [{ type: "Mention", href: alice.uri, name: "@alice@alpha.test" }],
  });
  const create = fred.activity("Create", note);
  for (const activity of [create, create, fred.activity("Create", note)]) {
    expect((await fred.sends("alpha.test", activity)).status).toBe(202);
    await world.settles();
  }
  expect(await alice.home()).toHaveLength(1);
  expect(await alice.notifications("?types[]=mention")).toHaveLength(1);
  const post = await alice.posts("Like me");
  const like = fred.activity("Like", post.uri);
  await Promise.all([
    fred.sends("alpha.test", like),
    fred.sends("alpha.test", like),
    fred.sends("alpha.test", fred.activity("Like", post.uri)),
  ]);
  await world.settles();
  expect(await alice.looksAt(post)).toMatchObject({ favourites_count: 1 });
});

test("an Undo of an old follow does not undo the new one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  const [first, second] = [fred.activity("Follow", alice.uri), fred.activity("Follow", alice.uri)];
  await fred.sends("alpha.test", first);
  await world.settles();
  await fred.sends("alpha.test", second);
  await fred.sends("alpha.test", fred.activity("Undo", first["id"]));
  await world.settles();
  expect(await alice.relationship(fred.handle)).toMatchObject({ followed_by: true });
  await fred.sends("alpha.test", fred.activity("Undo", second["id"]));
  await world.settles();
  expect(await alice.relationship(fred.handle)).toMatchObject({ followed_by: false });
});

test("long after the new follow, an Undo of the old one means the follow", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  const first = fred.activity("Follow", alice.uri);
  await fred.sends("alpha.test", first);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  await world.passes("1 minute");
  await fred.sends("alpha.test", fred.activity("Undo", first));
  await world.settles();
  expect(await alice.relationship(fred.handle)).toMatchObject({ followed_by: false });
});

test("a reply whose parent is unknown is joined to it", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, fred } = await followed(world);
  const gina = await world.stranger("gina@other.test");
  const parent = gina.note("<p>The beginning</p>");
  const reply = fred.note("<p>An answer</p>", {
    inReplyTo: parent["id"],
    tag: [{ type: "Mention", href: gina.uri, name: `@${gina.handle}` }],
  });
  await fred.sends("alpha.test", fred.activity("Create", reply));
  await world.settles();
  const copy = await alice.sees(String(reply["id"]));
  expect((await alice.thread(copy!)).ancestors).toMatchObject([{ uri: parent["id"] }]);
});

test("six posts at once with one Idempotency-Key are one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const headers = { authorization: `Bearer ${alice.token}`, "idempotency-key": "once" };
  const client = world.visitor("alpha.test");
  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => await client("POST", "/api/v1/statuses", { headers, body: { status: "Once" } })),
  );
  expect(new Set(answers.map((answer) => answer.json<{ id: string }>().id)).size).toBe(1);
  expect(await alice.home()).toHaveLength(1);
});

test("what is done and undone in one breath ends undone at the other side", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const post = await alice.posts("@bob@beta.test like me");
  await world.settles();
  const seen = await bob.sees(post);
  for (let i = 0; i < 3; i++) {
    await bob.follows(alice);
    await bob.favourites(seen!);
    await bob.boosts(seen!);
    await bob.unboosts(seen!);
    await bob.unfavourites(seen!);
    await bob.unfollows(alice);
  }
  await world.settles();
  expect(await alice.looksAt(post)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: false });
  await bob.follows(alice);
  await bob.unfollows(alice);
  await bob.follows(alice);
  await world.settles();
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: true });
  expect(await bob.relationship(alice)).toMatchObject({ following: true });
});
