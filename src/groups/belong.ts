/** What is in a group elsewhere, on which it may decide: nothing but what was addressed to it. */
import type { Reads, Status } from "../db/schema.ts";
import { findRoot } from "../statuses/thread-walk.ts";

/**
 * Whether the author of the status, or of the first one of its thread, has addressed the group. What the group says of it, or shows, makes nothing
 * its own.
 */
export async function isIn(db: Reads, group_id: number, status: Status): Promise<boolean> {
  if (status.group_id === group_id) return true;
  const root = await findRoot(db, status);
  const row = await db
    .selectFrom("mentions")
    .select("status_id")
    .where("status_id", "in", [status.id, root.id])
    .where("account_id", "=", group_id)
    .where("blind", "=", 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
