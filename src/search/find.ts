/** Finds statuses by their words, among those that the viewer may see and may search: their own, what they had to do with, and what is open to all. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { parseHandle } from "../text/names.ts";
import { findAccountByHandle } from "../accounts/find.ts";
import { padded, parts } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { idAt } from "../ids.ts";
import { visibleTo } from "../statuses/visible.ts";
import { loadWordsWith } from "./vocabulary.ts";
import { readWanted, toFts5, toTsquery, type Range, type Span, type Wanted, type Wider } from "./words.ts";

/** Of what fits, only so many of the newest are looked at: a common word must not read the whole index. */
const CANDIDATES = 4000;
/** So many of them are looked at in one query: mostly the first few hold what is wanted. */
const AT_ONCE = 128;
/** And so many are read from the index before any is looked at. */
const AT_FIRST = 64;

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

/**
 * Ids of statuses: those that hold the words, newest first, and when they do not fill the page those that hold them as parts of longer words.
 * Nobody in particular (viewer 0) finds none.
 */
export async function findStatusIds(kith: Kith, viewer_id: number, search: StatusSearch): Promise<number[]> {
  const wanted = readWanted(search.q);
  if (viewer_id === 0 || !asksForSomething(wanted)) return [];
  const author_id = wanted.from === undefined ? search.account_id : await readAuthor(kith, viewer_id, wanted.from);
  if (wanted.from !== undefined && (author_id === undefined || (search.account_id ?? author_id) !== author_id)) return [];
  const { offset = 0, limit } = search;
  const query = searchable(kith, viewer_id, wanted, {
    ...search,
    account_id: author_id,
    not_ids: await readAuthors(kith, viewer_id, wanted.not_from),
  });
  if (wanted.phrases.length === 0) {
    const recent = author_id === undefined ? query.where("statuses.id", ">", idAt(kith.now() - WITHOUT_WORDS)) : query;
    const without = wanted.without.length === 0 ? recent : recent.where(holdsNone(kith, wanted));
    return idsOf(await without.limit(limit).offset(offset).execute());
  }
  const lookFor = async (match: string) => await findMatching(kith, query, match, { ...search, limit: offset + limit });
  const found = await lookFor(matchOf(kith, wanted));
  if (found.length < offset + limit) {
    const wider = await widen(kith, wanted);
    if (wider.size > 0) found.push(...(await lookFor(matchOf(kith, wanted, wider))));
  }
  return [...new Set(found)].slice(offset, offset + limit);
}

async function findMatching(
  kith: Kith,
  query: ReturnType<typeof searchable>,
  match: string,
  search: StatusSearch,
): Promise<number[]> {
  const found: number[] = [];
  for await (const ids of candidates(kith, match, search)) {
    found.push(...idsOf(await query.where("statuses.id", "in", padded(ids)).execute()));
    if (found.length >= search.limit) break;
  }
  return found;
}

const matchOf = ({ engine }: Kith, wanted: Pick<Wanted, "phrases" | "without">, wider?: Wider): string =>
  engine === "sqlite" ? toFts5(wanted, wider) : toTsquery(wanted, wider);

const fits = ({ engine }: Kith, match: string) =>
  engine === "sqlite"
    ? sql<SqlBool>`status_words match ${match}`
    : sql<SqlBool>`status_words.words @@ to_tsquery('simple', ${match})`;

/** Where there is no word to look for, each status is asked whether it holds one that it should not. */
const holdsNone = (kith: Kith, { without }: Wanted): RawBuilder<SqlBool> =>
  and(
    without.map((words) => {
      const match = matchOf(kith, { phrases: [words], without: [] });
      return sql<SqlBool>`not exists (select 1 from status_words where ${fits(kith, match)} and rowid = statuses.id)`;
    }),
  );

/** What the words may be parts of; empty when nothing longer is known. */
async function widen(kith: Kith, { parts: typed }: Wanted): Promise<Wider> {
  const wider = new Map<string, string[]>();
  for (const part of typed) {
    const words = (await loadWordsWith(kith, part)).filter((word) => word !== part);
    if (words.length > 0) wider.set(part, [part, ...words]);
  }
  return wider;
}

/** Words, an author, or at least one operator that says what it should be: only to leave something out is no question. */
const asksForSomething = ({ phrases, from, operators, within, spans }: Wanted): boolean =>
  phrases.length > 0 ||
  from !== undefined ||
  within === "library" ||
  spans.some((span) => !span.not && span.from > 0) ||
  operators.some(({ not }) => !not);

const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);

/** The statuses that the viewer may see and search, and that are as wanted but for their words. */
function searchable(
  kith: Kith,
  viewer_id: number,
  wanted: Wanted,
  { account_id, not_ids, max_id, min_id }: StatusSearch & { not_ids: number[] },
) {
  let query = kith.db
    .selectFrom("statuses")
    .select("statuses.id")
    .where(visibleTo(viewer_id))
    .where(maySearch(viewer_id, wanted))
    .where("statuses.reblog_of_id", "is", null)
    .where(notHiddenFrom(viewer_id, "statuses.account_id", kith.now()))
    .where(and(conditionsOf(wanted)))
    .orderBy("statuses.id", "desc");
  if (account_id !== undefined) query = query.where("statuses.account_id", "=", account_id);
  if (not_ids.length > 0) query = query.where("statuses.account_id", "not in", padded(not_ids));
  if (max_id !== undefined) query = query.where("statuses.id", "<", max_id);
  return min_id === undefined ? query : query.where("statuses.id", ">", min_id);
}

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

/** The newest ids whose words fit, newest first, in parts. SQLite reads along its index, so it is asked for few and, if they do not do, for more. */
async function* candidates(kith: Kith, match: string, { max_id }: StatusSearch): AsyncGenerator<number[]> {
  const { engine, db } = kith;
  let before = max_id ?? Number.MAX_SAFE_INTEGER;
  let most = engine === "sqlite" ? AT_FIRST : CANDIDATES;
  for (let looked = 0; looked < CANDIDATES; most = Math.min(most * 4, CANDIDATES - looked)) {
    const { rows } = await sql<{ id: number }>`select rowid as id from status_words
      where ${fits(kith, match)} and rowid < ${before} order by rowid desc limit ${most}`.execute(db);
    yield* parts(idsOf(rows), AT_ONCE);
    if (rows.length < most) return;
    looked += rows.length;
    before = rows.at(-1)?.id ?? 0;
  }
}

const isOwn = (viewer_id: number) => sql<SqlBool>`(statuses.account_id = ${viewer_id}
  or exists (select 1 from mentions as named where named.status_id = statuses.id and named.account_id = ${viewer_id})
  or exists (select 1 from favourites as liked where liked.account_id = ${viewer_id} and liked.status_id = statuses.id)
  or exists (select 1 from bookmarks as kept where kept.account_id = ${viewer_id} and kept.status_id = statuses.id)
  or exists (select 1 from statuses as shared where shared.account_id = ${viewer_id} and shared.reblog_of_id = statuses.id and shared.deleted_at = 0)
  or exists (select 1 from polls join poll_votes on poll_votes.poll_id = polls.id and poll_votes.account_id = ${viewer_id}
    where polls.status_id = statuses.id))`;
const isOpen = sql<SqlBool>`(statuses.visibility = 'public'
  and exists (select 1 from accounts as writer where writer.id = statuses.account_id and writer.indexable = 1))`;

/** What may be searched: one's own, what mentions one, what one has favoured, kept, shared or voted on, and what its author opens to searches. */
function maySearch(viewer_id: number, { within, not_within }: Wanted): RawBuilder<SqlBool> {
  const ranges: Record<Range, RawBuilder<SqlBool>> = { library: isOwn(viewer_id), public: isOpen };
  const may = within === undefined ? sql<SqlBool>`(${isOpen} or ${isOwn(viewer_id)})` : ranges[within];
  return and([may, ...not_within.map((range) => sql<SqlBool>`not ${ranges[range]}`)]);
}

const and = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;

function conditionsOf({ operators, spans }: Wanted): RawBuilder<SqlBool>[] {
  const conditions = operators.flatMap((operator) => {
    const condition = operator.name === "language" ? isIn(operator.value) : MEANINGS[`${operator.name}:${operator.value}`];
    return condition === undefined ? [] : [operator.not ? sql<SqlBool>`not (${condition})` : condition];
  });
  return [...conditions, ...spans.map(isDuring)];
}

function isDuring({ from, to, not }: Span): RawBuilder<SqlBool> {
  const within = sql<SqlBool>`(statuses.id >= ${idAt(from)} and statuses.id < ${Math.min(idAt(to), Number.MAX_SAFE_INTEGER)})`;
  return not ? sql<SqlBool>`not ${within}` : within;
}

/** `en` finds `en-GB` as well. */
const isIn = (language: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`(lower(statuses.language) = ${language} or lower(statuses.language) like ${`${language.replace(/[^a-z-]/g, "")}-%`})`;

const hasMedia = (condition: RawBuilder<unknown>) =>
  sql<SqlBool>`exists (select 1 from media where media.status_id = statuses.id and ${condition})`;

/** What is not among them means nothing, and changes nothing. */
const MEANINGS: Readonly<Record<string, RawBuilder<SqlBool>>> = Object.freeze({
  "has:media": hasMedia(sql`1 = 1`),
  "has:image": hasMedia(sql`media.kind = 'image'`),
  "has:video": hasMedia(sql`media.kind in ('video', 'gifv')`),
  "has:audio": hasMedia(sql`media.kind = 'audio'`),
  "has:poll": sql<SqlBool>`exists (select 1 from polls where polls.status_id = statuses.id)`,
  "has:link": sql<SqlBool>`exists (select 1 from status_cards where status_cards.status_id = statuses.id)`,
  "has:embed": sql<SqlBool>`exists (select 1 from status_cards join cards on cards.id = status_cards.card_id
    where status_cards.status_id = statuses.id and cards.type in ('video', 'rich'))`,
  "is:reply": sql<SqlBool>`(statuses.in_reply_to_id is not null or statuses.in_reply_to_uri <> '')`,
  "is:sensitive": sql<SqlBool>`statuses.sensitive = 1`,
  "is:quote": sql<SqlBool>`statuses.quoted_id is not null`,
});
