/** The mark that a lock leaves on every status of a thread, so that nobody has to climb to the lock to see it. */
import { sql } from "kysely";
import type { Tx } from "../db/schema.ts";

/** A thread with more has hardly anybody who reads it. */
const MOST = 20_000;

// `union`, not `union all`: statuses that claim to answer each other make a ring.
const below = (status_id: number) => sql`with recursive below (id) as (
  select id from statuses where id = ${status_id}
  union select statuses.id from statuses join below on statuses.in_reply_to_id = below.id)`;

/** Marks a status and all that answers it, except what another lock holds already. */
export async function markLocked(tx: Tx, status_id: number, group_id: number): Promise<void> {
  await sql`${below(status_id)} update statuses set locked_by = ${group_id}, version = version + 1
    where id in (select id from below limit ${sql.lit(MOST)}) and locked_by = 0`.execute(tx);
}

/** Takes the group's marks away, and puts those back that other locks of the thread leave. */
export async function unmarkLocked(tx: Tx, status_id: number, group_id: number): Promise<void> {
  await sql`${below(status_id)} update statuses set locked_by = 0, version = version + 1
    where id in (select id from below limit ${sql.lit(MOST)}) and locked_by = ${group_id}`.execute(tx);
  const { rows } = await sql<{
    status_id: number;
    group_id: number;
  }>`${below(status_id)} select status_id, group_id from group_locks
    where status_id in (select id from below limit ${sql.lit(MOST)}) order by status_id`.execute(tx);
  for (const left of rows) await markLocked(tx, left.status_id, left.group_id);
}
