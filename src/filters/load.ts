/** An account's filters with their keywords and statuses, and what matching takes, made once after each change. */
import { grouped, padded } from "../db/lists.ts";
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";

export type Filter = Row<"filters">;
export type WholeFilter = { filter: Filter; keywords: Row<"filter_keywords">[]; statuses: Row<"filter_statuses">[] };

/** All of an account's filters, the expired ones too. */
export async function loadFilters(db: Reads, account_id: number): Promise<WholeFilter[]> {
  return await whole(db, await db.selectFrom("filters").selectAll().where("account_id", "=", account_id).orderBy("id").execute());
}

/** @throws Refusal `missing`, also for somebody else's */
export async function getFilter(db: Reads, account_id: number, id: number | undefined): Promise<WholeFilter> {
  const filter =
    id === undefined
      ? undefined
      : await db.selectFrom("filters").selectAll().where("id", "=", id).where("account_id", "=", account_id).executeTakeFirst();
  const [found] = filter === undefined ? [] : await whole(db, [filter]);
  if (found === undefined) throw missing();
  return found;
}

/** A keyword of one's own, by its own id, with its filter. @throws Refusal `missing` */
export async function getKeyword(
  db: Reads,
  account_id: number,
  id: number | undefined,
): Promise<WholeFilter & { keyword: Row<"filter_keywords"> }> {
  const keyword =
    id === undefined ? undefined : await db.selectFrom("filter_keywords").selectAll().where("id", "=", id).executeTakeFirst();
  if (keyword === undefined) throw missing();
  return { ...(await getFilter(db, account_id, keyword.filter_id)), keyword };
}

/** A filtered status of one's own, by the entry's id, with its filter. @throws Refusal `missing` */
export async function getFilterStatus(
  db: Reads,
  account_id: number,
  id: number | undefined,
): Promise<WholeFilter & { status: Row<"filter_statuses"> }> {
  const status =
    id === undefined ? undefined : await db.selectFrom("filter_statuses").selectAll().where("id", "=", id).executeTakeFirst();
  if (status === undefined) throw missing();
  return { ...(await getFilter(db, account_id, status.filter_id)), status };
}

async function whole(db: Reads, filters: readonly Filter[]): Promise<WholeFilter[]> {
  if (filters.length === 0) return [];
  const ids = padded(filters.map(({ id }) => id));
  const keywords = await db.selectFrom("filter_keywords").selectAll().where("filter_id", "in", ids).orderBy("id").execute();
  const statuses = await db.selectFrom("filter_statuses").selectAll().where("filter_id", "in", ids).orderBy("id").execute();
  const [keywordsOf, statusesOf] = [grouped(keywords, (row) => row.filter_id), grouped(statuses, (row) => row.filter_id)];
  return filters.map((filter) => ({
    filter,
    keywords: keywordsOf.get(filter.id) ?? [],
    statuses: statusesOf.get(filter.id) ?? [],
  }));
}

/** A filter made ready: an expression for each keyword, and the statuses as a set. */
export type ReadyFilter = {
  filter: Filter;
  contexts: ReadonlySet<string>;
  words: readonly { keyword: string; expression: RegExp }[];
  status_ids: ReadonlySet<number>;
};
type Ready = { filters: readonly ReadyFilter[]; loaded_at: number };

/** ms: so long another process may not have heard of a change. */
const KEPT = 60_000;

const cacheOf = (kith: Pick<Kith, "cache">) => kith.cache<Ready>("filters", 1000);

/** The account's filters, ready; kept until one of them changes (`forgetFilters`). */
export async function readyFilters(
  kith: Pick<Kith, "db" | "cache" | "now">,
  account_id: number,
): Promise<readonly ReadyFilter[]> {
  const known = cacheOf(kith).get(String(account_id));
  const loaded_at = kith.now();
  if (known !== undefined && known.loaded_at > loaded_at - KEPT) return known.filters;
  const filters = (await loadFilters(kith.db, account_id)).map(makeReady);
  cacheOf(kith).set(String(account_id), { filters, loaded_at });
  return filters;
}

/** A now effect: of an account, or of all. */
export function forgetFilters(kith: Pick<Kith, "cache">, account_id?: number): void {
  if (account_id === undefined) cacheOf(kith).clear();
  else cacheOf(kith).delete(String(account_id));
}

const makeReady = ({ filter, keywords, statuses }: WholeFilter): ReadyFilter => ({
  filter,
  contexts: new Set(JSON.parse(filter.context) as string[]),
  words: keywords.map(({ keyword, whole_word }) => ({ keyword, expression: expressionOf(keyword, whole_word === 1) })),
  status_ids: new Set(statuses.map(({ status_id }) => status_id)),
});

/** A whole word has no letter, mark, digit or joiner of any script beside it; a keyword that begins or ends with another sign needs none there. */
export function expressionOf(keyword: string, whole_word: boolean): RegExp {
  const escaped = keyword
    .trim()
    .replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
    .replace(/\s+/g, "\\s+");
  const before = whole_word && /^[\p{L}\p{M}\p{N}\p{Pc}]/u.test(keyword.trim()) ? "(?<![\\p{L}\\p{M}\\p{N}\\p{Pc}])" : "";
  const after = whole_word && /[\p{L}\p{M}\p{N}\p{Pc}]$/u.test(keyword.trim()) ? "(?![\\p{L}\\p{M}\\p{N}\\p{Pc}])" : "";
  return new RegExp(`${before}${escaped}${after}`, "iu");
}
