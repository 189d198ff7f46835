/** What is deleted goes from every server that has it: also from those where nobody follows its author, or is in its group, any more, and from one that was away for a week. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
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
  for (let quarters = 0; quarters < 28; quarters++) await world.passes("6 hours");
  await world.up("beta.test");
  // What has failed so often is tried once in a day and a quarter.
  for (let quarters = 0; quarters < 6; quarters++) await world.passes("6 hours");
  expect(await has(world, "beta.test", post)).toBe(false);
  expect(await has(world, "beta.test", other)).toBe(true);
  expect(await has(world, "beta.test", missed)).toBe(false);
  // One that never comes back is given up all the same.
  await world.down("beta.test");
  await alice.deletes(other);
  for (let days = 0; days < 34; days++) await world.passes("1 day");
  const left = await world.instance("alpha.test").db.selectFrom("deliveries").select("id").where("done_at", "=", 0).execute();
  expect(left).toEqual([]);
});
