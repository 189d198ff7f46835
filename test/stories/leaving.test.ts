/** Accounts that are deleted: ours, with everything that was theirs, and others', if it is really they who say so. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import { PASSWORD } from "../world/people.ts";
import { createWorld, type World } from "../world/world.ts";

/** How many rows of each table still name the account in one of these columns. */
async function traces(world: World, domain: string, account_id: number): Promise<Record<string, number>> {
  const kith = world.instance(domain);
  const columns =
    kith.engine === "sqlite"
      ? sql<{
          table: string;
          column: string;
        }>`select tables.name as "table", columns.name as "column" from sqlite_master as tables
          join pragma_table_info(tables.name) as columns where tables.type = 'table'`
      : sql<{
          table: string;
          column: string;
        }>`select table_name as "table", column_name as "column" from information_schema.columns
          where table_schema = current_schema()`;
  const { rows } = await columns.execute(kith.db as never);
  const found: Record<string, number> = {};
  for (const { table, column } of rows) {
    if (!["account_id", "user_id", "owner_id"].includes(column) && !(table === "users" && column === "id")) continue;
    const counted = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}
      where ${sql.ref(column)} = ${account_id}`.execute(kith.db as never);
    const count = Number(counted.rows[0]?.count);
    if (count > 0) found[table] = count;
  }
  return found;
}

test("who deletes their account is gone everywhere, and nothing of it is kept but the name", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const [anna, bob] = [await world.person("anna@alpha.test"), await world.person("bob@beta.test")];
  // Fred has never followed her, but his server knows us.
  const fred = await world.stranger("fred@far.test");
  await anna.follows(fred.handle);
  await bob.follows(alice);
  await alice.follows(bob.handle);
  await alice.follows(anna);
  await world.settles();
  const post = await alice.posts("I was here #here");
  const hers = await anna.posts("Hello @alice");
  await world.settles();
  await alice.favourites(hers);
  await alice.bookmarks(hers);
  await alice.boosts(hers);
  await alice.mutes(fred.handle);
  await alice.api("POST", `/api/v1/statuses/${hers.id}/react/${encodeURIComponent("🍞")}`);
  await alice.api("POST", "/api/v1/lists", { title: "Mine" });
  const mine = await alice.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Mine" });
  await alice.api("POST", `/api/kith/v1/circles/${mine.id}/accounts`, { account_ids: [anna.id] });
  await alice.posts("For a few", { visibility: "limited", circle_id: mine.id } as never);
  await alice.api("POST", `/api/kith/v1/accounts/${anna.id}/befriend`);
  const annas = await anna.api<{ id: string }>("POST", "/api/kith/v1/circles", { title: "Hers" });
  await anna.api("POST", `/api/kith/v1/circles/${annas.id}/accounts`, { account_ids: [alice.id] });
  await alice.api("POST", "/api/v2/filters", { title: "x", context: ["home"], keywords_attributes: [{ keyword: "x" }] });
  await alice.api("POST", "/api/v1/markers", { home: { last_read_id: post.id } });
  await alice.api("POST", `/api/v1/accounts/${anna.id}/note`, { comment: "owes me a book" });
  await alice.api("POST", "/api/v1/tags/bread/follow");
  await alice.api("POST", "/api/v1/featured_tags", { name: "bread" });
  await alice.api("POST", "/api/v1/statuses", { status: "later", scheduled_at: new Date(Date.now() + 4e9).toISOString() });
  await anna.posts("A secret for @alice", { visibility: "direct" });
  await world.settles();
  const there = Number((await bob.finds(alice.handle)).id);
  await world.passes("1 minute");
  expect(await traces(world, "beta.test", there)).toMatchObject({ featured_tags: 1 });
  const leave = async (password: string) => await alice.asks("POST", "/api/pleroma/delete_account", { password });
  expect((await leave("wrong")).status).toBe(403);
  expect((await leave(PASSWORD)).status).toBe(200);
  expect((await alice.asks("GET", "/api/v1/accounts/verify_credentials")).status).toBeGreaterThanOrEqual(401);
  await world.passes("1 minute");
  await world.passes("2 hours");
  expect(await anna.sees(post)).toBeUndefined();
  expect(await bob.sees(post)).toBeUndefined();
  expect(await bob.relationship(bob.handle).catch(() => undefined)).toBeDefined();
  expect((await anna.asks("GET", `/api/v1/accounts/${alice.id}`)).status).toBe(404);
  expect(fred.inbox.documents.at(-1)).toMatchObject({ type: "Delete", actor: alice.uri, object: alice.uri });
  expect((await fred.fetches("alpha.test", new URL(alice.uri).pathname)).status).toBe(410);
  expect(await anna.looksAt(hers)).toMatchObject({ favourites_count: 0, reblogs_count: 0 });
  // The tombstones of the post and the boost, the keys that sign the farewell, and who was meant by what others wrote.
  const left = await traces(world, "alpha.test", Number(alice.id));
  expect(await world.instance("alpha.test").db.selectFrom("status_circles").selectAll().execute()).toEqual([]);
  // Where she was known, too, what she liked to speak of is forgotten.
  expect(
    Object.keys(await traces(world, "beta.test", there)).filter((table) => !["statuses", "mentions"].includes(table)),
  ).toEqual([]);
  expect(Object.keys(left).filter((table) => !["statuses", "keys", "documents", "mentions"].includes(table))).toEqual([]);
  await expect(world.person("alice@alpha.test")).rejects.toThrow(/taken|422/);
});

test("nobody deletes somebody else; who is deleted takes what they wrote along", async () => {
  await using world = await createWorld("alpha.test");
  const anna = await world.person("anna@alpha.test");
  const [fred, gina, mallory] = [
    await world.stranger("fred@far.test"),
    await world.stranger("gina@far.test"),
    await world.stranger("mallory@evil.test"),
  ];
  await anna.follows(fred.handle);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Accept", fred.inbox.documents.at(-1)));
  const note = fred.note("<p>Hello</p>");
  await fred.sends("alpha.test", fred.activity("Create", note));
  await gina.sends("alpha.test", gina.activity("Like", note["id"]));
  await world.settles();
  const there = async () => (await anna.home()).map(({ uri }) => uri).includes(String(note["id"]));
  expect(await there()).toBe(true);
  // By a stranger, by a neighbour of the same server, and in his name with another's key.
  await mallory.sends("alpha.test", mallory.activity("Delete", fred.uri));
  await gina.sends("alpha.test", gina.activity("Delete", fred.uri));
  const forged = fred.activity("Delete", fred.uri);
  expect((await mallory.sends("alpha.test", forged)).status).toBe(401);
  await world.settles();
  expect(await there()).toBe(true);
  // Without a good signature it counts only if his server says that he is gone.
  const unsigned = fred.activity("Delete", fred.uri);
  const lost = { sign: { key_id: `${fred.uri}#lost-key`, private_key: mallory.keys.privateKey } };
  await fred.sends("alpha.test", unsigned, lost);
  await world.settles();
  expect(await there()).toBe(true);
  await fred.sends("alpha.test", fred.activity("Delete", fred.uri));
  await world.passes("1 minute");
  expect(await there()).toBe(false);
  expect(await anna.sees(String(note["id"]))).toBeUndefined();
  const kith = world.instance("alpha.test");
  const row = await kith.db.selectFrom("statuses").selectAll().where("uri", "=", String(note["id"])).executeTakeFirst();
  expect(row).toMatchObject({ content: "" });
  expect(row?.deleted_at).toBeGreaterThan(0);
});

test("a Delete that cannot be signed any more is honoured when the account's own server says 410", async () => {
  await using world = await createWorld("alpha.test");
  const anna = await world.person("anna@alpha.test");
  const fred = await world.stranger("fred@far.test");
  await anna.follows(fred.handle);
  await world.settles();
  await fred.sends("alpha.test", fred.activity("Accept", fred.inbox.documents.at(-1)));
  await world.settles();
  fred.serves(fred.uri, { status: 410 });
  const goodbye = fred.activity("Delete", fred.uri);
  await fred.sends("alpha.test", goodbye, { sign: { key_id: `${fred.uri}#new-key` } });
  await world.settles();
  expect((await anna.account()) as unknown).toMatchObject({ following_count: 0 });
});
