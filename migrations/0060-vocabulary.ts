/**
 * Every word that somebody has used, once, for finding words by a part of them: "feder" finds "federation". Trigrams of the words that there are
 * cost an eighth of those of all texts (109 bytes a status against 840), and the older a server grows, the fewer words are new.
 *
 * On PostgreSQL the part may stand anywhere in a word only where the extension pg_trgm is there or may be made; else it is how a word begins.
 */
import { sql, type Kysely } from "kysely";
import type { Migration } from "../src/db/migrate.ts";

/** Shorter ones have no parts that are searched for, longer ones are no words, and numbers are found whole. */
const WORTH = "length(word) between 4 and 40";

export async function up({ engine, db, run }: Migration): Promise<void> {
  if (engine === "sqlite") {
    await run("create table search_words (id integer primary key, word text not null unique)");
    await run(`create virtual table search_grams using fts5(word, content='search_words', content_rowid='id', detail=none,
      tokenize='trigram case_sensitive 1')`);
    await run("create virtual table temp.status_terms using fts5vocab('main', 'status_words', 'row')");
    await run(`insert into search_words (word) select word from (select term as word from temp.status_terms)
      where ${WORTH} and word glob '*[^0-9]*'`);
    await run("drop table temp.status_terms");
    await run(`insert into search_words (word) select distinct word from account_words where ${WORTH} and word glob '*[^0-9]*'
      on conflict do nothing`);
    await run("insert into search_grams (search_grams) values ('rebuild')");
    await run(`create trigger search_words_have_grams after insert on search_words
      begin insert into search_grams (rowid, word) values (new.id, new.word); end`);
    return;
  }
  await run("create table search_words (word text primary key)");
  await run(
    `insert into search_words (word) select word from ts_stat('select words from status_words') where ${WORTH} and word ~ '[^0-9]'`,
  );
  await run(`insert into search_words (word) select distinct word from account_words where ${WORTH} and word ~ '[^0-9]'
    on conflict do nothing`);
  if (await hasTrigrams(db)) await run("create index search_words_by_gram on search_words using gin (word gin_trgm_ops)");
}

/** The extension is trusted since PostgreSQL 13: whoever may create in the database may make it. A failure must not end the transaction. */
async function hasTrigrams(db: Kysely<never>): Promise<boolean> {
  await sql`do $$ begin create extension if not exists pg_trgm; exception when others then null; end $$`.execute(db);
  const { rows } = await sql`select 1 from pg_opclass where opcname = 'gin_trgm_ops' and pg_opclass_is_visible(oid)`.execute(db);
  return rows.length > 0;
}
