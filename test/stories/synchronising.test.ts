/** Two servers that count different followers find out, and set it right between them (FEP-8fcf); and nobody else can make them. */
import { expect, test } from "vitest";
import { digestOf, readHeader, writeHeader } from "../../src/federation/followers/digest.ts";
import type { Person } from "../world/person.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";

/** Alice of alpha and Ben of beta; Ben follows Alice, and so does Bea. */
async function gather(world: World) {
  const alice = await world.person("alice@alpha.test");
  const [ben, bea] = [await world.person("ben@beta.test"), await world.person("bea@beta.test")];
  await ben.follows(alice);
  await bea.follows(alice);
  await world.settles();
  await world.passes("10 minutes");
  return { alice, ben, bea };
}

/** As if the news of it had been lost. */
async function forgets(world: World, domain: string, follower: Person, what: "delete" | "pending" = "delete"): Promise<void> {
  const { db, write } = world.instance(domain);
  const row = await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select("follows.id")
    .where("accounts.uri", "=", follower.uri)
    .executeTakeFirstOrThrow();
  await write(async (tx) => {
    if (what === "delete") await tx.deleteFrom("follows").where("id", "=", row.id).execute();
    else await tx.updateTable("follows").set({ state: "pending" }).where("id", "=", row.id).execute();
  });
}

const says = async (world: World, alice: Person, text: string) => {
  await alice.posts(text, { visibility: "private" });
  await world.settles();
  await world.passes("2 minutes");
};

const followersOf = async (world: World, domain: string, uri: string): Promise<string[]> => {
  const rows = await world
    .instance(domain)
    .db.selectFrom("follows")
    .innerJoin("accounts as followed", "followed.id", "follows.target_id")
    .innerJoin("accounts as follower", "follower.id", "follows.account_id")
    .select("follower.uri")
    .where("followed.uri", "=", uri)
    .where("follows.state", "=", "accepted")
    .orderBy("follower.uri")
    .execute();
  return rows.map((row) => row.uri);
};

test("a follow that the followed one's server has lost ends at the follower's", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ben, bea } = await gather(world);
  await forgets(world, "alpha.test", ben);
  await says(world, alice, "One");
  expect(await ben.relationship(alice)).toMatchObject({ following: false, requested: false });
  expect(await bea.relationship(alice)).toMatchObject({ following: true });
});

test("a follow that only the followed one's server knows is undone there, and one that waits is accepted", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ben, bea } = await gather(world);
  await forgets(world, "beta.test", ben);
  await forgets(world, "beta.test", bea, "pending");
  await says(world, alice, "One");
  await world.settles();
  expect(await bea.relationship(alice)).toMatchObject({ following: true });
  expect(await followersOf(world, "alpha.test", alice.uri)).toEqual([bea.uri]);
});

test("servers that agree ask nothing", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice } = await gather(world);
  await says(world, alice, "One");
  const { db } = world.instance("beta.test");
  expect(await db.selectFrom("jobs").select("kind").where("kind", "like", "followers%").execute()).toEqual([]);
  expect(await followersOf(world, "beta.test", alice.uri)).toHaveLength(2);
});

test("the list is for the server whose people stand in it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { alice, ben } = await gather(world);
  const mallory = await world.stranger("mallory@evil.test");
  const path = `${alice.uri.slice("https://alpha.test".length)}/followers_synchronization`;
  const visitor = await world.visitor("alpha.test")("GET", path, { headers: { accept: "application/activity+json" } });
  expect(visitor.status).toBe(401);
  const answer = await mallory.fetches("alpha.test", path);
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain(ben.uri);
  expect(answer.json<{ orderedItems: string[] }>().orderedItems).toEqual([]);
});

/** Alice follows Hana elsewhere, who is honest until told otherwise. */
async function befriend(world: World): Promise<{ alice: Person; hana: Stranger }> {
  const alice = await world.person("alice@alpha.test");
  const hana = await world.stranger("hana@honest.test");
  await alice.follows(hana.handle);
  await world.settles();
  await hana.sends("alpha.test", hana.activity("Accept", hana.inbox.documents.at(-1)));
  await world.settles();
  await world.passes("10 minutes");
  return { alice, hana };
}

const header = (collection: string, url: string) => ({
  sign: { headers: { "collection-synchronization": writeHeader({ collection, url, digest: digestOf([]) }) } },
});

test("a header about somebody else's followers, or with a list on another server, changes nothing", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, hana } = await befriend(world);
  const mallory = await world.stranger("mallory@evil.test");
  const list = (id: string) => ({ "@context": "https://www.w3.org/ns/activitystreams", id, type: "Collection", items: [] });
  const foreign = "https://evil.test/followers";
  mallory.serves("/followers", list(foreign));
  const own = `${hana.uri}/followers`;
  const post = await alice.posts("Like me");
  const like = (who: Stranger) => who.activity("Like", post.uri);
  await hana.sends("alpha.test", like(hana), header(own, foreign));
  await mallory.sends("alpha.test", like(mallory), header(own, foreign));
  await mallory.sends("alpha.test", like(mallory), header(`${mallory.uri}/followers`, foreign));
  await hana.sends("alpha.test", like(hana), header(foreign, `${hana.uri}/followers`));
  await world.settles();
  await world.passes("2 minutes");
  expect(await alice.relationship(hana.handle)).toMatchObject({ following: true });
});

test("a list that does not come whole, or not at all, ends no follow; a whole one does", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, hana } = await befriend(world);
  const url = `${hana.uri}/part`;
  const post = await alice.posts("Like me");
  const differs = async (list: Record<string, unknown>) => {
    hana.serves(url, { "@context": "https://www.w3.org/ns/activitystreams", id: url, type: "OrderedCollection", ...list });
    await hana.sends("alpha.test", hana.activity("Like", post.uri), header(`${hana.uri}/followers`, url));
    await world.settles();
    await world.passes("20 minutes");
    return (await alice.relationship(hana.handle)).following;
  };
  expect(await differs({ first: "https://evil.test/page" })).toBe(true);
  expect(await differs({ orderedItems: [], next: `${url}/2` })).toBe(true);
  expect(await differs({ orderedItems: [`${alice.uri}x`] })).toBe(false);
});

test("the header is read as it is written, and nonsense is none", () => {
  const said = { collection: "https://a.test/f", url: "https://a.test/p?x=1,2", digest: digestOf(["a", "b"]) };
  expect(readHeader(writeHeader(said))).toEqual(said);
  expect(digestOf(["a", "b"])).toBe(digestOf(["b", "a"]));
  for (const wrong of ["", "x", `digest="00"`, `${writeHeader(said)}, url="x"`, "x".repeat(9000)])
    expect(readHeader(wrong)).toBe(undefined);
});
