/** Threads that a group has closed: what is there stays, and nobody here answers it any more. */
import type { Account, Status } from "../db/schema.ts";
import { findStatusById } from "../statuses/find.ts";
import type { Kith } from "../kith.ts";
import { markLocked, unmarkLocked } from "./locked.ts";

/** Locks a status and all that answers it. The caller has seen that it is in the group. @param reason plain text, "" = none */
export const lockThread = async (kith: Kith, group: Account, { id: status_id }: Status, reason: string): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .insertInto("group_locks")
      .values({ status_id, group_id: group.id, reason, created_at: kith.now() })
      // Of two groups the first one holds it.
      .onConflict((oc) => oc.column("status_id").doUpdateSet({ reason }).where("group_locks.group_id", "=", group.id))
      .execute();
    await markLocked(tx, status_id, group.id);
  });

/** Takes back the group's own lock. Whether there was one. */
export const unlockThread = async (kith: Kith, group: Account, { id: status_id }: Status): Promise<boolean> =>
  await kith.write(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom("group_locks")
      .where("status_id", "=", status_id)
      .where("group_id", "=", group.id)
      .executeTakeFirst();
    const status = numDeletedRows === 0n ? undefined : await findStatusById(tx, status_id);
    if (status === undefined) return false;
    const above = status.in_reply_to_id === null ? undefined : await findStatusById(tx, status.in_reply_to_id);
    // Under a lock further up it stays locked.
    if ((above?.locked_by ?? 0) === 0) await unmarkLocked(tx, status_id, group.id);
    return true;
  });
