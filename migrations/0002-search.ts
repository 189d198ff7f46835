/**
 * The words of statuses, for searching: an FTS5 index on SQLite, a tsvector with a GIN index on PostgreSQL. Both get words that were cut by
 * `src/search/words.ts`, so that both find the same.
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ engine, run }: Migration): Promise<void> {
  if (engine === "sqlite") {
    await run(
      `create virtual table status_words using fts5(words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')`,
    );
    return;
  }
  await run("create table status_words (rowid integer primary key, words tsvector not null)");
  await run("create index status_words_by_word on status_words using gin (words)");
}
