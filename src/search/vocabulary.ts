/**
 * The words that there are in statuses and in names, each once, and which of them hold a part of a word. They stay when the last text that held
 * them goes: nobody is shown them.
 */
import { sql } from "kysely";
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** Of the words that hold the part, so many are looked at, and so many of the shortest searched for. */
const LOOKED_AT = 1000;
const MOST = 32;
/** Trigrams know no shorter part. */
const SHORTEST_PART = 3;
/** Greater than every character of a word. */
const END = "\u{10ffff}";

/** Only words have parts: no single characters, no numbers, nothing endless. */
const isWorthKnowing = (word: string): boolean => word.length > SHORTEST_PART && word.length <= 40 && /\D/.test(word);

/** Those that are known already cost a look each. */
export async function insertVocabulary(tx: Tx, { engine }: Pick<Kith, "engine">, words: readonly string[]): Promise<void> {
  // In one order, so that two transactions with the same new words wait for each other in turn.
  const known = [...new Set(words)].filter(isWorthKnowing).sort();
  if (known.length === 0) return;
  const list = JSON.stringify(known);
  const given = engine === "sqlite" ? sql`json_each(${list})` : sql`json_array_elements_text(${list}::json)`;
  await sql`insert into search_words (word) select value from ${given} where true on conflict do nothing`.execute(tx);
}

/**
 * Words that hold the part, the shortest first: those that begin with it and, where there is an index of trigrams, those that hold it elsewhere.
 *
 * @param names only words of people's names
 */
export async function loadWordsWith(kith: Kith, part: string, names = false): Promise<string[]> {
  if (part.length < SHORTEST_PART || !/\D/.test(part)) return [];
  const named = names ? sql`and exists (select 1 from account_words where account_words.word = found.word)` : sql``;
  const { rows } = await sql<{ word: string }>`select word from (
      select word from search_words as found where word >= ${part} and word < ${part + END} ${named} limit ${sql.lit(LOOKED_AT)}) as begun
    order by length(word), word limit ${sql.lit(MOST)}`.execute(kith.db as Tx);
  const begun = rows.map(({ word }) => word);
  if (begun.length >= MOST || !(await hasTrigrams(kith))) return begun;
  const held =
    kith.engine === "sqlite"
      ? sql`search_grams as found where word glob ${`*${part}*`}`
      : sql`search_words as found where word like ${`%${part.replaceAll("_", "\\_")}%`}`;
  const holding = await sql<{ word: string }>`select word from (
      select word from ${held} ${named} limit ${sql.lit(LOOKED_AT)}) as holding
    order by length(word), word limit ${sql.lit(MOST)}`.execute(kith.db as Tx);
  return [...new Set([...begun, ...holding.rows.map(({ word }) => word)])].slice(0, MOST);
}

/** Whether words can be found by any part of them: always on SQLite, on PostgreSQL where the migration could make the index. */
export async function hasTrigrams({ engine, db, cache }: Pick<Kith, "engine" | "db" | "cache">): Promise<boolean> {
  if (engine === "sqlite") return true;
  const kept = cache<{ found: boolean }>("search-trigrams", 1);
  const known = kept.get("") ?? { found: await hasIndex(db) };
  kept.set("", known);
  return known.found;
}

async function hasIndex(db: Kith["db"]): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_indexes where schemaname = current_schema()
    and indexname = 'search_words_by_gram'`.execute(db as Tx);
  return rows.length > 0;
}
