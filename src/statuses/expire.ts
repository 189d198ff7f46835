/** The end of statuses whose authors gave them one: they are deleted, here and wherever they went. */
import { each } from "../jobs/each.ts";
import { sql } from "kysely";
import type { Kith } from "../kith.ts";
import { deleteStatus } from "./delete.ts";

const AT_ONCE = 50;

/** For the clock, every minute or so. Returns whether there may be more. */
export async function expireStatuses(kith: Kith): Promise<boolean> {
  // Word for word the condition of the partial index.
  const { rows } = await sql<{ id: number }>`select id from statuses where expires_at > 0 and deleted_at = 0
    and expires_at <= ${kith.now()} order by expires_at limit ${sql.lit(AT_ONCE)}`.execute(kith.db as never);
  await each(rows, async ({ id }) => await deleteStatus(kith, { id }));
  return rows.length === AT_ONCE;
}
