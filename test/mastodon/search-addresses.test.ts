/** Addresses that somebody pastes: what is known here is found by its page as well as by its uri, without asking anybody, by those who may see it. */
import { expect, test } from "vitest";
import { sql } from "kysely";
import { hasPage, pageAt } from "../../src/db/pages.ts";
import { findAccountByPage } from "../../src/accounts/find.ts";
import { findStatusByPage } from "../../src/statuses/find.ts";
import type { SearchJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

const at = (address: string, more = ""): string => `/api/v2/search?q=${encodeURIComponent(address)}${more}`;

const statusesAt = async (who: Person, address: string, more = ""): Promise<string[]> =>
  (await who.api<SearchJson>("GET", at(address, more))).statuses.map(({ content }) => content.replace(/<[^>]*>/g, ""));
const accountsAt = async (who: Person, address: string, more = ""): Promise<string[]> =>
  (await who.api<SearchJson>("GET", at(address, more))).accounts.map(({ acct }) => acct);

test("a page of another server leads to what is known of it, and to nobody who may not see it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const carol = await world.person("carol@alpha.test");
  const bob = await world.person("bob@beta.test");
  await alice.follows(bob);
  await world.settles();
  const open = await bob.posts("For everybody");
  const closed = await bob.posts("For followers", { visibility: "private" });
  const profile = (await bob.account()).url;
  expect([open.url, profile]).toEqual([`https://beta.test/@bob/${open.id}`, "https://beta.test/@bob"]);
  expect(await statusesAt(alice, open.url)).toEqual([]);
  await world.settles();
  // Whatever is found now is found here.
  await world.down("beta.test");
  for (const more of ["", "&type=statuses", "&resolve=true"]) {
    expect(await statusesAt(alice, open.url, more)).toEqual(["For everybody"]);
    expect(await statusesAt(alice, closed.url, more)).toEqual(["For followers"]);
    expect(await statusesAt(carol, open.url, more)).toEqual(["For everybody"]);
    expect(await statusesAt(carol, closed.url, more)).toEqual([]);
  }
  for (const more of ["", "&type=accounts", "&resolve=true"])
    expect(await accountsAt(carol, profile, more)).toEqual(["bob@beta.test"]);
  const visitor = world.visitor("alpha.test");
  expect((await visitor("GET", at(open.url))).json<SearchJson>().statuses).toHaveLength(1);
  expect((await visitor("GET", at(closed.url))).json<SearchJson>().statuses).toEqual([]);
  await alice.blocks(bob);
  await world.up("beta.test");
  await bob.deletes(open);
  await world.settles();
  expect(await statusesAt(carol, open.url)).toEqual([]);
});

test("what an address leads to is one page: the next is empty, in every direction, and not one of words", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const post = await alice.posts("the first");
  await alice.posts(`See https alpha test alice ${post.id}`);
  const found = async (more: string) => await statusesAt(alice, post.url, `&type=statuses${more}`);
  expect(await found("")).toEqual(["the first"]);
  // As people copy it; what else stands below a profile is no post.
  for (const copied of ["/", "?utm_source=x", "/#main"])
    expect(await statusesAt(alice, `${post.url}${copied}`, "&type=statuses")).toEqual(["the first"]);
  expect(await statusesAt(alice, `${post.url}/history`, "&type=statuses")).toEqual([]);
  for (const more of ["&offset=1", `&max_id=${post.id}`, `&min_id=${post.id}`, "&max_id=5"])
    expect(await found(more)).toEqual([]);
  expect(await found(`&min_id=${Number(post.id) - 1}`)).toEqual(["the first"]);
});

test("nobody can put something of theirs where a page of another server leads", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  const mallory = await world.stranger("mallory@evil.test");
  const post = await bob.posts("What Bob says");
  for (let n = 0; n < 3; n++) {
    const forged = mallory.note(`What Bob never said ${n}`, { url: post.url });
    await mallory.sends("alpha.test", mallory.activity("Create", forged));
    await alice.comesUpon(forged["id"]);
  }
  mallory.actor["url"] = "https://beta.test/@bob";
  await alice.finds("@mallory@evil.test");
  await world.settles();
  expect(await statusesAt(alice, post.url)).toEqual([]);
  expect(await accountsAt(alice, "https://beta.test/@bob")).toEqual([]);
  expect(await statusesAt(alice, post.url, "&resolve=true")).toEqual(["What Bob says"]);
  expect(await accountsAt(alice, "https://beta.test/@bob", "&resolve=true")).toEqual(["bob@beta.test"]);
  expect(await statusesAt(alice, post.url)).toEqual(["What Bob says"]);
});

test("pages are found along an index", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const post = await bob.posts("Hello");
  await alice.comesUpon(post.uri);
  const { db, engine } = world.instance("alpha.test");
  expect((await findStatusByPage(db, post.url))?.uri).toBe(post.uri);
  expect((await findAccountByPage(db, "https://beta.test/@bob"))?.uri).toBe(bob.uri);
  // The ends of addresses are indexed; all of them must be the same.
  expect(await findStatusByPage(db, post.url.replace("@bob", "@rob"))).toBeUndefined();
  expect(await findStatusByPage(db, post.url.replace("https", "http"))).toBeUndefined();
  if (engine === "postgres") return;
  for (const [table, own] of [
    ["statuses", "local = 0"],
    ["accounts", "host <> ''"],
  ] as const) {
    const { rows } = await sql<{ detail: string }>`explain query plan select id from ${sql.table(table)}
      where ${sql.raw(own)} and ${hasPage(table, pageAt(post.url))}`.execute(db as never);
    expect(rows.map(({ detail }) => detail).join()).toContain(`${table}_by_page`);
  }
});
