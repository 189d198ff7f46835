/** Where a status is known by what somebody there has done with it, whether or not they follow its author. */
import { sql } from "kysely";
import type { Reads } from "../db/schema.ts";

/** More servers have hardly had to do with one status; the rest hear of changes when they look. */
const MOST = 1000;

/** Somebody of each server elsewhere where a status was answered, favoured, quoted or voted in; that of its deletion has to ask before all of this goes. */
export async function loadMet(db: Reads, status_id: number): Promise<number[]> {
  const { rows } = await sql<{
    id: number;
  }>`select min(accounts.id) as id from accounts where accounts.host <> '' and accounts.suspended_at = 0 and accounts.deleted_at = 0 and accounts.id in (
      select account_id from favourites where status_id = ${status_id}
      union all select account_id from downvotes where status_id = ${status_id}
      union all select account_id from reactions where status_id = ${status_id}
      union all select account_id from quotes where quoted_id = ${status_id}
      union all select account_id from statuses where in_reply_to_id = ${status_id} and local = 0
      union all select account_id from poll_votes where poll_id in (select id from polls where status_id = ${status_id})
      union all select account_id from event_rsvps where event_id in (select id from events where status_id = ${status_id}) and account_id is not null
    ) group by accounts.host limit ${sql.lit(MOST)}`.execute(db as never);
  return rows.map(({ id }) => id);
}
