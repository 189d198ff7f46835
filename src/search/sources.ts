/**
 * Where a search looks for statuses: along the index of words or, where no word is given, along the index that what is asked for leads through.
 * Each is bounded, and read from one end.
 */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { Wanted } from "./words.ts";

/** Ids between these, neither included; `from_below` when they are to adjoin the lower one. */
export type Range = { above: number; below: number; from_below: boolean };

/** Of what fits, only so many of the newest are looked at: a common word must not read the whole index. */
export const CANDIDATES = 4000;
/** What is looked for without words, or by one author, is known at a glance. */
export const CANDIDATES_AT_A_GLANCE = 10_000;

export type Source = (range: Range, most: number) => RawBuilder<{ id: number }>;

const wayOf = ({ from_below }: Range) => (from_below ? sql`asc` : sql`desc`);

const isWithin = ({ above, below }: Range, id: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`${id} < ${below} and ${id} > ${above}`;

/** `what` has one column, `id`; what it is read from is in the order of that already. */
const along =
  (column: string, from: RawBuilder<unknown>): Source =>
  (range, most) =>
    sql`select ${sql.ref(column)} as id from ${from} and ${isWithin(range, sql.ref(column))} order by ${sql.ref(column)} ${wayOf(range)} limit ${most}`;

export const holding = (fits: RawBuilder<SqlBool>): Source => along("rowid", sql`status_words where ${fits}`);

export const byAuthor = (account_id: number): Source =>
  along("id", sql`statuses where account_id = ${account_id} and reblog_of_id is null`);

export const ofAll: Source = along("id", sql`statuses where reblog_of_id is null`);

/** What has a row for each status of the kind. */
const TABLES: Readonly<Record<string, string>> = Object.freeze({
  "has:poll": "polls",
  "has:event": "events",
  "has:link": "status_cards",
  "has:embed": "status_cards",
  "has:media": "media",
  "has:image": "media",
  "has:video": "media",
  "has:audio": "media",
  "is:quote": "quotes",
});

/** For a search without words by no author in particular. */
export function sourceOf(viewer_id: number, { within, operators }: Wanted): Source {
  if (within === "library") return inLibrary(viewer_id);
  const [table] = operators.flatMap(({ name, value, not }) => (not ? [] : (TABLES[`${name}:${value}`] ?? [])));
  if (table === undefined) return ofAll;
  return (
    range,
    most,
  ) => sql`select distinct status_id as id from ${sql.table(table)} where ${isWithin(range, sql.ref("status_id"))}
    order by id ${wayOf(range)} limit ${most}`;
}

/** What one has written, what mentions one, and what one has favoured, kept, shared or voted on. */
function inLibrary(viewer_id: number): Source {
  const own = sql`account_id = ${viewer_id}`;
  const arms = [
    byAuthor(viewer_id),
    along("status_id", sql`mentions where ${own}`),
    along("status_id", sql`favourites where ${own}`),
    along("status_id", sql`bookmarks where ${own}`),
    along("reblog_of_id", sql`statuses where ${own} and reblog_of_id is not null and deleted_at = 0`),
    along(
      "status_id",
      sql`(select polls.status_id from poll_votes join polls on polls.id = poll_votes.poll_id
      where poll_votes.account_id = ${viewer_id}) as voted where 1 = 1`,
    ),
  ];
  return (range, most) => {
    const all = sql.join(
      arms.map((arm) => sql`select id from (${arm(range, most)}) as arm`),
      sql` union `,
    );
    return sql`select id from (${all}) as own order by id ${wayOf(range)} limit ${most}`;
  };
}
