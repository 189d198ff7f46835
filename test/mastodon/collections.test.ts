/** Collections of accounts, as Mastodon 4.6 has them: who may do what with them, and who hears of it. */
import { expect, test } from "vitest";
import type { AccountJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

type Item = { id: string; account_id: string; state: string };
type Collection = { id: string; name: string; item_count: number; items: Item[] };
type Wrapped = { collection: Collection };

const at = "/api/v1/collections";
const make = async (who: Person, body: object): Promise<Collection> => (await who.api<Wrapped>("POST", at, body)).collection;
const status = async (who: Person, method: string, path: string, body?: object): Promise<number> =>
  (await who.asks(method, path, body)).status;

test("a collection is made, filled, changed and ended by its curator alone", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  const made = await make(alice, {
    name: "Neighbours",
    description: "people nearby",
    language: "en",
    tag_name: "#Village",
    discoverable: true,
    account_ids: [bob.id],
  });
  expect(made).toMatchObject({
    name: "Neighbours",
    account_id: alice.id,
    tag: { name: "Village", url: "https://alpha.test/tags/village" },
    local: true,
    sensitive: false,
    item_count: 1,
    items: [{ account_id: bob.id, state: "accepted" }],
  });
  const path = `${at}/${made.id}`;
  const added = await alice.api<{ collection_item: Item }>("POST", `${path}/items`, { account_id: carol.id });
  expect(added.collection_item).toMatchObject({ account_id: carol.id, state: "accepted" });
  expect(await status(alice, "POST", `${path}/items`, { account_id: carol.id })).toBe(422);
  expect(await status(bob, "POST", `${path}/items`, { account_id: bob.id })).toBe(403);
  expect(await status(bob, "PATCH", path, { name: "Mine" })).toBe(403);
  expect(await status(bob, "DELETE", path)).toBe(403);
  const visitor = await world.visitor("alpha.test")("GET", path);
  const seen = visitor.json<Wrapped & { accounts: AccountJson[] }>();
  expect(seen.accounts.map(({ acct }) => acct)).toEqual(["alice", "bob", "carol"]);
  expect(await alice.api("PATCH", path, { name: "Good neighbours" })).toMatchObject({
    collection: { name: "Good neighbours", description: "people nearby" },
  });
  expect(await status(alice, "DELETE", `${path}/items/${added.collection_item.id}`)).toBe(200);
  expect(await status(alice, "DELETE", `${path}/items/${added.collection_item.id}`)).toBe(404);
  expect(await status(alice, "DELETE", path)).toBe(200);
  expect(await status(alice, "GET", path)).toBe(404);
});

test("who is added hears of it, in words if their app does not know what that is, and can leave for good", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const made = await make(alice, { name: "Cooks", account_ids: [bob.id] });
  expect(await bob.notifications()).toMatchObject([{ type: "added_to_collection" }]);
  type Notice = { type: string; collection?: Collection; fallback?: { title: string } };
  const notices = async (types: string) => await bob.api<Notice[]>("GET", `/api/v1/notifications?supported_types[]=${types}`);
  expect(await notices("added_to_collection")).toMatchObject([{ type: "added_to_collection", collection: { id: made.id } }]);
  expect((await notices("added_to_collection"))[0]?.fallback).toBeUndefined();
  expect((await notices("mention"))[0]?.fallback?.title).toBe("alice added you to a collection");
  type Groups = { notification_groups: Notice[] };
  const groups = async (query = "") => (await bob.api<Groups>("GET", `/api/v2/notifications${query}`)).notification_groups;
  expect(await groups("?supported_types[]=mention")).toMatchObject([
    {
      type: "added_to_collection",
      collection: { id: made.id },
      fallback: { title: "alice added you to a collection", summary: "Cooks" },
    },
  ]);
  expect((await groups())[0]?.fallback).toBeUndefined();
  await alice.api("PATCH", `${at}/${made.id}`, { name: "Great cooks" });
  await alice.api("PATCH", `${at}/${made.id}`, { name: "The greatest cooks" });
  expect((await notices("collection_update")).map(({ type }) => type)).toEqual(["collection_update", "added_to_collection"]);
  const within = `/api/v1/accounts/${bob.id}/in_collections`;
  expect(await bob.api("GET", within)).toMatchObject({ collections: [{ id: made.id, name: "The greatest cooks" }] });
  expect(await status(alice, "GET", within)).toBe(403);
  const item = made.items[0]?.id ?? "";
  expect(await status(alice, "POST", `${at}/${made.id}/items/${item}/revoke`)).toBe(403);
  expect(await status(bob, "POST", `${at}/${made.id}/items/${item}/revoke`)).toBe(200);
  expect(await bob.api("GET", within)).toEqual({ collections: [] });
  expect(await notices("added_to_collection")).toEqual([]);
  expect(await status(alice, "DELETE", `${at}/${made.id}/items/${item}`)).toBe(404);
  expect(await status(alice, "POST", `${at}/${made.id}/items`, { account_id: bob.id })).toBe(422);
});

test("nobody is shown to, or with, whom they have blocked; only the curator sees what is not discoverable in a list", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@beta.test"),
  ];
  const made = await make(alice, { name: "Quiet", account_ids: [bob.id] });
  const path = `/api/v1/accounts/${alice.id}/collections`;
  expect(await alice.api("GET", path)).toMatchObject({ collections: [{ id: made.id }] });
  expect(await bob.api("GET", path)).toEqual({ collections: [] });
  await bob.blocks(alice);
  expect(await status(bob, "GET", `${at}/${made.id}`)).toBe(404);
  expect(await alice.api("GET", `${at}/${made.id}`)).toMatchObject({ collection: { item_count: 0 } });
  expect(await status(alice, "POST", `${at}/${made.id}/items`, { account_id: bob.id })).toBe(403);
  const stranger = await alice.finds(carol.handle);
  expect(await status(alice, "POST", `${at}/${made.id}/items`, { account_id: stranger.id })).toBe(403);
  expect(await status(alice, "POST", `${at}/${made.id}/items`, { account_id: "12345" })).toBe(404);
});

test("a link to a collection brings it along, and its page shows who stands in it", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const made = await make(alice, { name: "Cooks & <bakers>", account_ids: [bob.id] });
  const url = `https://alpha.test/collections/${made.id}`;
  expect(made).toMatchObject({ url });
  type Linking = { id: string; tagged_collections: Collection[] };
  const said = async (text: string) => (await bob.api<Linking>("POST", "/api/v1/statuses", { status: text })) as Linking;
  const post = await said(`See ${url} and https://elsewhere.test/collections/${made.id} and https://alpha.test/collections/7`);
  expect(post.tagged_collections).toMatchObject([{ id: made.id, name: "Cooks & <bakers>", url, item_count: 1 }]);
  expect((await said("Nothing linked")).tagged_collections).toEqual([]);
  expect((await said(`https://elsewhere.test/collections/${made.id}`)).tagged_collections).toEqual([]);
  const visitor = world.visitor("alpha.test");
  const page = await visitor("GET", `/collections/${made.id}`, { headers: { accept: "text/html" } });
  expect(page.status).toBe(200);
  expect(page.text).toContain("Cooks &amp; &lt;bakers&gt;");
  expect(page.text).toContain("@bob");
  expect((await visitor("GET", "/collections/7", { headers: { accept: "text/html" } })).status).toBe(404);
  await alice.blocks(bob);
  const seen = await bob.api<Linking>("GET", `/api/v1/statuses/${post.id}`);
  expect(seen.tagged_collections).toEqual([]);
});

test("collections have limits", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  for (const body of [
    {},
    { name: " " },
    { name: "x".repeat(41) },
    { name: "x", description: "y".repeat(101) },
    { name: "x", language: "??" },
  ])
    expect(await status(alice, "POST", at, body)).toBe(422);
  for (let i = 0; i < 10; i++) await make(alice, { name: `Collection ${i}` });
  expect(await status(alice, "POST", at, { name: "One too many" })).toBe(422);
  const page = await alice.asks("GET", `/api/v1/accounts/${alice.id}/collections?limit=3&offset=3`);
  expect(page.json<{ collections: Collection[] }>().collections.map(({ name }) => name)).toEqual([
    "Collection 6",
    "Collection 5",
    "Collection 4",
  ]);
  expect(page.headers["link"]).toContain("offset=6");
});
