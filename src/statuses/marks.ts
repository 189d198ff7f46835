/** What a viewer has done with the statuses of a page. */
import { sql } from "kysely";
import { grouped, padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
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

const called = (mark: string) => sql.lit<string>(mark).as("mark");

type Asked = { viewer_id: number; ids: number[]; conversations: number[] };

/** All marks in one query. Each branch says which mark it finds. */
const selectMarks = prepare((db, { viewer_id, ids, conversations }: Asked) => {
  const mine = (table: "favourites" | "bookmarks" | "pins", mark: string) =>
    db
      .selectFrom(table)
      .select([called(mark), "status_id as id"])
      .where("account_id", "=", viewer_id)
      .where("status_id", "in", ids);
  const reblogs = db
    .selectFrom("statuses")
    .select((eb) => [called("reblogged"), eb.fn.coalesce("reblog_of_id", eb.lit(0)).as("id")])
    .where("reblog_of_id", "in", ids)
    .where("account_id", "=", viewer_id)
    .where("deleted_at", "=", 0);
  const muted = db
    .selectFrom("muted_conversations")
    .select([called("muted"), "conversation_id as id"])
    .where("account_id", "=", viewer_id)
    .where("conversation_id", "in", conversations);
  return mine("favourites", "favourited")
    .unionAll(mine("bookmarks", "bookmarked"))
    .unionAll(mine("pins", "pinned"))
    .unionAll(reblogs)
    .unionAll(muted);
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
  const ids = padded(statuses.map((status) => status.id));
  const conversations = padded(statuses.map((status) => status.conversation_id));
  const rows = await selectMarks(db, { viewer_id, ids, conversations });
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
