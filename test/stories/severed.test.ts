/** Follows that end because a server is blocked here: both sides know of it, so that they can begin again once the block has been lifted. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld } from "../world/world.ts";
import { acrossTheBorder, bars } from "./borders.ts";

test("whom a blocked domain cuts off is told, and follows again once it is let in", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, ada } = await acrossTheBorder(world);
  const letIn = await bars(ada, "beta.test");
  await world.settles();
  expect(await bob.relationship(alice)).toMatchObject({ following: false, requested: false, followed_by: false });
  await letIn();
  await world.settles();
  await bob.follows(alice);
  await alice.follows(bob);
  await world.settles();
  const [mine, theirs] = [await alice.posts("For you again"), await bob.posts("And for you")];
  await world.settles();
  expect((await bob.home()).map(({ uri }) => uri)).toContain(mine.uri);
  expect((await alice.home()).map(({ uri }) => uri)).toContain(theirs.uri);
});

test("a server that is away while it is blocked hears of the ended follows when it is back, and of nothing that waited", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob, ada } = await acrossTheBorder(world);
  const post = await bob.posts("Like me");
  await world.settles();
  await alice.favourites((await alice.sees(post))!);
  await world.settles();
  await world.down("beta.test");
  await alice.unfavourites((await alice.sees(post))!);
  await alice.unfollows(bob);
  const waited = await alice.posts("Before the block");
  await world.settles();
  await bars(ada, "beta.test");
  await world.passes("10 minutes");
  await world.up("beta.test");
  await world.passes("2 hours");
  expect(await bob.relationship(alice)).toMatchObject({ following: false, followed_by: false });
  expect(await bob.sees(waited)).toBeUndefined();
  expect(await bob.looksAt(post)).toMatchObject({ favourites_count: 1 });
});

test("a barred server is told of every follow that has ended, however many they were, and of nothing else", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ada] = [await world.person("alice@alpha.test"), await staffOf(world, "ada@alpha.test")];
  const far = await world.stranger("finn@far.test");
  await followsStranger(world, alice, far);
  await far.sends("alpha.test", far.activity("Follow", alice.uri));
  await world.settles();
  const kith = world.instance("alpha.test");
  await kith.write(async (tx) => {
    const one = await tx.selectFrom("accounts").selectAll().where("uri", "=", far.uri).executeTakeFirstOrThrow();
    const made = await tx.selectFrom("follows").selectAll().where("account_id", "=", one.id).executeTakeFirstOrThrow();
    for (let n = 1; n <= 120; n++) {
      const [id, name] = [kith.newId(), `finn${n}`];
      await tx
        .insertInto("accounts")
        .values({ ...one, id, uri: `${one.uri}${n}`, username: name, username_lower: name })
        .execute();
      await tx
        .insertInto("follows")
        .values({ ...made, id: kith.newId(), account_id: id, uri: `${made.uri}${n}` })
        .execute();
    }
  });
  far.inbox.documents.length = 0;
  await bars(ada, "far.test");
  await alice.posts("@finn@far.test for my followers", { visibility: "private" });
  await world.passes("10 minutes");
  const told = far.inbox.documents.map(({ type, object }) => {
    const { type: ended, actor } = object as { type?: string; actor?: string };
    return `${String(type)} ${ended} ${actor}`;
  });
  const theirs = Array.from({ length: 121 }, (_, n) => `Reject Follow ${far.uri}${n || ""}`);
  expect(new Set(told)).toEqual(new Set([...theirs, `Undo Follow ${alice.uri}`]));
  expect(told).toHaveLength(122);
});

test("whom somebody's own block of a server cuts off is told, and follows again once it is lifted", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, bob } = await acrossTheBorder(world);
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  expect(await bob.relationship(alice)).toMatchObject({ following: false, requested: false, followed_by: false });
  await alice.api("DELETE", "/api/v1/domain_blocks", { domain: "beta.test" });
  await bob.follows(alice);
  await world.settles();
  const again = await alice.posts("Welcome back");
  await world.settles();
  expect((await bob.home()).map(({ uri }) => uri)).toContain(again.uri);
});

test("to block a server costs whoever asks for it the same, however many follows end by it", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await world.person("alice@alpha.test");
  const far = [await world.person("bob@beta.test"), await world.person("cora@gamma.test"), await world.person("dan@gamma.test")];
  for (const one of far) {
    await alice.follows(one);
    await one.follows(alice);
  }
  await world.settles();
  const costs = async (domain: string) =>
    await world.counter("alpha.test").writing(async () => await alice.api("POST", "/api/v1/domain_blocks", { domain }));
  expect(await costs("gamma.test")).toBe(await costs("beta.test"));
  await world.settles();
  for (const one of far) expect(await one.relationship(alice)).toMatchObject({ following: false, followed_by: false });
});
