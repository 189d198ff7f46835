/** Familiar followers: those whom one follows among the followers of others. */
import { sql } from "kysely";
import { grouped, padded } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";

const EACH = 10;

/**
 * Of each account the newest ten; of accounts that hide their followers, none. One query, whatever the number of accounts. It begins with those
 * whom one follows (SQLite joins across in the order that is written), for followers may be ten thousand.
 */
export async function loadFamiliar(db: Reads, viewer_id: number, ids: readonly number[]): Promise<Map<number, number[]>> {
  const { rows } = await sql<{ target_id: number; id: number }>`select target_id, id from (
      select theirs.target_id, theirs.account_id as id,
        row_number() over (partition by theirs.target_id order by theirs.id desc) as place
      from follows as mine cross join follows as theirs cross join accounts
      where mine.account_id = ${viewer_id} and mine.state = 'accepted'
        and theirs.account_id = mine.target_id and theirs.target_id in (${sql.join(padded(ids))}) and theirs.state = 'accepted'
        and accounts.id = theirs.target_id and accounts.hide_collections = 0) as familiar
    where place <= ${sql.lit(EACH)} order by place`.execute(db);
  return grouped(
    rows,
    (row) => row.target_id,
    (row) => row.id,
  );
}
