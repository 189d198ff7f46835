/** Collections across the border (FEP-7aa9): who may be shown in one, who is asked, and how consent is taken back. */
import { expect, test } from "vitest";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";
import { adds, at, make, mayBeFound, notices, ofAccount, shown, within } from "./curators.ts";

test("who is elsewhere is asked, agrees with a stamp, and everybody who follows hears of it", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await world.person("alice@alpha.test");
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@gamma.test")];
  await mayBeFound(bob);
  await carol.follows(alice);
  await world.settles();
  const found = await alice.finds(bob.handle);
  expect(found).toMatchObject({ feature_approval: { automatic: ["public"], manual: [], current_user: "automatic" } });
  const made = await make(alice, { name: "Bakers", description: "Bread & <cake>", language: "en", tag_name: "Bread" });
  expect(await adds(alice, made, found.id)).toMatchObject({ account_id: found.id, state: "pending" });
  await world.settles();
  expect(await shown(alice, made.id)).toMatchObject({ local: true, item_count: 1, items: [{ state: "accepted" }] });
  const [notice] = await notices(bob);
  expect(notice).toMatchObject({ type: "added_to_collection", account: { acct: alice.handle }, collection: { uri: made.uri } });
  expect(await within(bob)).toMatchObject([{ name: "Bakers", local: false, item_count: 1 }]);
  const [copy] = await ofAccount(carol, alice.handle);
  expect(copy).toMatchObject({
    uri: made.uri,
    name: "Bakers",
    description: "Bread &amp; &lt;cake&gt;",
    language: "en",
    tag: { name: "Bread" },
    local: false,
    discoverable: true,
    items: [{ account_id: (await carol.finds(bob.handle)).id, state: "accepted" }],
  });
  // Another name is told to who stands in it, and to who follows.
  await alice.api("PATCH", `${at}/${made.id}`, { name: "Good bakers" });
  await world.settles();
  expect((await notices(bob)).map(({ type }) => type)).toEqual(["collection_update", "added_to_collection"]);
  expect((await ofAccount(carol, alice.handle))[0]?.name).toBe("Good bakers");
  await alice.api("DELETE", `${at}/${made.id}`);
  await world.settles();
  expect(await ofAccount(carol, alice.handle)).toEqual([]);
  expect(await within(bob)).toEqual([]);
  expect(await notices(bob)).toEqual([]);
});

test("who is taken out, or leaves, is gone everywhere; who has left does not come back", async () => {
  await using world = await createWorld("alpha.test", "beta.test", "gamma.test");
  const alice = await world.person("alice@alpha.test");
  const [bob, carol] = [await world.person("bob@beta.test"), await world.person("carol@gamma.test")];
  await mayBeFound(bob);
  await mayBeFound(carol);
  await carol.follows(alice);
  await world.settles();
  const [bobs, carols] = [await alice.finds(bob.handle), await alice.finds(carol.handle)];
  const made = await make(alice, { name: "Bakers", account_ids: [bobs.id, carols.id] });
  await world.settles();
  const items = (await shown(alice, made.id)).items;
  expect(items.map(({ state }) => state)).toEqual(["accepted", "accepted"]);
  expect((await ofAccount(carol, alice.handle))[0]?.item_count).toBe(2);
  // The curator takes one out.
  await alice.api("DELETE", `${at}/${made.id}/items/${items[1]?.id}`);
  await world.settles();
  expect((await ofAccount(carol, alice.handle))[0]?.item_count).toBe(1);
  expect(await within(carol)).toEqual([]);
  // And may ask again, for carol has not minded.
  await adds(alice, made, carols.id);
  await world.settles();
  expect(await within(carol)).toHaveLength(1);
  // Who leaves has left.
  const [own] = await within(bob);
  const item = own?.items.find(({ account_id }) => account_id === bob.id);
  await bob.api("POST", `${at}/${own?.id}/items/${item?.id}/revoke`);
  await world.settles();
  expect((await shown(alice, made.id)).items.map(({ account_id }) => account_id)).toEqual([carols.id]);
  expect((await ofAccount(carol, alice.handle))[0]?.item_count).toBe(1);
  expect((await alice.asks("POST", `${at}/${made.id}/items`, { account_id: bobs.id })).status).toBe(422);
  // A block takes back what was agreed to.
  await carol.blocks(await carol.finds(alice.handle));
  await world.settles();
  expect((await shown(alice, made.id)).items).toEqual([]);
});

test("who does not want to be found is not asked, and refuses when asked all the same", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const found = await alice.finds(bob.handle);
  expect(found).toMatchObject({ feature_approval: { automatic: [], manual: [], current_user: "denied" } });
  const made = await make(alice, { name: "Bakers" });
  expect((await alice.asks("POST", `${at}/${made.id}/items`, { account_id: found.id })).status).toBe(403);
  // Followers may, where follows need approval.
  await mayBeFound(bob, { locked: true });
  await world.passes("2 days");
  await alice.follows(bob);
  await world.settles();
  await bob.posts(`@${alice.handle} Hello`);
  await world.settles();
  expect(await alice.finds(bob.handle)).toMatchObject({
    feature_approval: { automatic: ["followers"], current_user: "denied" },
  });
  expect((await alice.asks("POST", `${at}/${made.id}/items`, { account_id: found.id })).status).toBe(403);
  await bob.accepts(await bob.finds(alice.handle));
  await world.settles();
  // Meanwhile bob changes his mind, and alpha has not heard of it.
  await world.down("alpha.test");
  await bob.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: false });
  await world.settles();
  await world.up("alpha.test");
  expect((await adds(alice, made, found.id)).state).toBe("pending");
  await world.settles();
  expect((await shown(alice, made.id)).items).toEqual([]);
  expect(await notices(bob)).toEqual([]);
});

test("what is not discoverable is served by its address only, and people who do not want to be found are shown here only", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const fred = await world.stranger("fred@far.test");
  const open = await make(alice, { name: "Open", account_ids: [bob.id] });
  const quiet = await make(alice, { name: "Quiet", discoverable: false });
  const get = async (url: string) => (await fred.fetches("alpha.test", new URL(url).pathname)).json<Doc>();
  const actor = await get(alice.uri);
  const list = await get(String(actor["featuredCollections"]));
  expect(list).toMatchObject({ type: "OrderedCollection", totalItems: 1, orderedItems: [open.uri] });
  expect(await get(quiet.uri)).toMatchObject({ type: "FeaturedCollection", name: "Quiet", discoverable: false });
  expect(await get(open.uri)).toMatchObject({ totalItems: 0, orderedItems: [] });
  const stamp = `/users/${bob.id}/feature_authorizations/${open.items[0]?.id}`;
  expect((await fred.fetches("alpha.test", stamp)).status).toBe(404);
  await mayBeFound(bob);
  const served = await get(open.uri);
  expect(served).toMatchObject({
    totalItems: 1,
    attributedTo: alice.uri,
    orderedItems: [
      {
        type: "FeaturedItem",
        featuredObject: bob.uri,
        featuredObjectType: "Person",
        featureAuthorization: `https://alpha.test${stamp}`,
      },
    ],
  });
  const [item] = served["orderedItems"] as Doc[];
  expect(await get(String(item?.["id"]))).toMatchObject({ type: "FeaturedItem", featuredObject: bob.uri });
  expect(await get(`https://alpha.test${stamp}`)).toMatchObject({
    type: "FeatureAuthorization",
    interactingObject: open.uri,
    interactionTarget: bob.uri,
  });
  expect(await get(bob.uri)).toMatchObject({ interactionPolicy: { canFeature: { automaticApproval: [PUBLIC] } } });
  expect(actor).toMatchObject({ interactionPolicy: { canFeature: { automaticApproval: [alice.uri] } } });
});

test("a collection can be reported to the server of its curator", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  const made = await make(alice, { name: "The dumbest" });
  await world.settles();
  const [copy] = await ofAccount(bob, alice.handle);
  const asked = { account_id: copy?.account_id, collection_ids: [copy?.id], forward: true, comment: "Not kind" };
  expect(await bob.api("POST", "/api/v1/reports", asked)).toMatchObject({ collection_ids: [copy?.id], forwarded: true });
  await world.settles();
  const reports = await world.instance("alpha.test").db.selectFrom("reports").selectAll().execute();
  expect(reports).toMatchObject([{ target_id: Number(alice.id), comment: "Not kind", collection_ids: `[${made.id}]` }]);
});

test("whoever knows its address finds a collection", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const made = await make(alice, { name: "Quiet", discoverable: false });
  const search = async (who: Person, q: string, more = "") =>
    (await who.api<{ collections: { uri: string; local: boolean }[] }>("GET", `/api/v2/search?q=${encodeURIComponent(q)}${more}`))
      .collections;
  expect(await search(alice, made.uri)).toMatchObject([{ uri: made.uri, local: true }]);
  expect(await search(bob, made.uri)).toEqual([]);
  expect(await search(bob, made.uri, "&resolve=true")).toMatchObject([{ uri: made.uri, local: false }]);
  expect(await search(bob, made.uri)).toMatchObject([{ uri: made.uri, local: false }]);
  expect(await search(bob, "Quiet")).toEqual([]);
  expect(await ofAccount(bob, alice.handle)).toEqual([]);
});
