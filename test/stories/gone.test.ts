/** What its own server has deleted without our hearing of it: noticed when it is fetched again, and deleted here. Nobody else can have that done. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { Reply } from "../world/network.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

/** @param n tells the people of one scene from those of another */
async function scene(world: World, n = 1) {
  const alice = await world.person(`alice${n}@alpha.test`);
  const bob = await world.stranger(`bob@beta${n}.test`);
  const note = bob.note("<p>Soon gone</p>");
  const status = await alice.comesUpon(note["id"]);
  return { alice, bob, uri: String(note["id"]), status };
}

const isThere = async (alice: Person, { id }: Pick<StatusJson, "id">): Promise<boolean> =>
  await alice.api("GET", `/api/v1/statuses/${id}`).then(
    () => true,
    () => false,
  );

const searches = async (alice: Person, uri: string): Promise<StatusJson[]> =>
  (await alice.api<{ statuses: StatusJson[] }>("GET", `/api/v2/search?resolve=true&type=statuses&q=${encodeURIComponent(uri)}`))
    .statuses;

const answers: [string, (uri: string) => Doc | Reply][] = [
  ["410", () => ({ status: 410 })],
  ["a tombstone", (uri) => ({ id: uri, type: "Tombstone" })],
  ["404, while its author is there", () => ({ status: 404 })],
];

test.each(answers)("a status whose server answers with %s is gone when its thread is opened", async (_, answer) => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, uri, status } = await scene(world);
  bob.serves(uri, answer(uri));
  expect(await isThere(alice, status)).toBe(true);
  await alice.thread(status);
  await world.settles();
  expect(await isThere(alice, status)).toBe(false);
});

test.each(answers)("and when somebody searches its address: %s", async (_, answer) => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, uri, status } = await scene(world);
  bob.serves(uri, answer(uri));
  expect(await searches(alice, uri)).toEqual([]);
  expect(await isThere(alice, status)).toBe(false);
});

test("an edit of which we have not heard is seen by whoever searches its address, and its server is asked once in ten minutes", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, bob, uri } = await scene(world);
  await world.passes("1 hour");
  let asked = 0;
  const updated = new Date(world.clock.now()).toISOString();
  const edited = { ...bob.note("<p>Better</p>"), id: uri, updated };
  bob.serves(uri, () => ({ body: (asked++, edited) }));
  for (let n = 0; n < 3; n++) expect(await searches(alice, uri)).toMatchObject([{ content: "<p>Better</p>" }]);
  expect(asked).toBe(1);
});

test("a server that has lost everything, or fails, deletes nothing", async () => {
  await using world = await createWorld("alpha.test");
  for (const status of [404, 500, 403]) {
    const { alice, bob, uri, status: seen } = await scene(world, status);
    bob.serves(uri, { status });
    bob.serves(bob.uri, { status: status === 403 ? 200 : status });
    expect(await searches(alice, uri)).toHaveLength(1);
    await alice.thread(seen);
    await world.settles();
    expect(await isThere(alice, seen)).toBe(true);
  }
});

test("what was for few is not gone because we are answered 404", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.stranger("bob@beta.test");
  const mention = { type: "Mention", href: alice.uri, name: "@alice@alpha.test" };
  const letter = bob.note("<p>For you</p>", { to: [alice.uri], tag: [mention] });
  await bob.sends("alpha.test", bob.activity("Create", letter, { to: [alice.uri] }));
  await world.settles();
  const [notice] = await alice.notifications();
  bob.serves(String(letter["id"]), { status: 404 });
  expect(await searches(alice, String(letter["id"]))).toHaveLength(1);
  expect(await isThere(alice, notice?.status as StatusJson)).toBe(true);
});

test("nobody says of another origin's status that it is gone", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, uri, status } = await scene(world);
  const mallory = await world.stranger("mallory@evil.test");
  const grave = { id: uri, type: "Tombstone" };
  mallory.serves("/grave", grave);
  const items = [grave, `${mallory.origin}/grave`];
  const bait = mallory.note("<p>Open me</p>", { replies: { type: "Collection", first: { type: "CollectionPage", items } } });
  const opened = await alice.comesUpon(bait["id"]);
  await alice.thread(opened);
  await searches(alice, `${mallory.origin}/grave`);
  await mallory.sends("alpha.test", mallory.activity("Delete", grave));
  await world.settles();
  expect(await isThere(alice, status)).toBe(true);
});
