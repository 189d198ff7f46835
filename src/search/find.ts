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
import type { DB, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { idAt } from "../ids.ts";
import { visibleTo } from "../statuses/visible.ts";
import { and, conditionsOf, maySearch } from "./conditions.ts";
import { loadWordsWith } from "./vocabulary.ts";
import { readWanted, toFts5, toTsquery, type Wanted } from "./words.ts";

/** Of what fits, only so many of the newest are looked at: a common word must not read the whole index. */
const CANDIDATES = 4000;
/** Whose author is asked for is known at a glance. */
const CANDIDATES_OF_ONE = 20_000;

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

/** Without words there is no index to read along: then only so many ms back are looked at, unless it is one author's. */
const WITHOUT_WORDS = 90 * 86_400_000;

/** Ids between these, neither included; `from_below` when they are to adjoin the lower one. */
type Range = { above: number; below: number; from_below: boolean };

/**
 * Ids of statuses, newest first; with `min_id` those that adjoin it, as everywhere. Nobody in particular (viewer 0) finds none.
 *
 * Three queries at most beside those for authors who are named, whatever there is to find.
 */
export async function findStatusIds(kith: Kith, viewer_id: number, search: StatusSearch): Promise<number[]> {
  const wanted = readWanted(search.q);
  if (viewer_id === 0 || !asksForSomething(wanted)) return [];
  const author_id = wanted.from === undefined ? search.account_id : await readAuthor(kith, viewer_id, wanted.from);
  if (wanted.from !== undefined && (author_id === undefined || (search.account_id ?? author_id) !== author_id)) return [];
  const not_ids = await readAuthors(kith, viewer_id, wanted.not_from);
  const range = rangeOf(kith, wanted, { ...search, account_id: author_id });
  const match = wanted.phrases.length === 0 ? undefined : matchOf(kith, wanted, await loadWordsWith(kith, wanted.parts));
  const source =
    match === undefined ? sql`statuses` : candidates(kith, match, range, author_id === undefined ? CANDIDATES : CANDIDATES_OF_ONE);
  const conditions = [
    ...searchable(kith, viewer_id, wanted),
    match === undefined ? and([isWithin(range, "statuses.id"), ...holdsNone(kith, wanted)]) : sql<SqlBool>`statuses.id = found.id`,
    ...(author_id === undefined ? [] : [sql<SqlBool>`statuses.account_id = ${author_id}`]),
    ...(not_ids.length === 0 ? [] : [sql<SqlBool>`statuses.account_id not in (${sql.join(padded(not_ids))})`]),
  ];
  const { rows } = await sql<{ id: number }>`select statuses.id from ${source} where ${and(conditions)}
    order by ${sql.ref(match === undefined ? "statuses.id" : "found.id")} ${wayOf(range)}
    limit ${search.limit} offset ${search.offset ?? 0}`.execute(kith.db as Tx);
  const ids = rows.map(({ id }) => id);
  return range.from_below ? ids.reverse() : ids;
}

const wayOf = ({ from_below }: Range) => (from_below ? sql`asc` : sql`desc`);

const isWithin = ({ above, below }: Range, id: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.ref(id)} < ${below} and ${sql.ref(id)} > ${above})`;

/** What the cursors and the operators of time leave: the index is read nowhere else. */
function rangeOf(kith: Kith, { spans, phrases }: Wanted, { max_id, min_id, account_id }: StatusSearch): Range {
  const asked = spans.filter(({ not }) => !not);
  const to = Math.min(...asked.map((span) => span.to));
  const least =
    phrases.length > 0 || account_id !== undefined ? 0 : idAt(Math.min(kith.now(), to) - WITHOUT_WORDS);
  return {
    above: Math.max(least, min_id ?? 0, ...asked.map(({ from }) => idAt(from) - 1)),
    below: Math.min(Number.MAX_SAFE_INTEGER, max_id ?? Infinity, idAt(to)),
    from_below: min_id !== undefined,
  };
}

/**
 * The newest statuses whose words fit. Both databases read no more of them than the page takes: SQLite walks along its index, and joins as it
 * walks; PostgreSQL collects them first where that is cheaper.
 */
const candidates = (kith: Kith, match: string, range: Range, most: number) =>
  sql`(select rowid as id from status_words where ${fits(kith, match)} and ${isWithin(range, "rowid")}
    order by rowid ${wayOf(range)} limit ${sql.lit(most)}) as found cross join statuses`;

const matchOf = ({ engine }: Kith, ...words: Parameters<typeof toFts5>): string =>
  engine === "sqlite" ? toFts5(...words) : toTsquery(...words);

const fits = ({ engine }: Kith, match: string) =>
  engine === "sqlite"
    ? sql<SqlBool>`status_words match ${match}`
    : sql<SqlBool>`status_words.words @@ to_tsquery('simple', ${match})`;

/** Where there is no word to look for, each status is asked whether it holds one that it should not. */
const holdsNone = (kith: Kith, { without }: Wanted): RawBuilder<SqlBool>[] =>
  without.map((words) => {
    const match = matchOf(kith, { phrases: [words], without: [] });
    return sql<SqlBool>`not exists (select 1 from status_words where ${fits(kith, match)} and rowid = statuses.id)`;
  });

/** Words, an author, or at least one operator that says what it should be: only to leave something out is no question. */
const asksForSomething = ({ phrases, from, operators, within, spans }: Wanted): boolean =>
  phrases.length > 0 ||
  from !== undefined ||
  within === "library" ||
  spans.some((span) => !span.not && span.from > 0) ||
  operators.some(({ not }) => !not);

/** The statuses that the viewer may see and search, and that are as wanted but for their words. */
const searchable = (kith: Kith, viewer_id: number, wanted: Wanted): Expression<SqlBool>[] => [
  visibleTo(viewer_id)(expressionBuilder<DB, "statuses">()),
  maySearch(viewer_id, wanted),
  sql<SqlBool>`statuses.reblog_of_id is null`,
  notHiddenFrom(viewer_id, "statuses.account_id", kith.now()),
  ...conditionsOf(wanted),
];

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
