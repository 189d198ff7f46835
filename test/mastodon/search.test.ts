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
  const wanted = readWanted('„green tea“ -milk from:"ann" has:media before:2026-01-02 -during:2025 Schöne');
  expect(wanted).toMatchObject({
    phrases: [["green", "tea"], ["schone"]],
    without: [["milk"]],
    from: "ann",
    operators: [{ name: "has", value: "media", not: false }],
    parts: ["schone"],
    spans: [
      { from: 0, to: Date.UTC(2026, 0, 2), not: false },
      { from: Date.UTC(2025, 0, 1), to: Date.UTC(2026, 0, 1), not: true },
    ],
  });
  expect(toFts5(wanted)).toBe('"green tea" AND "schone" NOT "milk"');
  expect(toTsquery(wanted)).toBe("(green <-> tea) & (schone) & !(milk)");
  const wider = new Map([["schone", ["schonere"]]]);
  expect(toFts5(wanted, wider)).toBe('"green tea" AND ("schone" OR "schonere") NOT "milk"');
  expect(toTsquery(wanted, wider)).toBe("(green <-> tea) & (schone | schonere) & !(milk)");
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
    "a\u0000",
    "🙂",
    "zor' | !(",
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
  expect((await visitor("GET", "/api/v2/search?q=hello&resolve=true")).status).toBe(401);
  expect((await visitor("GET", "/api/v2/search?q=hello&type=accounts&offset=1")).status).toBe(401);
  expect((await visitor("GET", "/api/v2/search")).status).toBe(400);
  expect((await visitor("GET", "/api/v2/search?q=hello")).json()).toMatchObject({ statuses: [] });
});

test("operators narrow a search, and a minus before one turns it round", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await bob.api("PATCH", "/api/v1/accounts/update_credentials", { indexable: true });
  const first = await alice.posts("apple cake", { language: "en-GB" });
  await world.passes("2 days");
  await bob.posts("apple tree", { language: "de" });
  await bob.posts("apple pie", { spoiler_text: "hot", sensitive: true, language: "en" });
  await alice.replies(first, "apple answer", { language: "fr" });
  const poll = { options: ["apple", "pear"], expires_in: 3600 };
  const asked = await bob.api<{ poll: { id: string } }>("POST", "/api/v1/statuses", {
    status: "apple poll",
    poll,
    language: "en",
  });
  await world.settles();
  const found = async (q: string) => (await find(alice, `apple ${q}`)).map((text) => text.replace("apple ", ""));
  expect(await found("")).toEqual(["poll", "answer", "pie", "tree", "cake"]);
  expect(await found("from:bob -has:poll")).toEqual(["pie", "tree"]);
  expect(await found("-from:bob")).toEqual(["answer", "cake"]);
  expect(await found("-from:@bob@alpha.test -is:reply")).toEqual(["cake"]);
  expect(await found("is:reply")).toEqual(["answer"]);
  expect(await found("is:sensitive")).toEqual(["pie"]);
  expect(await found("has:poll")).toEqual(["poll"]);
  expect(await found("-is:sensitive language:en")).toEqual(["poll", "cake"]);
  expect(await found("during:2026-06-01")).toEqual(["cake"]);
  expect(await found("after:2026-06-01")).toEqual(["poll", "answer", "pie", "tree"]);
  expect(await found("before:2026-06-03")).toEqual(["cake"]);
  expect(await found("in:library")).toEqual(["answer", "cake"]);
  expect(await found("in:public")).toEqual(["poll", "pie", "tree"]);
  expect(await found("-in:public")).toEqual(["answer", "cake"]);
  expect(await found("-in:library")).toEqual(["poll", "pie", "tree"]);
  expect(await found("in:all")).toEqual(["poll", "answer", "pie", "tree", "cake"]);
  expect(await found("-language:en")).toEqual(["answer", "tree"]);
  expect(await found("-during:2026-06-01")).toEqual(["poll", "answer", "pie", "tree"]);
  expect(await found("-before:2026-06-02")).toEqual(["poll", "answer", "pie", "tree"]);
  expect(await found("-after:2026-06-01")).toEqual(["cake"]);
  expect(await found("during:2026-06")).toHaveLength(5);
  expect(await found("during:2026-07")).toEqual([]);
  expect(await found("after:2025")).toHaveLength(5);
  expect(await found("before:2026")).toEqual([]);
  expect(await found('from:bob language:en -is:sensitive -has:poll after:2026-06-01 in:public -"tree"')).toEqual([]);
  expect(await found("from:bob language:de -is:sensitive -has:poll after:2026-06-01 in:public -pie -cake")).toEqual(["tree"]);
  await alice.api("POST", `/api/v1/polls/${asked.poll.id}/votes`, { choices: [0] });
  expect(await found("in:library")).toEqual(["poll", "answer", "cake"]);
  expect(await find(alice, "has:poll")).toEqual(["apple poll"]);
  expect(await find(alice, "from:me is:reply")).toEqual(["apple answer"]);
  expect(await find(alice, "-has:poll")).toEqual([]);
  expect(await find(alice, "from:bob -tree -poll")).toEqual(["apple pie"]);
  expect(await find(alice, 'from:bob -"apple tree" language:de')).toEqual([]);
  expect(await find(alice, "apple", `&account_id=${bob.id}`)).toEqual(["apple poll", "apple pie", "apple tree"]);
  expect(await find(alice, "apple from:me", `&account_id=${bob.id}`)).toEqual([]);
  const [, newest] = await alice.api<{ id: string }[]>("GET", `/api/v1/accounts/${bob.id}/statuses`);
  expect(await find(alice, "apple", `&max_id=${newest?.id}`)).toEqual(["apple tree", "apple cake"]);
});

test("scripts without spaces are found by any part of them, and what was bookmarked is found at once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await alice.posts("今日は東京タワーに行きました");
  const post = await bob.posts("remote quince jelly");
  await world.settles();
  expect(await find(alice, "東京")).toHaveLength(1);
  expect(await find(alice, "京タ")).toHaveLength(1);
  expect(await find(alice, "京東")).toEqual([]);
  await find(alice, post.uri, "&resolve=true");
  await world.settles();
  expect(await find(alice, "quince")).toEqual([]);
  const copy = await alice.sees(post);
  await alice.bookmarks(copy!);
  await world.settles();
  expect(await find(alice, "quince")).toEqual(["remote quince jelly"]);
});
