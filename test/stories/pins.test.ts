/** What people put at the top of their profiles, seen from elsewhere. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";

test("a pin crosses the border, and so does its end", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const fred = await world.stranger("fred@far.test");
  await bob.follows(alice);
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  const post = await alice.posts("Read this first");
  await world.settles();
  await alice.pins(post);
  await world.settles();
  const pinned = async () => (await bob.profile(alice, "?pinned=true")).map(({ uri }) => uri);
  expect(await pinned()).toEqual([post.uri]);
  await alice.unpins(post);
  await alice.pins(post);
  await world.settles();
  expect(await pinned()).toEqual([post.uri]);
  await alice.unpins(post);
  await world.settles();
  expect(await pinned()).toEqual([]);
  const told = fred.inbox.documents.filter(({ target }) => target !== undefined);
  expect(told.map(({ type }) => type)).toEqual(["Add", "Remove", "Add", "Remove"]);
  for (const activity of told)
    expect(activity).toMatchObject({ actor: alice.uri, object: post.uri, target: `${alice.uri}/collections/featured` });
  expect(new Set(told.map(({ id }) => id)).size).toBe(4);
});

test("what only followers see is not announced as pinned", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await fred.sends("alpha.test", fred.activity("Follow", alice.uri));
  const post = await alice.posts("Between us", { visibility: "private" });
  await world.settles();
  const heard = fred.inbox.documents.length;
  await alice.pins(post);
  await world.passes("1 minute");
  expect(fred.inbox.documents).toHaveLength(heard);
});

test("others pin and unpin their own statuses, in their own collection, and nothing else", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, gina] = [await world.stranger("fred@far.test"), await world.stranger("gina@far.test")];
  for (const stranger of [fred, gina]) {
    stranger.actor["featured"] = `${stranger.uri}/featured`;
    await alice.follows(stranger.handle);
    await world.settles();
    await stranger.sends("alpha.test", stranger.activity("Accept", stranger.inbox.documents.at(-1)));
  }
  const [mine, unseen, hers] = [fred.note("<p>First</p>"), fred.note("<p>Second</p>"), gina.note("<p>Hers</p>")];
  await fred.sends("alpha.test", fred.activity("Create", mine));
  await gina.sends("alpha.test", gina.activity("Create", hers));
  await world.settles();
  const pinned = async () => (await alice.profile(fred.handle, "?pinned=true")).map(({ uri }) => uri);
  const says = async (type: string, id: unknown, target: string) => {
    await fred.sends("alpha.test", fred.activity(type, id, { target }));
    await world.settles();
  };
  await says("Add", mine["id"], `${gina.uri}/featured`);
  await says("Add", hers["id"], `${fred.uri}/featured`);
  await says("Add", mine["id"], `${fred.uri}/elsewhere`);
  expect(await pinned()).toEqual([]);
  await says("Add", mine["id"], `${fred.uri}/featured`);
  // One that has not come by itself is fetched.
  await says("Add", unseen["id"], `${fred.uri}/featured`);
  expect(await pinned()).toEqual([unseen["id"], mine["id"]]);
  await gina.sends("alpha.test", gina.activity("Remove", mine["id"], { target: `${fred.uri}/featured` }));
  await gina.sends("alpha.test", gina.activity("Remove", mine["id"], { target: `${gina.uri}/featured` }));
  await says("Remove", unseen["id"], `${fred.uri}/featured`);
  expect(await pinned()).toEqual([mine["id"]]);
});
