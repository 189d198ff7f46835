/** Cards of what was fetched quietly: asked for when somebody has opened the thread or the profile, once, and not all at once. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

type WithCard = StatusJson & { card: { title: string } | null };

/** A site that has a page for every path; returns how often each was asked for. */
async function site(world: World): Promise<Map<string, number>> {
  const asked = new Map<string, number>();
  await world.server("news.test", ({ path }) => {
    asked.set(path, (asked.get(path) ?? 0) + 1);
    return { type: "text/html", body: `<html><head><meta property="og:title" content="News ${path}"></head></html>` };
  });
  return asked;
}

const link = (path: string): string => `<p><a href="https://news.test${path}">news</a></p>`;

/** A note of yesterday with a link, and answers with links of their own. */
function talk(fred: Stranger, answers: number) {
  const published = "2026-05-01T10:00:00Z";
  const root = fred.note(link("/root"), { published });
  const ids = Array.from({ length: answers }, (_, n) => fred.note(link(`/${n}`), { published, inReplyTo: root["id"] })["id"]);
  const replies = { type: "Collection", first: { type: "CollectionPage", items: ids } };
  fred.serves(String(root["id"]), { ...root, replies });
  return root["id"];
}

const titles = async (alice: Person, root: StatusJson): Promise<Set<string | undefined>> => {
  const { descendants } = await alice.thread(root);
  return new Set([root, ...descendants].map((status) => (status as WithCard).card?.title));
};

test("the links of a thread get their cards once somebody has opened it", async () => {
  await using world = await createWorld("alpha.test");
  const asked = await site(world);
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  const uri = talk(fred, 2);
  const root = await alice.comesUpon(uri);
  await world.settles();
  // It was old when it came, and nobody has opened it.
  expect([asked.size, (root as WithCard).card]).toEqual([0, null]);
  await alice.thread(root);
  await world.settles();
  expect(await titles(alice, (await alice.looksAt(root)) as StatusJson)).toEqual(new Set(["News /root", "News /0", "News /1"]));
  await world.passes("1 day");
  await alice.thread(root);
  await world.settles();
  expect([...asked.values()]).toEqual([1, 1, 1]);
});

test("a long thread asks for twenty links at a time", async () => {
  await using world = await createWorld("alpha.test");
  const asked = await site(world);
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  const root = await alice.comesUpon(talk(fred, 30));
  await alice.thread(root);
  await world.settles();
  expect(asked.size).toBe(20);
  await world.passes("1 day");
  await alice.thread(root);
  await world.settles();
  expect([asked.size, Math.max(...asked.values())]).toEqual([31, 1]);
});

test("what a profile shows has its cards when somebody has looked at it", async () => {
  await using world = await createWorld("alpha.test");
  const asked = await site(world);
  const alice = await world.person("alice@alpha.test");
  const fred = await world.stranger("fred@far.test");
  const note = fred.note(link("/profile"), { published: "2026-05-01T10:00:00Z" });
  const create = fred.activity("Create", note);
  fred.serves("/users/fred/outbox", {
    id: `${fred.uri}/outbox`,
    type: "OrderedCollection",
    totalItems: 1,
    orderedItems: [create],
  });
  const seen = await alice.finds(fred.handle);
  const statuses = async () => await alice.api<WithCard[]>("GET", `/api/v1/accounts/${seen.id}/statuses`);
  await alice.api("GET", `/api/v1/accounts/${seen.id}`);
  await statuses();
  await world.settles();
  expect((await statuses()).map(({ card }) => card?.title)).toEqual(["News /profile"]);
  expect([...asked.values()]).toEqual([1]);
});
