/** The counters that a status moves as it comes and goes: its author's, its parent's, that of what it reblogs (of what it quotes: `quotes/`). */
import { sql } from "kysely";
import { prepareSql } from "../db/prepared.ts";
import type { Status, Tx } from "../db/schema.ts";

/**
 * Counts a status that has come (`by` 1) or gone (-1). As on Mastodon, direct ones are not counted for their author, and only answers that
 * all may see are counted for their parent: a count tells nobody of what they may not read.
 */
export async function countStatus(tx: Tx, status: Status, by: 1 | -1): Promise<void> {
  if (status.visibility !== "direct") await countForAuthor(tx, status, by);
  const open = status.visibility === "public" || status.visibility === "unlisted";
  const moves: [number, "replies_count" | "reblogs_count"][] = [];
  if (status.in_reply_to_id !== null && open) moves.push([status.in_reply_to_id, "replies_count"]);
  if (status.reblog_of_id !== null) moves.push([status.reblog_of_id, "reblogs_count"]);
  moves.sort(([a], [b]) => a - b);
  for (const [id, column] of moves) await countOn(tx, id, column, by);
}

async function countForAuthor(tx: Tx, { account_id, created_at }: Status, by: 1 | -1): Promise<void> {
  await updateAuthor(tx, { account_id, by, last: by === 1 ? created_at : 0 });
}

const updateAuthor = prepareSql(
  ({ account_id, by, last }: { account_id: number; by: number; last: number }) =>
    sql`update accounts set statuses_count = statuses_count + ${by},
      last_status_at = case when last_status_at < ${last} then ${last} else last_status_at end
      where id = ${account_id}`,
);

type Counter = "replies_count" | "reblogs_count" | "quotes_count" | "favourites_count" | "downvotes_count" | "reactions_count";

/** Moves one counter of a status; never below 0, for a count may have begun after what it counts. */
export async function countOn(tx: Tx, status_id: number, column: Counter, by: number): Promise<void> {
  await move[column](tx, { status_id, by });
}

const moverOf = (column: Counter) =>
  prepareSql(({ status_id, by }: { status_id: number; by: number }) => {
    const moved = sql`${sql.ref(column)} + ${by}`;
    return sql`update statuses set ${sql.ref(column)} = case when ${moved} < 0 then 0 else ${moved} end where id = ${status_id}`;
  });
const move = Object.freeze({
  replies_count: moverOf("replies_count"),
  reblogs_count: moverOf("reblogs_count"),
  quotes_count: moverOf("quotes_count"),
  favourites_count: moverOf("favourites_count"),
  downvotes_count: moverOf("downvotes_count"),
  reactions_count: moverOf("reactions_count"),
});
