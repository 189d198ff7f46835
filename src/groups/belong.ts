/** What is in a group elsewhere, on which it may decide: nothing but what was addressed to it. */
import type { Reads, Status } from "../db/schema.ts";
import { findRoot } from "../statuses/thread-walk.ts";

/**
 * Whether the author of the status, or of the first one of its thread, has addressed the group. What the group says of it, or shows, makes nothing
 * its own.
 */
export async function isIn(db: Reads, group_id: number, status: Status): Promise<boolean> {
  return status.group_id === group_id || (await loadNamings(db, group_id, status)).some(({ blind }) => blind === 0);
}

/** The same, or it was there and has left (`topics.ts`): of what it removes a group first says that it shows it no more, and then why. */
export const hasBeenIn = async (db: Reads, group_id: number, status: Status): Promise<boolean> =>
  status.group_id === group_id || (await loadNamings(db, group_id, status)).length > 0;

async function loadNamings(db: Reads, group_id: number, status: Status) {
  const root = await findRoot(db, status);
  return await db
    .selectFrom("mentions")
    .select("blind")
    .where("status_id", "in", [status.id, root.id])
    .where("account_id", "=", group_id)
    .execute();
}
