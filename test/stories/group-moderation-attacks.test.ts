/** Attacks with a group's means: its word, and that of people who call themselves moderators, counts for what is its own and for nothing else. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { answers, approval, gather, groupOf, moderatedBy, page, passesOn, posted } from "./forum.ts";

/** Another group, also followed by Alice, which wants to rule over the first one. */
async function rival(world: World, alice: Person, handle: string): Promise<Stranger> {
  const group = await world.stranger(handle);
  Object.assign(group.actor, { type: "Group", followers: `${group.uri}/followers`, featured: `${group.uri}/featured` });
  await alice.follows(group.handle);
  await world.settles();
  await group.sends("alpha.test", group.activity("Accept", group.inbox.documents.at(-1)));
  await world.settles();
  return group;
}

const removals = async (world: World) => await world.instance("alpha.test").db.selectFrom("group_removals").selectAll().execute();

test("a group decides nothing about what was not posted to it, be it a neighbour's or one that it has boosted", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { alice, forum, otto } = cast;
  const bob = await world.person("bob@beta.test");
  await alice.follows(bob);
  await world.settles();
  const [mine, his] = [await alice.posts("Mine"), await bob.posts("His")];
  await world.settles();
  const root = await posted(world, cast, "Roses");
  for (const group of [await rival(world, alice, "weeds@forum.test"), await rival(world, alice, "weeds@evil.test")]) {
    // Boosting makes nothing its own, and neither does saying so in the decision.
    await group.sends("alpha.test", group.activity("Announce", root.uri, { cc: [`${group.uri}/followers`] }));
    await group.sends("alpha.test", group.activity("Announce", mine.uri, { cc: [`${group.uri}/followers`] }));
    await world.settles();
    for (const uri of [root.uri, mine.uri, his.uri])
      for (const type of ["Lock", "Delete"])
        await passesOn(
          world,
          group,
          group.activity(type, uri, { cc: [group.uri, forum.uri], audience: forum.uri, target: forum.uri }),
        );
    await passesOn(world, group, group.activity("Block", alice.uri, { target: forum.uri }));
    await passesOn(world, group, group.activity("Add", mine.uri, { target: `${group.uri}/featured` }));
    await passesOn(world, group, group.activity("Add", mine.uri, { target: `${forum.uri}/featured` }));
    await passesOn(world, group, group.activity("Remove", otto.uri, { target: `${forum.uri}/moderators` }));
    expect(await alice.profile(group.handle, "?pinned=true")).toEqual([]);
  }
  for (const status of [root, mine, (await alice.sees(his.uri))!]) {
    expect(await approval(alice, status)).toBeUndefined();
    expect((await answers(alice, status)).status).toBe(200);
  }
  expect(await alice.profile(forum.handle, "?pinned=true")).toEqual([]);
  expect(await removals(world)).toEqual([]);
  expect((await groupOf(alice, forum)).ban).toBeNull();
});

test("who does not moderate the group decides nothing there, though it passes them on; nor does the group put up people by its word alone", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, otto, mona } = cast;
  const root = await posted(world, cast, "Roses");
  const featured = `${forum.uri}/featured`;
  await passesOn(world, forum, otto.activity("Add", otto.uri, { target: `${forum.uri}/moderators` }));
  // Said by who may, but not so in the list.
  await passesOn(world, forum, mona.activity("Add", otto.uri, { target: `${forum.uri}/moderators` }));
  for (const decision of [
    otto.activity("Lock", root.uri),
    otto.activity("Block", alice.uri, { target: forum.uri }),
    otto.activity("Add", root.uri, { target: featured }),
  ])
    await passesOn(world, forum, decision);
  const theirs = page(mona, forum, "Tulips");
  await passesOn(world, forum, mona.activity("Create", theirs));
  await passesOn(world, forum, otto.activity("Delete", theirs.id));
  expect((await answers(alice, root)).status).toBe(200);
  expect(await alice.profile(forum.handle, "?pinned=true")).toEqual([]);
  expect(await removals(world)).toEqual([]);
  const lock = mona.activity("Lock", root.uri);
  const ban = mona.activity("Block", alice.uri, { target: forum.uri });
  for (const decision of [lock, ban]) await passesOn(world, forum, decision);
  for (const decision of [lock, ban]) await passesOn(world, forum, otto.activity("Undo", { ...decision, actor: otto.uri }));
  expect(await approval(alice, root)).toMatchObject({ current_user: "denied" });
  expect((await groupOf(alice, forum)).ban).not.toBeNull();
});

test("sent without the group, only a listed moderator's ban counts: it is no block by a person, and a liar's is nothing", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, lena, otto, mona } = cast;
  const root = await posted(world, cast, "Roses");
  const person = await world.stranger("pete@forum.test");
  await alice.finds(person.handle);
  for (const [who, target] of [
    [lena, forum.uri],
    [otto, forum.uri],
    [mona, person.uri],
    [mona, "https://forum.test/"],
    [mona, "https://nowhere.test/c/main"],
  ] as const)
    await who.sends("alpha.test", who.activity("Block", alice.uri, { target }));
  await mona.sends("alpha.test", mona.activity("Lock", root.uri));
  await mona.sends("alpha.test", mona.activity("Delete", root.uri));
  await world.settles();
  expect((await answers(alice, root)).status).toBe(200);
  for (const who of [lena, otto, mona]) expect(await alice.relationship(who.handle)).toMatchObject({ blocked_by: false });
  const ban = mona.activity("Block", alice.uri, { target: forum.uri });
  await mona.sends("alpha.test", ban);
  await otto.sends("alpha.test", otto.activity("Undo", { ...ban, actor: otto.uri }));
  await world.settles();
  expect((await answers(alice, root)).status).toBe(403);
  await mona.sends("alpha.test", mona.activity("Undo", ban));
  await world.settles();
  expect((await answers(alice, root)).status).toBe(200);
});

test("a list of moderators elsewhere is not the group's, and one without end is not read to it", async () => {
  await using world = await createWorld("alpha.test");
  const cast = await gather(world);
  const { alice, forum, otto } = cast;
  const root = await posted(world, cast, "Roses");
  forum.actor["attributedTo"] = otto.serves(`${otto.uri}/moderators`, moderatedBy(forum, otto));
  await passesOn(world, forum, otto.activity("Lock", root.uri));
  expect((await answers(alice, root)).status).toBe(200);
  let asked = 0;
  forum.actor["attributedTo"] = `${forum.uri}/moderators`;
  const people = Array.from({ length: 5000 }, (_, n) => `https://other.test/users/${n}`);
  forum.serves(`${forum.uri}/moderators`, () => {
    asked++;
    const next = `${forum.uri}/moderators?page=${asked}`;
    forum.serves(next, { id: next, type: "OrderedCollectionPage", orderedItems: people, next: `${next}0` });
    return { body: { id: `${forum.uri}/moderators`, type: "OrderedCollection", first: next } };
  });
  await world.passes("2 hours");
  for (let i = 0; i < 5; i++) await passesOn(world, forum, otto.activity("Lock", root.uri));
  expect((await answers(alice, root)).status).toBe(200);
  expect(asked).toBe(1);
  const rows = await world.instance("alpha.test").db.selectFrom("group_moderators").select("uri").execute();
  expect(rows.length).toBeLessThanOrEqual(200);
});
