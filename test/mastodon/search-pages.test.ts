/** Paging through what a search finds: each hit once, whichever way one pages and whatever is written meanwhile; and what a part of a word leads to. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import { up as orderVocabulary } from "../../migrations/0170-search-order.ts";
import { indexAccounts } from "../../src/search/accounts.ts";
import { insertVocabulary, loadWordsWith } from "../../src/search/vocabulary.ts";
import type { SearchJson, StatusJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

const SIZE = 3;

const page = async (who: Person, q: string, more: string): Promise<StatusJson[]> =>
  (await who.api<SearchJson>("GET", `/api/v2/search?type=statuses&limit=${SIZE}&q=${encodeURIComponent(q)}&${more}`)).statuses;

const textOf = ({ content }: StatusJson): string => content.replace(/<[^>]*>/g, "");

type Step = (seen: readonly StatusJson[]) => string;
const byOffset: Step = (seen) => `offset=${seen.length}`;
const byMaxId: Step = (seen) => (seen.length === 0 ? "" : `max_id=${seen.at(-1)?.id}`);

/** Pages until there is nothing more; `between` happens after each page. */
async function walk(who: Person, q: string, step: Step, between = async () => {}): Promise<string[]> {
  const seen: StatusJson[] = [];
  for (let pages = 0; pages < 40; pages++) {
    const found = await page(who, q, step(seen));
    if (found.length === 0) return seen.map(textOf);
    seen.push(...found);
    await between();
  }
  throw new Error("there is no end to it");
}

/** Pages upwards from the oldest. */
async function climb(who: Person, q: string): Promise<string[]> {
  let seen: StatusJson[] = [];
  for (let pages = 0; pages < 40; pages++) {
    const found = await page(who, q, `min_id=${seen[0]?.id ?? 1}`);
    if (found.length === 0) return seen.map(textOf);
    seen = [...found, ...seen];
  }
  throw new Error("there is no end to it");
}

/** Whole words, parts of words, both in one, and what alice may not find among them. Newest first: what she is to find. */
async function fillWithKiwis(alice: Person, bob: Person): Promise<string[]> {
  await bob.api("PATCH", "/api/v1/accounts/update_credentials", { indexable: true });
  const hits: string[] = [];
  for (let n = 0; n < 7; n++) {
    for (const text of [`a kiwi ${n}`, `kiwifruit ${n}`, `unkiwilike ${n}`, `kiwi and kiwis ${n}`]) {
      await (n % 2 === 0 ? alice : bob).posts(text);
      hits.unshift(text);
    }
    await bob.posts(`hidden kiwi ${n}`, { visibility: "private" });
    await bob.posts(`hidden kiwifruit ${n}`, { visibility: "unlisted" });
    await alice.posts(`a kiw, no more ${n}`);
  }
  return hits;
}

test("words and parts of words are one list: by offset, by max_id and by min_id each hit comes once", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const hits = await fillWithKiwis(alice, bob);
  expect(hits).toHaveLength(28);
  expect(await walk(alice, "kiwi", byOffset)).toEqual(hits);
  expect(await walk(alice, "kiwi", byMaxId)).toEqual(hits);
  expect(await climb(alice, "kiwi")).toEqual(hits);
  const whole = hits.filter((text) => /\bkiwi\b/.test(text));
  expect(await walk(alice, '"kiwi"', byOffset)).toEqual(whole);
  expect(await walk(alice, '"kiwi"', byMaxId)).toEqual(whole);
  expect(await walk(alice, "kiwi from:bob -kiwis", byMaxId)).toEqual(
    hits.filter((text) => /[135]$/.test(text) && !text.includes("kiwis")),
  );
  // The newest ones within both bounds, and with min_id those that adjoin it.
  const all = await alice.api<SearchJson>("GET", "/api/v2/search?type=statuses&limit=40&q=kiwi");
  const [upper, lower] = [all.statuses[4]?.id, all.statuses[20]?.id];
  expect((await page(alice, "kiwi", `max_id=${upper}`)).map(textOf)).toEqual(hits.slice(5, 8));
  expect((await page(alice, "kiwi", `max_id=${upper}&min_id=${lower}`)).map(textOf)).toEqual(hits.slice(17, 20));
});

test("what is written while somebody pages back shifts nothing, not even with words that nobody knew", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  // More words that hold the part than are searched for.
  const hits: string[] = [];
  for (let n = 10; n < 60; n++) {
    await alice.posts(`kiwisort${n}`);
    if (n < 42) hits.unshift(`kiwisort${n}`);
  }
  hits.unshift(...(await fillWithKiwis(alice, bob)).filter((text) => /\bkiwi\b/.test(text)));
  let news = 0;
  const between = async () => {
    await bob.posts(`a newer kiwi, kiwio${news}, okiwi${news} ${news}`);
    news++;
  };
  expect(await walk(alice, "kiwi", byMaxId, between)).toEqual(hits);
  expect(news).toBeGreaterThan(10);
});

const heldIn = async (kith: TestKith, ...parts: string[]) => await loadWordsWith(kith, parts);

test("of many words that hold a part those are searched for that have been known longest, and no others for others", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  const words = Array.from({ length: 50 }, (_, n) => `${"zyx".charAt(n % 3)}quince${n}`);
  for (const word of words) await alice.posts(word);
  expect((await heldIn(kith, "quin")).get("quin")).toEqual(words.slice(0, 32));
  const two = await heldIn(kith, "quince4", "quince");
  expect(two.get("quince4")).toEqual([4, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49].map((n) => words[n]));
  expect(two.get("quince")).toEqual(words.slice(0, 16));
  // What is left out is found by itself and by more of it; what is found always holds what was typed.
  expect((await page(alice, words[49] ?? "", "")).map(textOf)).toEqual([words[49]]);
  expect((await page(alice, "quince49", "")).map(textOf)).toEqual([words[49]]);
  for (const q of ["quince", "uinc", "quince4", "nce_", "ce%"])
    for (const text of await walk(alice, q, byMaxId)) expect(text).toContain(q.replace(/[%]/, ""));
  expect(await walk(alice, "quin_e", byMaxId)).toEqual([]);
});

test("words that there are already are put in the order of how many statuses hold them", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  for (const word of ["pomerare", "pomesome", "pomesome", "pomeoften", "pomeoften", "pomeoften"]) await alice.posts(word);
  await kith.write(async (tx) => {
    await insertVocabulary(tx, kith, ["pomegone"]);
    const run = async (statement: string) => void (await sql.raw(statement).execute(tx));
    for (const name of ["statuses_by_page", "accounts_by_page", "poll_votes_by_account"]) await run(`drop index ${name}`);
    if (kith.engine === "sqlite") await run("drop trigger search_words_lose_grams");
    await orderVocabulary({ engine: kith.engine, db: tx as never, run });
  });
  expect((await heldIn(kith, "pome")).get("pome")).toEqual(["pomeoften", "pomesome", "pomerare", "pomegone"]);
  await alice.posts("pomelater");
  expect((await heldIn(kith, "melat")).get("melat")).toEqual(["pomelater"]);
});

test("a search costs no more queries for forty hits than for one, and for four words than for one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  await alice.posts("one loganberry");
  for (let n = 0; n < 60; n++) await alice.posts(`cloudberries and blackberries ${n}`);
  const ask = async (q: string, more: string) =>
    await alice.api("GET", `/api/v2/search?type=statuses&limit=40&q=${encodeURIComponent(q)}${more}`);
  const count = async (q: string, more = "") => {
    const first = await world.counter("alpha.test").during(async () => await ask(q, more));
    // Whose texts are not kept yet costs more, the same for forty as for one.
    expect(first).toBeLessThan(30);
    return await world.counter("alpha.test").during(async () => await ask(q, more));
  };
  const one = await count("loganberry");
  for (const [q, more] of [
    ["berries"],
    ["berries", "&offset=40"],
    ["cloudb blackb berries and"],
    ["cloudberries", "&max_id=5"],
  ] as const)
    expect(await count(q, more)).toBeLessThanOrEqual(one);
  expect(one).toBeLessThan(10);
});

test("people who are found by their handle, by a word of their name or by a part of one are one list by offset", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  const named: Record<string, string> = {
    melon: "Mel",
    melona: "Melon Two",
    melonb: "",
    ann: "Ann Melon",
    ben: "Melonie",
    cat: "Watermelon Cat",
    dan: "Remelone",
    eve: "Waterlemon",
  };
  for (const [username, display_name] of Object.entries(named)) {
    const person = await world.person(`${username}@alpha.test`);
    await person.api("PATCH", "/api/v1/accounts/update_credentials", { display_name });
    if (username === "melonb" || username === "dan") await alice.follows(person);
  }
  await indexAccounts(kith);
  const found = async (more: string) =>
    (await alice.api<SearchJson>("GET", `/api/v2/search?type=accounts&q=melon&${more}`)).accounts.map(({ username }) => username);
  const all = await found("limit=40");
  expect(all).toEqual(["melon", "melonb", "melona", "ann", "ben", "dan", "cat"]);
  for (const limit of [1, 2, 3]) {
    const seen: string[] = [];
    for (let next = await found(`limit=${limit}`); next.length > 0; next = await found(`limit=${limit}&offset=${seen.length}`))
      seen.push(...next);
    expect([limit, seen]).toEqual([limit, all]);
  }
});

test("without words one pages through what one had to do with, and through all of a kind, however old", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  await bob.api("PATCH", "/api/v1/accounts/update_credentials", { indexable: true });
  const own = await alice.posts("own");
  await bob.posts("@alice mentioned", { visibility: "direct" });
  const [liked, kept, shared] = [await bob.posts("liked"), await bob.posts("kept"), await bob.posts("shared")];
  const poll = { options: ["yes", "no"], expires_in: 3600 };
  const [voted, other] = [await ask(bob, "voted", poll), await ask(bob, "other", poll)];
  await alice.favourites(liked);
  await alice.bookmarks(kept);
  await alice.boosts(shared);
  await alice.favourites(own);
  await alice.api("POST", `/api/v1/polls/${voted.poll?.id}/votes`, { choices: [0] });
  await bob.posts("nothing to her");
  expect(other.poll?.id).toBeDefined();
  await world.passes("200 days");
  for (const step of [byOffset, byMaxId]) {
    expect(await walk(alice, "in:library", step)).toEqual(["voted", "shared", "kept", "liked", "@alice mentioned", "own"]);
    expect(await walk(alice, "has:poll", step)).toEqual(["other", "voted"]);
    expect(await walk(alice, "has:poll in:library", step)).toEqual(["voted"]);
    expect(await walk(alice, "from:bob -is:reply", step)).toHaveLength(7);
    expect(await walk(alice, "-has:poll in:public after:2020", step)).toEqual(["nothing to her", "shared", "kept", "liked"]);
  }
  expect(await climb(alice, "in:library")).toHaveLength(6);
});

const ask = async (who: Person, status: string, poll: unknown): Promise<StatusJson> =>
  await who.api("POST", "/api/v1/statuses", { status, poll });
