/** What is deleted goes from every server that has it: also from those where nobody follows its author, or is in its group, any more, and from one that was away for a week. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { upkeep } from "../../src/upkeep.ts";
import { createWorld, type World } from "../world/world.ts";
import { makes } from "./gardeners.ts";

/** Whether the server of somebody has a status, whoever may see it. */
async function has(world: World, domain: string, { uri }: { uri: string }): Promise<boolean> {
  const { db } = world.instance(domain);
  const row = await db.selectFrom("statuses").select(["deleted_at", "content"]).where("uri", "=", uri).executeTakeFirst();
  return row !== undefined && row.deleted_at === 0 && row.content !== "";
}

test("who follows no more has no copy left of what its author deletes, nor of what they have boosted", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, ann] = [await world.person("alice@alpha.test"), await world.person("ann@alpha.test")];
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  const open = await alice.posts("For everybody");
  const closed = await alice.posts("For those who follow me", { visibility: "private" });
  const boosted = await ann.posts("Somebody else's");
  await alice.boosts(boosted);
  await world.settles();
  for (const one of [open, closed, boosted]) expect(await has(world, "beta.test", one)).toBe(true);
  // She puts him out; another time he goes by himself, and what is said then is not for his server.
  await alice.drops(bob);
  await world.settles();
  const later = await alice.posts("Without Bob");
  await world.settles();
  expect(await has(world, "beta.test", later)).toBe(false);
  for (const one of [open, closed]) await alice.deletes(one);
  await ann.deletes(boosted);
  await alice.edits(later, "Still without Bob");
  await world.settles();
  for (const one of [open, closed, boosted, later]) expect(await has(world, "beta.test", one)).toBe(false);
  const { db } = world.instance("beta.test");
  expect(
    await db.selectFrom("statuses").select("id").where("reblog_of_id", "is not", null).where("deleted_at", "=", 0).execute(),
  ).toEqual([]);
});

/** Ways in which somebody who follows nobody has to do with a post that they have come upon. */
const WAYS: Readonly<Record<string, (who: Person, post: StatusJson) => Promise<unknown>>> = {
  favoured: async (who, post) => await who.favourites(post),
  answered: async (who, post) => await who.replies(post, "@alice@alpha.test indeed"),
  quoted: async (who, post) => await who.posts("Look", { quoted_status_id: post.id } as never),
  "given an emoji": async (who, { id }) => await who.api("PUT", `/api/v1/pleroma/statuses/${id}/reactions/🎉`),
  "voted in": async (who, { poll }) => await who.api("POST", `/api/v1/polls/${poll?.id}/votes`, { choices: [0] }),
};

test("so it is where somebody has answered, favoured, quoted or voted, and there it is edited, too", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  for (const [way, meets] of Object.entries(WAYS)) {
    const poll = way === "voted in" ? { poll: { options: ["Yes", "No"], expires_in: 3600 } } : {};
    const post = await alice.posts(`To be ${way}`, poll as never);
    const found = await bob.comesUpon(post.uri);
    await meets(bob, found);
    await world.settles();
    if (way !== "voted in") {
      await alice.edits(post, `${way} and edited`);
      await world.settles();
      expect((await bob.looksAt(found))?.content).toContain("and edited");
    }
    await alice.deletes(post);
    await world.settles();
    expect([way, await has(world, "beta.test", post)]).toEqual([way, false]);
  }
});

test("who has left a group has nothing left of what is deleted there, be it of its server or of a third; strangers' words end nothing", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await world.person("alice@alpha.test");
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@gamma.test")];
  const group = await makes(alice);
  for (const one of [bob, carol]) await one.follows("@gardens@alpha.test");
  await world.settles();
  const there = await carol.finds("@gardens@alpha.test");
  const post = async (who: Person, group_id: string) =>
    await who.api<StatusJson>("POST", "/api/v1/statuses", { status: "Leeks", group_id });
  const [hers, carols] = [await post(alice, group.id), await post(carol, there.id)];
  await world.settles();
  for (const one of [hers, carols]) expect(await has(world, "beta.test", one)).toBe(true);
  await bob.unfollows("@gardens@alpha.test");
  await world.settles();
  // A group that anybody may make says that it is gone.
  const eve = await world.stranger("eve@evil.test");
  Object.assign(eve.actor, { type: "Group" });
  await eve.sends("beta.test", eve.activity("Announce", { ...eve.activity("Delete", hers.uri), actor: alice.uri }));
  await world.settles();
  expect(await has(world, "beta.test", hers)).toBe(true);
  await alice.deletes(hers);
  await carol.deletes(carols);
  await world.settles();
  for (const one of [hers, carols]) expect(await has(world, "beta.test", one)).toBe(false);
});

test("a server that was away for a week hears afterwards what has been deleted, and nothing else that was said", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await bob.follows(alice);
  await world.settles();
  const post = await alice.posts("A slip of the tongue");
  const other = await alice.posts("Something else");
  await world.settles();
  await world.down("beta.test");
  const missed = await alice.posts("Anybody there?");
  await alice.deletes(post);
  await alice.favourites(other);
  await world.settles();
  // Behind the deletion, which is what its server is asked by: due with that each time, and never tried itself.
  const missed_too = await alice.posts("Nobody?");
  await world.settles();
  for (let quarters = 0; quarters < 28; quarters++) await world.passes("6 hours");
  await world.up("beta.test");
  // It is asked four times a day, however often this one thing has been tried.
  await world.passes("450 minutes");
  expect(await has(world, "beta.test", post)).toBe(false);
  expect(await has(world, "beta.test", other)).toBe(true);
  for (const one of [missed, missed_too]) expect(await has(world, "beta.test", one)).toBe(false);
  // One that never comes back is given up all the same.
  await world.down("beta.test");
  await alice.deletes(other);
  for (let days = 0; days < 34; days++) await world.passes("1 day");
  const left = await world.instance("alpha.test").db.selectFrom("deliveries").select("id").where("done_at", "=", 0).execute();
  expect(left).toEqual([]);
});

test("a server that was away for a week hears what has been deleted as soon as somebody there says something", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await alice.follows(bob);
  await world.settles();
  const post = await alice.posts("A slip of the tongue");
  await world.settles();
  await world.down("beta.test");
  await alice.deletes(post);
  for (let quarters = 0; quarters < 28; quarters++) await world.passes("6 hours");
  await world.passes("20 minutes");
  await world.up("beta.test");
  await world.settles();
  expect(await has(world, "beta.test", post)).toBe(true);
  await bob.posts("We are back");
  await world.settles();
  expect(await has(world, "beta.test", post)).toBe(false);
});

/** Whose former followers' servers a server remembers. */
const former = async (world: World, domain: string): Promise<string[]> =>
  (await world.instance(domain).db.selectFrom("former_followers").select("host").orderBy("host").execute()).map(
    ({ host }) => host,
  );

test("a server is remembered for that as long as it has something, may come back, and hears nothing by another way", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test", "delta.test");
  const alice = await world.person("alice@alpha.test");
  const tidied = async () => {
    await upkeep["forget-former-followers"]?.run(world.instance("alpha.test"));
    return await former(world, "alpha.test");
  };
  const leave = async (domain: string) => {
    const who = await world.person(`bob@${domain}`);
    await who.follows(alice);
    await world.settles();
    await who.unfollows(alice);
    await world.settles();
    return who;
  };
  // What is said after they left is not for them: of the first nothing is there to be taken back.
  await leave("delta.test");
  const post = await alice.posts("For those who are here");
  const posts: StatusJson[] = [];
  for (let month = 0; month < 4; month++) posts.push(await alice.posts(`Until the end of month ${month}`));
  const [bob] = [await leave("beta.test"), await leave("gamma.test")];
  expect(await tidied()).toEqual(["beta.test", "gamma.test"]);
  await bob.follows(alice);
  await world.settles();
  expect(await tidied()).toEqual(["gamma.test"]);
  await bob.unfollows(alice);
  await world.settles();
  // One is gone for good: nothing that was sent there has arrived for a quarter of a year.
  await world.down("gamma.test");
  for (const one of posts) {
    await alice.deletes(one);
    for (let days = 0; days < 28; days++) await world.passes("1 day");
  }
  expect(await tidied()).toEqual(["beta.test"]);
  await alice.deletes(post);
  await world.settles();
  expect(await tidied()).toEqual([]);
});
