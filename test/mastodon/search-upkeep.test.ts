/** What upkeep does for searches: words that no text holds any more are forgotten, a few at each run, and the index is kept in few pieces. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import { indexAccounts } from "../../src/search/accounts.ts";
import { mergeWords } from "../../src/search/merge.ts";
import { pruneVocabulary } from "../../src/search/prune.ts";
import { insertVocabulary, loadWordsWith } from "../../src/search/vocabulary.ts";
import type { SearchJson } from "../world/entities.ts";
import type { TestKith } from "../world/instance.ts";
import { createWorld } from "../world/world.ts";

async function wordsOf(kith: TestKith): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`select word from search_words order by word`.execute(kith.db as never);
  return rows.map(({ word }) => word);
}

test("words go with the last text that holds them: deleted, edited, or a name that somebody had", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Wandelröschen" });
  const first = await alice.posts("persimmon marmalade");
  const second = await alice.posts("persimmon chutney, under_score");
  await world.settles();
  await indexAccounts(kith);
  await pruneVocabulary(kith);
  expect(await wordsOf(kith)).toEqual(["alice", "chutney", "marmalade", "persimmon", "under_score", "wandelroschen"]);
  await alice.deletes(first);
  await alice.edits(second, "persimmon jelly, under_score");
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { display_name: "Calendula" });
  await world.settles();
  await indexAccounts(kith);
  await pruneVocabulary(kith);
  expect(await wordsOf(kith)).toEqual(["alice", "calendula", "jelly", "persimmon", "under_score"]);
  // Nor do their parts lead anywhere, and what is written again is known again.
  expect(await loadWordsWith(kith, ["armal", "simm"])).toEqual(new Map([["simm", ["persimmon"]]]));
  await alice.posts("more marmalade");
  const found = await alice.api<SearchJson>("GET", "/api/v2/search?type=statuses&q=armal");
  expect(found.statuses).toHaveLength(1);
});

test("a run looks at a thousand words, the next goes on where it ended, and after the last it begins anew", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  const unheld = Array.from({ length: 1500 }, (_, n) => `unheld${n}`);
  await kith.write(async (tx) => await insertVocabulary(tx, kith, unheld));
  await alice.posts("held lastingly");
  await pruneVocabulary(kith);
  const left = async () => (await wordsOf(kith)).filter((word) => word.startsWith("unheld")).length;
  expect(await left()).toBe(500);
  await pruneVocabulary(kith);
  expect(await left()).toBe(0);
  await kith.write(async (tx) => await insertVocabulary(tx, kith, ["unheld"]));
  await pruneVocabulary(kith);
  expect((await wordsOf(kith)).filter((word) => word !== "alice")).toEqual(["held", "lastingly"]);
  const looked = await world.counter("alpha.test").during(async () => await pruneVocabulary(kith));
  expect(looked).toBe(2);
});

test("a word that comes into use at the moment in which it would be forgotten stays", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  await kith.write(async (tx) => await insertVocabulary(tx, kith, ["momentous", "forgotten"]));
  const written = Promise.withResolvers<void>();
  const pruned = Promise.withResolvers<void>();
  const writing = kith.write(async (tx) => {
    // Known already, so there is nothing to insert; and the text is not there yet for anybody else.
    await insertVocabulary(tx, kith, ["momentous"]);
    const text = kith.engine === "sqlite" ? sql`${"momentous"}` : sql`to_tsvector('simple', ${"momentous"})`;
    await sql`insert into status_words (rowid, words) values (${kith.newId()}, ${text})`.execute(tx);
    written.resolve();
    await pruned.promise;
  });
  await written.promise;
  const pruning = pruneVocabulary(kith);
  // It must not end before the text is there; what it reads meanwhile is answered within some turns of the loop.
  try {
    expect(await Promise.race([pruning.then(() => "pruned"), waits(kith).then(() => "waits")])).toBe("waits");
  } finally {
    pruned.resolve();
    await Promise.all([writing, pruning]);
  }
  expect(await wordsOf(kith)).toEqual(["momentous"]);
});

/** Until the one who prunes has had time to come to the writer, or on PostgreSQL until it waits for the lock. */
async function waits(kith: TestKith): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    await kith.db.selectFrom("settings").select("key").execute();
    if (kith.engine === "sqlite") continue;
    const { rows } = await sql`select 1 from pg_locks where not granted and relation = 'search_words'::regclass`.execute(
      kith.db as never,
    );
    if (rows.length > 0) return;
  }
  if (kith.engine === "postgres") throw new Error("nobody waits for the lock");
}

test("the index of words is merged bit by bit, and finds the same afterwards", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  for (let n = 0; n < 30; n++) await alice.posts(`gooseberry${n} gooseberries`);
  const segments = async () =>
    (await sql<{ n: number }>`select count(distinct segid) as n from status_words_idx`.execute(kith.db as never)).rows[0]?.n ?? 0;
  const find = async () =>
    (await alice.api<SearchJson>("GET", "/api/v2/search?type=statuses&limit=40&q=gooseb")).statuses.map(({ id }) => id);
  const before = await find();
  expect(before).toHaveLength(30);
  const many = kith.engine === "sqlite" ? await segments() : 0;
  await mergeWords(kith);
  if (kith.engine === "sqlite") {
    expect(many).toBeGreaterThan(2);
    expect(await segments()).toBeLessThan(many);
  }
  expect(await find()).toEqual(before);
});
