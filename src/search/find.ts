/** Finds statuses by their words, among those that the viewer may see and may search: their own, what they had to do with, and what is open to all. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { parseHandle } from "../text/names.ts";
import { findAccountByHandle } from "../accounts/find.ts";
import { padded, parts } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { idAt } from "../ids.ts";
import { visibleTo } from "../statuses/visible.ts";
import { readWanted, toFts5, toTsquery, type Wanted } from "./words.ts";

/** Of what fits, only so many of the newest are looked at: a common word must not read the whole index. */
const CANDIDATES = 4000;
/** So many of them are looked at in one query: mostly the first few hold what is wanted. */
const AT_ONCE = 128;

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

/** Ids of statuses, newest first. Nobody in particular (viewer 0) finds none. */
export async function findStatusIds(kith: Kith, viewer_id: number, search: StatusSearch): Promise<number[]> {
  const wanted = readWanted(search.q);
  if (viewer_id === 0 || (wanted.phrases.length === 0 && wanted.from === undefined)) return [];
  const author_id = wanted.from === undefined ? search.account_id : await readAuthor(kith, viewer_id, wanted.from);
  if (wanted.from !== undefined && author_id === undefined) return [];
  const { offset = 0, limit } = search;
  const query = searchable(kith, viewer_id, wanted, { ...search, account_id: author_id });
  if (wanted.phrases.length === 0) return idsOf(await query.limit(limit).offset(offset).execute());
  const found: number[] = [];
  for (const ids of parts(await candidates(kith, wanted, search), AT_ONCE)) {
    const rows = await query.where("statuses.id", "in", padded(ids)).execute();
    found.push(...idsOf(rows));
    if (found.length >= offset + limit) break;
  }
  return found.slice(offset, offset + limit);
}

const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);

/** The statuses that the viewer may see and search, and that are as wanted but for their words. */
function searchable(kith: Kith, viewer_id: number, wanted: Wanted, { account_id, max_id, min_id }: StatusSearch) {
  let query = kith.db
    .selectFrom("statuses")
    .select("statuses.id")
    .where(visibleTo(viewer_id))
    .where(maySearch(viewer_id))
    .where("statuses.reblog_of_id", "is", null)
    .where(notHiddenFrom(viewer_id, "statuses.account_id", kith.now()))
    .where(and(conditionsOf(wanted)))
    .orderBy("statuses.id", "desc");
  if (account_id !== undefined) query = query.where("statuses.account_id", "=", account_id);
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

/** The newest ids whose words fit, newest first. */
async function candidates({ engine, db }: Kith, wanted: Wanted, { max_id }: StatusSearch): Promise<number[]> {
  const before = max_id ?? Number.MAX_SAFE_INTEGER;
  const fits =
    engine === "sqlite"
      ? sql`status_words match ${toFts5(wanted)}`
      : sql`status_words.words @@ to_tsquery('simple', ${toTsquery(wanted)})`;
  const { rows } = await sql<{ id: number }>`select rowid as id from status_words
    where ${fits} and rowid < ${before} order by rowid desc limit ${CANDIDATES}`.execute(db);
  return idsOf(rows);
}

/** What may be searched: one's own, what mentions one, what one has favoured, kept or shared, and what its author opens to searches. */
const maySearch = (viewer_id: number) => sql<SqlBool>`(
  statuses.account_id = ${viewer_id}
  or (statuses.visibility = 'public' and exists (select 1 from accounts as writer where writer.id = statuses.account_id and writer.indexable = 1))
  or exists (select 1 from mentions as named where named.status_id = statuses.id and named.account_id = ${viewer_id})
  or exists (select 1 from favourites as liked where liked.account_id = ${viewer_id} and liked.status_id = statuses.id)
  or exists (select 1 from bookmarks as kept where kept.account_id = ${viewer_id} and kept.status_id = statuses.id)
  or exists (select 1 from statuses as shared where shared.account_id = ${viewer_id} and shared.reblog_of_id = statuses.id and shared.deleted_at = 0))`;

const and = (conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;

function conditionsOf({ has, is, language, after, before }: Wanted): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  if (has.has("media") || has.has("image"))
    conditions.push(sql`exists (select 1 from media where media.status_id = statuses.id)`);
  if (has.has("poll")) conditions.push(sql`exists (select 1 from polls where polls.status_id = statuses.id)`);
  if (is.has("reply")) conditions.push(sql`statuses.in_reply_to_id is not null`);
  if (is.has("sensitive")) conditions.push(sql`statuses.sensitive = 1`);
  if (language !== undefined) conditions.push(sql`statuses.language = ${language}`);
  if (after !== undefined) conditions.push(sql`statuses.id >= ${idAt(after)}`);
  if (before !== undefined) conditions.push(sql`statuses.id < ${idAt(before)}`);
  return conditions;
}
