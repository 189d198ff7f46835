/** Searching for parts of words and for what a status holds; and what is found where PostgreSQL has no trigrams. */
import { sql } from "kysely";
import { expect, test } from "vitest";
import { up as makeVocabulary } from "../../migrations/0060-vocabulary.ts";
import { up as orderVocabulary } from "../../migrations/0170-search-order.ts";
import { checkSearch } from "../../src/health/search.ts";
import type { SearchJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";
import { addMedia } from "../units/status-samples.ts";

const find = async (who: Person, q: string, more = ""): Promise<string[]> =>
  (await who.api<SearchJson>("GET", `/api/v2/search?type=statuses&q=${encodeURIComponent(q)}${more}`)).statuses.map(
    ({ content }) => content.replace(/<[^>]*>/g, ""),
  );

test("a part of a word finds it as a word would, newest first, and never within quotes", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  for (const text of [
    "the Fédération of planets",
    "a bowl for Feder",
    "confederates at work",
    "feder-ball",
    "페디버스에서 만나요",
    "ไปเที่ยวกรุงเทพ",
  ])
    await alice.posts(text);
  await world.settles();
  expect(await find(alice, "feder")).toEqual([
    "feder-ball",
    "confederates at work",
    "a bowl for Feder",
    "the Fédération of planets",
  ]);
  expect(await find(alice, '"feder"')).toEqual(["feder-ball", "a bowl for Feder"]);
  expect(await find(alice, "édéra")).toEqual(["confederates at work", "the Fédération of planets"]);
  expect(await find(alice, "feder plane")).toEqual(["the Fédération of planets"]);
  expect(await find(alice, "feder -planets -ball")).toEqual(["confederates at work", "a bowl for Feder"]);
  expect(await find(alice, "#feder")).toHaveLength(4);
  expect(await find(alice, "fe")).toEqual([]);
  expect(await find(alice, "페디버스")).toEqual(["페디버스에서 만나요"]);
  expect(await find(alice, "버스")).toEqual(["페디버스에서 만나요"]);
  expect(await find(alice, "เที่ยว")).toEqual(["ไปเที่ยวกรุงเทพ"]);
});

test("media, cards and quotes are asked for by what they are", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  const author = await kith.db.selectFrom("accounts").selectAll().where("id", "=", Number(alice.id)).executeTakeFirstOrThrow();
  await alice.posts("plain kiwi");
  for (const kind of ["image", "video", "gifv", "audio"] as const) {
    const post = await alice.posts(`${kind} kiwi`);
    const [media_id] = await addMedia(kith, [author]);
    const change = { status_id: Number(post.id), kind };
    await kith.write(async (tx) => await tx.updateTable("media").set(change).where("id", "=", media_id).execute());
  }
  const first = await alice.posts("quoted kiwi");
  await alice.api("POST", "/api/v1/statuses", { status: "quoting kiwi", quoted_status_id: first.id });
  const linked = await alice.posts("linked kiwi");
  const card_id = kith.newId();
  const texts = { title: "Kiwis", description: "", language: "en", provider_name: "", provider_url: "" };
  const more = { author_name: "", author_url: "", html: "", embed_url: "", image: "", image_description: "", blurhash: "" };
  const numbers = { width: 0, height: 0, published_at: 0, fetched_at: kith.now() };
  await kith.write(async (tx) => {
    const card = { id: card_id, url: "https://kiwi.test/", type: "video" as const, ...texts, ...more, ...numbers };
    await tx.insertInto("cards").values(card).execute();
    await tx
      .insertInto("status_cards")
      .values({ status_id: Number(linked.id), card_id })
      .execute();
  });
  await world.settles();
  const found = async (q: string) => (await find(alice, `kiwi ${q}`)).map((text) => text.replace(/ kiwi.*/, "")).toSorted();
  expect(await found("has:media")).toEqual(["audio", "gifv", "image", "video"]);
  expect(await found("has:image")).toEqual(["image"]);
  expect(await found("has:video")).toEqual(["gifv", "video"]);
  expect(await found("has:audio")).toEqual(["audio"]);
  expect(await found("has:media -has:audio -has:video")).toEqual(["image"]);
  expect(await found("has:link")).toEqual(["linked"]);
  expect(await found("has:embed")).toEqual(["linked"]);
  expect(await found("is:quote")).toEqual(["quoting"]);
  expect(await found("-is:quote -has:link -has:media")).toEqual(["plain", "quoted"]);
});

test("where PostgreSQL may not have the extension, how a word begins still finds it, and the doctor says so", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  await alice.posts("our federation");
  const looked = await checkSearch(kith);
  expect(looked.state).toBe("ok");
  if (kith.engine === "sqlite") return;
  await kith.write(async (tx) => await sql`drop index search_words_by_gram`.execute(tx));
  kith.cache("search-trigrams", 1).clear();
  expect(await find(alice, "feder")).toEqual(["our federation"]);
  expect(await find(alice, "ration")).toEqual([]);
  expect(await checkSearch(kith)).toMatchObject({ state: "note", text: expect.stringContaining("create extension pg_trgm") });
});

test("what was written before there was a vocabulary is found by its parts as well", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  await alice.posts("our federation since 20001999");
  await kith.write(async (tx) => {
    await sql`drop table search_words`.execute(tx);
    if (kith.engine === "sqlite") await sql`drop table search_grams`.execute(tx);
    const run = async (statement: string) => void (await sql.raw(statement).execute(tx));
    for (const page of ["statuses_by_page", "accounts_by_page", "poll_votes_by_account"]) await run(`drop index ${page}`);
    for (const up of [makeVocabulary, orderVocabulary]) await up({ engine: kith.engine, db: tx as never, run });
  });
  expect(await find(alice, "ration")).toEqual(["our federation since 20001999"]);
  expect(await find(alice, "2000")).toEqual([]);
  await alice.posts("and its confederates");
  expect(await find(alice, "federate")).toEqual(["and its confederates"]);
});
