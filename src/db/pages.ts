/**
 * Finds rows by the page that people read (`url`), where it is another address than the `uri`. Indexed are the ends of addresses, which tell
 * them apart and take a third of the room.
 *
 * Servers say of what is theirs where its page is. A page on another server they cannot answer for, and it leads to nothing.
 */
import { sql, type RawBuilder } from "kysely";

/** As many characters as `migrations/0170-search-order.ts` has in its indexes. */
const END = 12;

export type Page = { url: string; end: string; begin: string; begin_length: number };

export function pageAt(url: string): Page {
  const begin = `${URL.parse(url)?.origin ?? ""}/`;
  return { url, end: url.slice(-END), begin, begin_length: begin.length };
}

/** In the words of the indexes, which ask further for `local = 0` of a status and for a host of an account. */
export function hasPage(table: "accounts" | "statuses", { url, end, begin, begin_length }: Page): RawBuilder<boolean> {
  const [page, uri] = [sql.ref(`${table}.url`), sql.ref(`${table}.uri`)];
  return sql<boolean>`(substr(${page}, length(${page}) - 11) = ${end} and ${page} = ${url} and ${page} <> ${uri}
    and substr(${uri}, 1, ${begin_length}) = ${begin})`;
}
