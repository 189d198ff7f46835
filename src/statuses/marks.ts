/** What a viewer has done with the statuses of a page. */
import { sql } from "kysely";
import { grouped, padded } from "../db/lists.ts";
import { prepare, prepareSql } from "../db/prepared.ts";
import type { Reads, Row, Status } from "../db/schema.ts";
import type { Marks } from "./page.ts";

export const noMarks: Marks = Object.freeze({
  favourited: new Set<number>(),
  reblogged: new Set<number>(),
  bookmarked: new Set<number>(),
  pinned: new Set<number>(),
  muted_conversations: new Set<number>(),
  votes: new Map<number, readonly number[]>(),
});

type Mark = { mark: string; id: number };
type Asked = { viewer_id: number; ids: number[]; conversations: number[] };

/**
 * All marks in one query; each branch says which mark it finds. The statuses and the conversations stand in tables of their own, which are made once: a list of
 * each branch would be made anew, and takes longer than looking.
 */
const selectMarks = prepareSql<Asked, Mark>(({ viewer_id, ids, conversations }) => {
  const rows = (values: readonly number[]) => sql.join(values.map((value) => sql`(cast(${value} as bigint))`));
  const mine = (table: "favourites" | "bookmarks" | "pins", mark: string) => sql`
    select ${sql.lit(mark)} as mark, status_id as id from asked cross join ${sql.table(table)}
    where status_id = asked.id and account_id = ${viewer_id}`;
  return sql`with asked (id) as materialized (values ${rows(ids)}), talks (id) as materialized (values ${rows(conversations)})
    ${mine("favourites", "favourited")} union all ${mine("bookmarks", "bookmarked")} union all ${mine("pins", "pinned")}
    union all select 'reblogged', asked.id from asked cross join statuses
    where reblog_of_id = asked.id and account_id = ${viewer_id} and deleted_at = 0
    union all select 'muted', talks.id from talks cross join muted_conversations as muted
    where muted.conversation_id = talks.id and muted.account_id = ${viewer_id}`;
});

const selectVotes = prepare((db, { viewer_id, ids }: Omit<Asked, "conversations">) =>
  db.selectFrom("poll_votes").select(["poll_id", "choice"]).where("account_id", "=", viewer_id).where("poll_id", "in", ids),
);

/** The viewer's marks: one query, and one more when there are polls. */
export async function loadMarks(
  db: Reads,
  viewer_id: number,
  statuses: readonly Pick<Status, "id" | "conversation_id">[],
  polls: readonly Row<"polls">[],
): Promise<Marks> {
  if (statuses.length === 0) return noMarks;
  const rows = await selectMarks(db, {
    viewer_id,
    ids: padded(statuses.map(({ id }) => id)),
    conversations: padded(statuses.map(({ conversation_id }) => conversation_id)),
  });
  if (rows.length === 0 && polls.length === 0) return noMarks;
  const marked = (mark: string) => new Set(rows.filter((row) => row.mark === mark).map((row) => row.id));
  return {
    favourited: marked("favourited"),
    reblogged: marked("reblogged"),
    bookmarked: marked("bookmarked"),
    pinned: marked("pinned"),
    muted_conversations: marked("muted"),
    votes: polls.length === 0 ? new Map() : await loadVotes(db, viewer_id, polls),
  };
}

async function loadVotes(db: Reads, viewer_id: number, polls: readonly Row<"polls">[]): Promise<Map<number, number[]>> {
  const rows = await selectVotes(db, { viewer_id, ids: padded(polls.map((poll) => poll.id)) });
  return grouped(
    rows,
    (row) => row.poll_id,
    (row) => row.choice,
  );
}
