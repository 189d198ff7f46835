/** Searching: accounts, tags and words, among what one may see and search. */
import { expect, test } from "vitest";
import { readWanted, toFts5, toTsquery, wordsOf } from "../../src/search/words.ts";
import type { SearchJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

const find = async (who: Person, q: string, more = ""): Promise<string[]> =>
  (await who.api<SearchJson>("GET", `/api/v2/search?type=statuses&q=${encodeURIComponent(q)}${more}`)).statuses.map(
    ({ content }) => content.replace(/<[^>]*>/g, ""),
  );

test("texts are cut into words, scripts without spaces into characters", () => {
  expect(wordsOf("Ärger, naïve O'Neill #Tag_1 42")).toEqual(["arger", "naive", "o", "neill", "tag_1", "42"]);
  expect(wordsOf("猫が好き")).toEqual(["猫", "か", "好", "き"]);
  const wanted = readWanted('"green tea" -milk from:ann has:media before:2026-01-02 Schöne');
  expect(wanted).toMatchObject({
    phrases: [["green", "tea"], ["schone"]],
    without: [["milk"]],
    from: "ann",
    before: Date.UTC(2026, 0, 2),
  });
  expect(toFts5(wanted)).toBe('"green tea" AND "schone" NOT "milk"');
  expect(toTsquery(wanted)).toBe("(green <-> tea) & (schone) & !(milk)");
});

test("one finds one's own posts, what one had to do with, and what its author opens to searches", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob, carol] = [
    await world.person("alice@alpha.test"),
    await world.person("bob@alpha.test"),
    await world.person("carol@alpha.test"),
  ];
  await carol.api("PATCH", "/api/v1/accounts/update_credentials", { indexable: true });
  await alice.posts("alice loves pomelo fruit", { visibility: "private" });
  const kept = await bob.posts("bob loves pomelo juice");
  const closed = await bob.posts("bob hides a pomelo");
  await bob.posts("psst @alice pomelo", { visibility: "direct" });
  await carol.posts("carol loves pomelo trees");
  await world.settles();
  await alice.bookmarks(kept);
  await world.settles();
  expect(await find(alice, "pomelo")).toEqual([
    "carol loves pomelo trees",
    "psst @alice pomelo",
    "bob loves pomelo juice",
    "alice loves pomelo fruit",
  ]);
  expect(await find(carol, "pomelo")).toEqual(["carol loves pomelo trees"]);
  expect(await find(alice, '"loves pomelo" -juice')).toEqual(["carol loves pomelo trees", "alice loves pomelo fruit"]);
  expect(await find(alice, "pomelo from:bob")).toEqual(["psst @alice pomelo", "bob loves pomelo juice"]);
  expect(await find(alice, "pomelo", "&limit=1&offset=1")).toEqual(["psst @alice pomelo"]);
  await bob.deletes(kept);
  await bob.edits(closed, "now about @alice and lychee");
  await world.settles();
  expect(await find(alice, "juice")).toEqual([]);
  expect(await find(alice, "lychee")).toEqual(["now about @alice and lychee"]);
  expect(await find(alice, "hides")).toEqual([]);
  await alice.blocks(carol);
  expect(await find(alice, "trees")).toEqual([]);
});

test("odd queries find nothing and break nothing", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  await alice.posts("plain words");
  await world.settles();
  for (const q of [
    '"',
    "' or 1=1 --",
    "NEAR(a b)",
    "*",
    "()",
    "a:b",
    "from:",
    "-",
    "%",
    "\u0000",
    "🙂",
    "wor' | !(",
    "x".repeat(3000),
  ])
    expect(await find(alice, q)).toEqual([]);
  expect(await find(alice, "plain AND words")).toEqual([]);
  expect(await find(alice, "PLAIN")).toEqual(["plain words"]);
});

test("an address finds what is there, also on other servers", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const post = await bob.posts("Hello from beta #borders");
  expect(await find(alice, post.uri)).toEqual([]);
  expect(await find(alice, post.uri, "&resolve=true")).toEqual(["Hello from beta #borders"]);
  expect(await find(alice, post.uri)).toEqual(["Hello from beta #borders"]);
  const found = await alice.api<SearchJson>("GET", `/api/v2/search?q=${encodeURIComponent(bob.uri)}`);
  expect(found.accounts.map(({ acct }) => acct)).toEqual(["bob@beta.test"]);
  const tags = await alice.api<SearchJson>("GET", "/api/v2/search?q=bord&type=hashtags");
  expect(tags.hashtags.map(({ name }) => name)).toEqual(["borders"]);
  const visitor = world.visitor("alpha.test");
  expect((await visitor("GET", "/api/v2/search?q=hello&resolve=true")).status).toBe(403);
  expect((await visitor("GET", "/api/v2/search?q=hello")).json()).toMatchObject({ statuses: [] });
});
