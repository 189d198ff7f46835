/** What has been posted to groups elsewhere and is not shown by them, as far as it can be seen from here. */
import { findAccountById } from "../accounts/find.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long (ms) each look at the group waits. For a day: what a moderator lets in later is still found. */
export const LOOKS: readonly number[] = [10 * MINUTE, HOUR, 6 * HOUR, 18 * HOUR];

export const insertUnpassed = async (tx: Tx, row: Row<"group_unpassed">): Promise<void> => {
  await tx
    .insertInto("group_unpassed")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .execute();
};

export const removeUnpassed = async (tx: Tx, status_id: number): Promise<void> => {
  await tx.deleteFrom("group_unpassed").where("status_id", "=", status_id).execute();
};

/** The group that has not passed it on, and since when (ms) that is known. For its author. */
export async function findUnpassed(db: Reads, status_id: number): Promise<{ group: Account; created_at: number } | undefined> {
  const row = await db.selectFrom("group_unpassed").selectAll().where("status_id", "=", status_id).executeTakeFirst();
  const group = row === undefined ? undefined : await findAccountById(db, row.group_id);
  return row === undefined || group === undefined ? undefined : { group, created_at: row.created_at };
}
