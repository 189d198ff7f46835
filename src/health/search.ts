/** Whether searches find parts of words, which on PostgreSQL takes an extension. */
import type { Kith } from "../kith.ts";
import { hasTrigrams } from "../search/vocabulary.ts";
import type { Finding } from "./finding.ts";

export async function checkSearch(kith: Kith): Promise<Finding> {
  const about = "search";
  if (await hasTrigrams(kith)) return { about, state: "ok", text: "finds words, phrases and parts of words", code: "search_ok" };
  return {
    about,
    state: "note",
    text:
      "finds words, phrases and how words begin, but no other parts of words, for the extension pg_trgm could not be made: let a superuser run " +
      '"create extension pg_trgm; create index search_words_by_gram on search_words using gin (word gin_trgm_ops)" in this database, and restart',
    code: "search_parts",
  };
}
