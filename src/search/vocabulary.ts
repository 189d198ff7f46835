/**
 * The words that there are in statuses and in names, each once, and which of them hold a part of a word. They are known in an order that never
 * changes, that in which they were first used: common words come early, and what comes later displaces none. `prune.ts` forgets them again.
 */
import { sql } from "kysely";
import { prepareSql } from "../db/prepared.ts";
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { Wider } from "./words.ts";

/** The parts that somebody types are looked for in so many words in all. */
const MOST = 32;
/** So many words that hold a part are looked at for some that stand in names. */
const LOOKED_AT = 4000;
/** Trigrams know no shorter part. */
const SHORTEST_PART = 3;
/** Greater than every character of a word. */
const END = "\u{10ffff}";

/** Only words have parts: no single characters, no numbers, nothing endless. */
const isWorthKnowing = (word: string): boolean => word.length > SHORTEST_PART && word.length <= 40 && /\D/.test(word);

/** Those that are known already cost a look each. */
export async function insertVocabulary(tx: Tx, { engine }: Pick<Kith, "engine">, words: readonly string[]): Promise<void> {
  const known = [...new Set(words)].filter(isWorthKnowing);
  if (known.length === 0) return;
  const list = JSON.stringify(known);
  const given = engine === "sqlite" ? sql`json_each(${list})` : sql`json_array_elements_text(${list}::json)`;
  // In one order, so that two transactions with the same new words wait for each other in turn.
  await sql`insert into search_words (word) select value from ${given} as given
    where not exists (select 1 from search_words as known where known.word = given.value) order by value
    on conflict do nothing`.execute(tx);
}

/**
 * Words that hold the parts: anywhere, or on a PostgreSQL without trigrams where they begin. The longest known come first, and as many as fit:
 * all there are for most parts of five letters and more, of shorter ones the common words. Because what has become known later never takes
 * another's place, the pages of a search go on in the same words whatever is written meanwhile.
 *
 * One query, whatever the number of parts.
 *
 * @param names only words of people's names
 */
export async function loadWordsWith(kith: Kith, parts: readonly string[], names = false): Promise<Wider> {
  const asked = parts.filter((part) => part.length >= SHORTEST_PART && /\D/.test(part));
  if (asked.length === 0) return new Map();
  const sqlite = kith.engine === "sqlite";
  const trigrams = await hasTrigrams(kith);
  const patterns = asked.map((part) => (sqlite ? `*${part}*` : `%${part.replaceAll("_", "\\_")}%`));
  const ends = asked.map((part) => part + END);
  const rows = await selectHolding(kith.db, { parts: asked, patterns, ends, names, sqlite, trigrams });
  const wider = new Map<string, string[]>();
  for (const { part, word } of rows) {
    const typed = asked[part] ?? "";
    wider.set(typed, [...(wider.get(typed) ?? []), word]);
  }
  return wider;
}

/** Parts, each as a pattern, and what is greater than every word that begins with it. They hold letters, digits and `_` only. */
type Held = { parts: readonly string[]; patterns: readonly string[]; ends: readonly string[] };
type In = { sqlite: boolean; trigrams: boolean };

const selectHolding = prepareSql<Held & In & { names: boolean }, { part: number; word: string }>(({ names, ...asked }) => {
  const most = sql.lit(Math.floor(MOST / asked.parts.length));
  const queries = asked.parts.map((_, at) =>
    names
      ? sql`select * from (select ${sql.lit(at)} as part, word from (${holding(asked, at)} limit ${sql.lit(LOOKED_AT)}) as held
          where exists (select 1 from account_words where account_words.word = held.word) limit ${most}) as part_${sql.lit(at)}`
      : sql`select * from (select ${sql.lit(at)} as part, word from (${holding(asked, at)} limit ${most}) as held) as part_${sql.lit(at)}`,
  );
  return sql`${sql.join(queries, sql` union all `)}`;
});

/** The words that hold a part, in the order in which they are known. */
function holding({ parts, patterns, ends, sqlite, trigrams }: Held & In, at: number) {
  if (sqlite) return sql`select word from search_grams where word glob ${patterns[at]} and word <> ${parts[at]} order by rowid`;
  return trigrams
    ? sql`select word from search_words where word like ${patterns[at]} and word <> ${parts[at]} order by id`
    : sql`select word from search_words where word > ${parts[at]} and word < ${ends[at]} order by id`;
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
