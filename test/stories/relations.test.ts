/** How people stand to one another: locked accounts, blocks, mutes, and leaving. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";

test("a locked account decides who follows it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test", { locked: true });
  const bob = await world.person("bob@beta.test");
  const dora = await world.person("dora@beta.test");
  expect(await bob.follows(alice)).toMatchObject({ following: false, requested: true });
  await dora.follows(alice);
  await world.settles();
  expect((await alice.notifications()).map(({ type, account }) => `${type} ${account.acct}`).sort()).toEqual([
    "follow_request bob@beta.test",
    "follow_request dora@beta.test",
  ]);
  const hidden = await alice.posts("For my followers", { visibility: "private" });
  await world.settles();
  expect(await bob.sees(hidden)).toBeUndefined();
  await alice.accepts(bob);
  await alice.rejects(dora);
  await world.settles();
  expect(await bob.relationship(alice)).toMatchObject({ following: true, requested: false });
  expect(await dora.relationship(alice)).toMatchObject({ following: false, requested: false });
  const next = await alice.posts("For my followers, again", { visibility: "private" });
  await world.settles();
  expect(await bob.home()).toMatchObject([{ uri: next.uri }]);
  expect(await dora.home()).toEqual([]);
});

test("a request that is taken back leaves nothing behind", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test", { locked: true });
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  await bob.unfollows(alice);
  await world.settles();
  expect(await alice.api("GET", "/api/v1/follow_requests")).toEqual([]);
  expect(await bob.relationship(alice)).toMatchObject({ following: false, requested: false });
});

test("a follower who is removed is told, and reads no more", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  await alice.drops(bob);
  await world.settles();
  expect(await bob.relationship(alice)).toMatchObject({ following: false });
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: false });
});

test("a block cuts both ways, across the border", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await alice.follows(bob);
  await world.settles();
  const hello = await alice.posts("Hello");
  await world.settles();
  await alice.blocks(bob);
  await world.settles();
  expect(await alice.relationship(bob)).toMatchObject({ blocking: true, following: false, followed_by: false });
  expect(await bob.relationship(alice)).toMatchObject({ following: false, followed_by: false });
  const copy = await bob.sees(hello);
  await bob.posts("@alice@alpha.test are you there?");
  if (copy !== undefined) await bob.asks("POST", `/api/v1/statuses/${copy.id}/favourite`);
  await bob.follows(alice).catch(() => undefined);
  await world.settles();
  expect((await alice.notifications()).filter(({ account }) => account.acct === "bob@beta.test")).toEqual([]);
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: false });
  expect(await alice.looksAt(hello)).toMatchObject({ favourites_count: 0 });
  await alice.unblocks(bob);
  await world.settles();
  await bob.follows(alice);
  await world.settles();
  expect(await alice.relationship(bob)).toMatchObject({ followed_by: true });
});

test("a mute is silent: the muted person notices nothing, and nothing of theirs is shown", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await alice.follows(bob);
  await bob.follows(alice);
  await world.settles();
  await alice.mutes(bob);
  await bob.posts("@alice@alpha.test hey");
  await world.settles();
  expect(await alice.home()).toEqual([]);
  expect(await alice.notifications("?types[]=mention")).toEqual([]);
  expect(await bob.relationship(alice)).toMatchObject({ following: true, followed_by: true });
  await alice.unmutes(bob);
  expect(await alice.home()).toHaveLength(1);
});
