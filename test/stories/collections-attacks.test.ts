/** Collections of hostile servers: what a stamp is worth, and who may speak of a collection, of a member, and of consent. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import type { Doc, Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { make, mayBeFound, notices, ofAccount, shown, within } from "./curators.ts";

/** An account elsewhere that says where its collections are, and makes one with a stamp for each of its members. */
async function curates(world: World, stranger: Stranger, alice: Person): Promise<(items: Doc[], more?: Doc) => Promise<string>> {
  stranger.actor["featuredCollections"] = `${stranger.uri}/collections`;
  await alice.follows(stranger.handle);
  await world.settles();
  await stranger.sends("alpha.test", stranger.activity("Accept", stranger.inbox.documents.at(-1)));
  await world.settles();
  const uri = `${stranger.uri}/collections/1`;
  stranger.serves(`${stranger.uri}/collections`, {
    id: `${stranger.uri}/collections`,
    type: "OrderedCollection",
    totalItems: 1,
    orderedItems: [uri],
  });
  return async (orderedItems, more = {}) => {
    const document = {
      "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/fep/7aa9"],
      id: uri,
      type: "FeaturedCollection",
      attributedTo: stranger.uri,
      name: "Cooks",
      summary: "<p>Soup <script>alert(1)</script></p>",
      discoverable: true,
      totalItems: orderedItems.length,
      orderedItems,
      ...more,
    };
    stranger.serves(uri, document);
    // As Mastodon sends it: without an id of its own.
    const { id: _, ...add } = stranger.activity("Add", document, { target: stranger.actor["featuredCollections"] });
    await stranger.sends("alpha.test", add);
    await world.settles();
    return uri;
  };
}

const entry = (by: Stranger, serial: number, member: Stranger, featureAuthorization: string | undefined): Doc => ({
  id: `${by.uri}/collections/1/items/${serial}`,
  type: "FeaturedItem",
  featuredObject: member.uri,
  featuredObjectType: "Person",
  featureAuthorization,
});

const stamp = (by: Stranger, member: Stranger, collection: string, more: Doc = {}): string =>
  by.serves(`/stamps/${member.handle.split("@")[0]}`, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: `${by.origin}/stamps/${member.handle.split("@")[0]}`,
    type: "FeatureAuthorization",
    interactingObject: collection,
    interactionTarget: member.uri,
    ...more,
  });

test("a stamp counts only from the member's own server, for the collection and the member that it names", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, gina] = [await world.stranger("fred@far.test"), await world.stranger("gina@away.test")];
  const publishes = await curates(world, fred, alice);
  const uri = `${fred.uri}/collections/1`;
  const count = async (featureAuthorization: string | undefined) => {
    await publishes([entry(fred, 1, gina, featureAuthorization)]);
    return (await ofAccount(alice, fred.handle))[0]?.item_count;
  };
  expect(await count(undefined)).toBe(0);
  expect(await count(stamp(fred, gina, uri))).toBe(0);
  expect(await count(stamp(gina, gina, `${uri}0`))).toBe(0);
  expect(await count(stamp(gina, fred, uri))).toBe(0);
  expect(await count(stamp(gina, gina, uri, { attributedTo: fred.uri }))).toBe(0);
  expect(await count(stamp(gina, gina, uri, { type: "QuoteAuthorization" }))).toBe(0);
  expect(await count(stamp(gina, gina, uri))).toBe(1);
  const [seen] = await ofAccount(alice, fred.handle);
  expect(seen).toMatchObject({ uri, name: "Cooks", description: "<p>Soup </p>", local: false });
  // Nobody but gina takes it back, and only from where it stands.
  const good = `${gina.origin}/stamps/gina`;
  const hans = await world.stranger("hans@away.test");
  await hans.sends("alpha.test", hans.activity("Delete", good));
  await world.settles();
  expect((await ofAccount(alice, fred.handle))[0]?.item_count).toBe(1);
  await gina.sends("alpha.test", gina.activity("Follow", alice.uri));
  await gina.sends("alpha.test", gina.activity("Delete", { id: good, type: "FeatureAuthorization" }));
  await world.settles();
  expect((await ofAccount(alice, fred.handle))[0]?.item_count).toBe(0);
  // The curator's server cannot bring it back.
  await publishes([entry(fred, 2, gina, good)]);
  expect((await ofAccount(alice, fred.handle))[0]?.item_count).toBe(0);
});

test("nobody speaks of a collection but its curator, nor for an account here", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  await mayBeFound(alice);
  const [fred, mallory] = [await world.stranger("fred@far.test"), await world.stranger("mallory@evil.test")];
  const publishes = await curates(world, fred, alice);
  const lies = await curates(world, mallory, alice);
  const own = await make(alice, { name: "Mine" });
  const ours: Doc = { id: `${fred.uri}/collections/1/items/2`, type: "FeaturedItem", featuredObject: alice.uri };
  // An entry about one of ours counts only if we have agreed.
  const uri = await publishes([{ ...ours, featureAuthorization: `${alice.uri}/feature_authorizations/1` }]);
  expect((await ofAccount(alice, fred.handle))[0]?.item_count).toBe(0);
  expect(await within(alice)).toEqual([]);
  // A collection that calls itself another server's, or is said to be by another account.
  await lies([], { attributedTo: fred.uri, name: "Stolen" });
  expect(await ofAccount(alice, mallory.handle)).toEqual([]);
  for (const activity of [
    mallory.activity("Add", { id: uri, type: "FeaturedCollection" }, { target: mallory.actor["featuredCollections"] }),
    mallory.activity("Remove", uri, { target: mallory.actor["featuredCollections"] }),
    mallory.activity("Remove", uri, { target: fred.actor["featuredCollections"] }),
    mallory.activity("Update", { id: uri, type: "FeaturedCollection", attributedTo: fred.uri, name: "Stolen" }),
    mallory.activity("Delete", uri),
    mallory.activity("FeatureRequest", alice.uri, { instrument: uri }),
    mallory.activity("FeatureRequest", alice.uri, { instrument: own.uri }),
    mallory.activity("Accept", `${own.uri}/requests/1`, { result: `${mallory.origin}/stamps/1` }),
    mallory.activity("Remove", `${own.uri}/items/1`, { target: own.uri }),
    mallory.activity("Delete", own.uri),
  ])
    await mallory.sends("alpha.test", activity);
  await world.settles();
  expect(await ofAccount(alice, fred.handle)).toMatchObject([{ name: "Cooks" }]);
  expect(await shown(alice, own.id)).toMatchObject({ name: "Mine", item_count: 0 });
  expect(await within(alice)).toEqual([]);
  expect(await notices(alice)).toEqual([]);
  // Fred himself asks, is answered with a stamp, and lists it.
  const request = fred.activity("FeatureRequest", alice.uri, { instrument: uri });
  await fred.sends("alpha.test", request);
  await world.settles();
  const answer = fred.inbox.documents.at(-1);
  expect(answer).toMatchObject({ type: "Accept", actor: alice.uri, object: request["id"] });
  await publishes([{ ...ours, featureAuthorization: answer?.["result"] }]);
  expect((await within(alice)).map((one) => one.uri)).toEqual([uri]);
  expect((await notices(alice)).map(({ type }) => type)).toEqual(["added_to_collection"]);
  // Taken from the list, it is gone.
  await publishes([]);
  expect(await within(alice)).toEqual([]);
});

test("an answer to our request counts only from who was asked, with a stamp of their own origin", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [gina, mallory] = [await world.stranger("gina@away.test"), await world.stranger("mallory@evil.test")];
  gina.actor["interactionPolicy"] = { canFeature: { automaticApproval: "as:Public" } };
  const made = await make(alice, { name: "Mine", account_ids: [(await alice.finds(gina.handle)).id] });
  await alice.finds(mallory.handle);
  await world.settles();
  const request = gina.inbox.documents.at(-1) ?? {};
  expect(request).toMatchObject({ type: "FeatureRequest", actor: alice.uri, object: gina.uri, instrument: made.uri });
  const state = async () => {
    await world.settles();
    return (await shown(alice, made.id)).items[0]?.state;
  };
  await mallory.sends("alpha.test", mallory.activity("Accept", request["id"], { result: `${mallory.origin}/stamps/1` }));
  await mallory.sends("alpha.test", mallory.activity("Reject", request["id"]));
  await gina.sends("alpha.test", gina.activity("Accept", request["id"], { result: `${mallory.origin}/stamps/1` }));
  await gina.sends("alpha.test", gina.activity("Accept", request));
  expect(await state()).toBe("pending");
  await gina.sends("alpha.test", gina.activity("Accept", request["id"], { result: `${gina.origin}/stamps/1` }));
  expect(await state()).toBe("accepted");
  const served = (await gina.fetches("alpha.test", new URL(made.uri).pathname)).json<Doc>();
  expect(served).toMatchObject({ orderedItems: [{ featuredObject: gina.uri, featureAuthorization: `${gina.origin}/stamps/1` }] });
  await gina.sends("alpha.test", gina.activity("Delete", { id: `${gina.origin}/stamps/1`, type: "FeatureAuthorization" }));
  expect(await state()).toBeUndefined();
});

test("a link to the page of a collection elsewhere is known for it, unless that page is another server's", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, mallory] = [await world.stranger("fred@far.test"), await world.stranger("mallory@bad.test")];
  const page = `https://far.test/collections/soups`;
  const uri = await (await curates(world, fred, alice))([], { url: page });
  // Mallory says that fred's other page is the page of her collection.
  const stolen = "https://far.test/collections/bread";
  await (
    await curates(world, mallory, alice)
  )([], { name: "Buy now", url: stolen });
  const linked = async (text: string) =>
    (await alice.api<{ tagged_collections: { uri: string }[] }>("POST", "/api/v1/statuses", { status: text })).tagged_collections;
  expect(await linked(`Look: ${page}`)).toMatchObject([{ uri, name: "Cooks" }]);
  expect(await linked(`Look: ${uri}`)).toMatchObject([{ uri }]);
  expect(await linked(`Look: ${stolen}`)).toEqual([]);
  // Who has not written of it: their own posts would come first.
  const bob = await world.person("bob@alpha.test");
  const searched = async (q: string) =>
    (await bob.api<{ collections: { uri: string }[] }>("GET", `/api/v2/search?q=${encodeURIComponent(q)}`)).collections;
  expect(await searched(page)).toMatchObject([{ uri }]);
  expect(await searched(stolen)).toEqual([]);
});
