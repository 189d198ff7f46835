/**
 * Finds statuses by their words, among those that the viewer may see and may search: their own, what they had to do with, and what is open to all.
 *
 * What holds a typed word, and what holds it as a part of longer words, is one set in one order, newest first: so `max_id`, `min_id` and
 * `offset` each lead through all of it, and none of it comes twice.
 */
import { expressionBuilder, sql, type Expression, type RawBuilder, type SqlBool } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { parseHandle } from "../text/names.ts";
import { findAccountByHandle } from "../accounts/find.ts";
import { padded } from "../db/lists.ts";
import { prepareSql } from "../db/prepared.ts";
import type { DB, Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { idAt } from "../ids.ts";
import { visibleTo } from "../statuses/visible.ts";
import { and, conditionsOf, maySearch } from "./conditions.ts";
import { byAuthor, CANDIDATES, CANDIDATES_AT_A_GLANCE, holding, ofAll, sourceOf, type Range, type Source } from "./sources.ts";
import { loadWordsWith } from "./vocabulary.ts";
import { readWanted, toFts5, toTsquery, type Wanted } from "./words.ts";

/** PostgreSQL does not stop when a page is full, so it is asked for few at first, and for all when they do not do. */
const AT_FIRST = 256;

export type StatusSearch = {
  q: string;
  /** Clamped at the door. */
  limit: number;
  offset?: number | undefined;
  max_id?: number | undefined;
  min_id?: number | undefined;
  /** Only this author's. */
  account_id?: number | undefined;
};

/**
 * Ids of statuses, newest first; with `min_id` those that adjoin it, as everywhere. Nobody in particular (viewer 0) finds none.
 *
 * Two queries, on PostgreSQL three where little is found, beside one for each author who is named. Only the newest of what fits are looked at
 * (`sources.ts`): with `max_id`, the newest before it.
 */
export async function findStatusIds(kith: Kith, viewer_id: number, search: StatusSearch): Promise<number[]> {
  const wanted = readWanted(search.q);
  if (viewer_id === 0 || !asksForSomething(wanted)) return [];
  const author_id = wanted.from === undefined ? search.account_id : await readAuthor(kith, viewer_id, wanted.from);
  if (wanted.from !== undefined && (author_id === undefined || (search.account_id ?? author_id) !== author_id)) return [];
  const not_ids = await readAuthors(kith, viewer_id, wanted.not_from);
  const match = wanted.phrases.length === 0 ? undefined : matchOf(kith, wanted, await loadWordsWith(kith, wanted.parts));
  const asked: Asked = {
    viewer_id,
    now: kith.now(),
    match,
    author_id,
    ...rangeOf(wanted, search),
    sqlite: kith.engine === "sqlite",
    most: 0,
    limit: search.limit,
    offset: search.offset ?? 0,
  };
  const further = [
    ...conditionsOf(viewer_id, wanted),
    ...(match === undefined ? holdsNone(kith, wanted) : []),
    ...(not_ids.length === 0 ? [] : [sql<SqlBool>`statuses.account_id not in (${sql.join(padded(not_ids))})`]),
  ];
  const source = match === undefined && author_id === undefined ? sourceOf(viewer_id, wanted) : undefined;
  let ids: number[] = [];
  for (const most of windowsOf(asked)) {
    const rows = await selectFound(kith.db, { ...asked, most }, further, source);
    ids = rows.map(({ id }) => id);
    if (ids.length === asked.limit) break;
  }
  return asked.from_below ? ids.reverse() : ids;
}

/** How many of those whose words fit are looked at, in one query or two. What the first finds the second would find as well. */
function windowsOf({ sqlite, match, author_id, offset, limit }: Asked): number[] {
  const most = match !== undefined && author_id === undefined ? CANDIDATES : CANDIDATES_AT_A_GLANCE;
  const first = Math.max(AT_FIRST, 4 * (offset + limit));
  return sqlite || first >= most ? [most] : [first, most];
}

/** `match` in the words of the engine, without which there is no word to look for. */
type Asked = Range & {
  viewer_id: number;
  now: number;
  match: string | undefined;
  author_id: number | undefined;
  sqlite: boolean;
  most: number;
  limit: number;
  offset: number;
};

const selectPlain = prepareSql<Asked, { id: number }>((asked) => found(asked, [], plainSource(asked)));

/** Most searches are for nothing but words, or what somebody has written: that query is built once. */
const selectFound = async (db: Reads, asked: Asked, further: readonly RawBuilder<SqlBool>[], source: Source | undefined) =>
  further.length === 0 && (source === undefined || source === ofAll)
    ? await selectPlain(db, asked)
    : (await found(asked, further, source ?? plainSource(asked)).execute(db as Tx)).rows;

function plainSource({ match, author_id, sqlite }: Asked): Source {
  if (match !== undefined) return holding(fits(sqlite, match));
  return author_id === undefined ? ofAll : byAuthor(author_id);
}

/**
 * The statuses that the viewer may see and search. Both databases read no more of the source than the page takes: SQLite walks along its index
 * and joins as it walks, PostgreSQL collects them first where that is cheaper.
 */
function found(asked: Asked, further: readonly RawBuilder<SqlBool>[], source: Source): RawBuilder<{ id: number }> {
  const { viewer_id, now, author_id, limit, offset, most, from_below } = asked;
  const conditions: Expression<SqlBool>[] = [
    sql<SqlBool>`statuses.id = found.id`,
    ...(author_id === undefined ? [] : [sql<SqlBool>`statuses.account_id = ${author_id}`]),
    sql<SqlBool>`statuses.reblog_of_id is null`,
    visibleTo(viewer_id)(expressionBuilder<DB, "statuses">()),
    maySearch(viewer_id),
    notHiddenFrom(viewer_id, "statuses.account_id", now),
    ...further,
  ];
  return sql<{
    id: number;
  }>`select statuses.id from (${source(asked, most)}) as found cross join statuses where ${and(conditions)}
    order by found.id ${from_below ? sql`asc` : sql`desc`} limit ${limit} offset ${offset}`;
}

/** What the cursors and the operators of time leave: no index is read elsewhere. */
function rangeOf({ spans }: Wanted, { max_id, min_id }: StatusSearch): Range {
  const asked = spans.filter(({ not }) => !not);
  return {
    above: Math.max(0, min_id ?? 0, ...asked.map(({ from }) => idAt(from) - 1)),
    below: Math.min(Number.MAX_SAFE_INTEGER, max_id ?? Infinity, ...asked.map(({ to }) => idAt(to))),
    from_below: min_id !== undefined,
  };
}

export const matchOf = ({ engine }: Kith, ...words: Parameters<typeof toFts5>): string =>
  engine === "sqlite" ? toFts5(...words) : toTsquery(...words);

export const fits = (sqlite: boolean, match: string) =>
  sqlite ? sql<SqlBool>`status_words match ${match}` : sql<SqlBool>`status_words.words @@ to_tsquery('simple', ${match})`;

/** Where there is no word to look for, each status is asked whether it holds one that it should not. */
const holdsNone = (kith: Kith, { without }: Wanted): RawBuilder<SqlBool>[] =>
  without.map((words) => {
    const match = matchOf(kith, { phrases: [words], without: [] });
    return sql<SqlBool>`not exists (select 1 from status_words where ${fits(kith.engine === "sqlite", match)} and rowid = statuses.id)`;
  });

/** Words, an author, or at least one operator that says what it should be: only to leave something out is no question. */
const asksForSomething = ({ phrases, from, operators, within, spans }: Wanted): boolean =>
  phrases.length > 0 ||
  from !== undefined ||
  within === "library" ||
  spans.some((span) => !span.not && span.from > 0) ||
  operators.some(({ not }) => !not);

async function readAuthor(kith: Kith, viewer_id: number, name: string): Promise<number | undefined> {
  if (name === "me") return viewer_id;
  const handle = parseHandle(name);
  if (handle === undefined) return undefined;
  const host = handle.host === undefined || handle.host === kith.instance.domain ? "" : handle.host;
  return (await findAccountByHandle(kith.db, handle.username, host))?.id;
}

/** Those of them that there are. */
async function readAuthors(kith: Kith, viewer_id: number, names: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const name of names.slice(0, 5)) found.push((await readAuthor(kith, viewer_id, name)) ?? 0);
  return found.filter((id) => id !== 0);
}
