/** Bookmarks: known to their owner alone. */
import type { Account, Status } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findOriginal } from "./find.ts";

/** Bookmarks a status that the account may see; of a reblog, what it reblogs. Twice is once. Returns the bookmarked status. */
export async function bookmark(kith: Kith, account: Account, asked: Status): Promise<Status> {
  const status = await findOriginal(kith.db, asked);
  if (status === undefined || status.deleted_at > 0) throw missing();
  await kith.write(async (tx, happened) => {
    const made = await tx
      .insertInto("bookmarks")
      .values({ id: kith.newId(), account_id: account.id, status_id: status.id, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made !== undefined) happened({ type: "bookmark.added", status_id: status.id, account_id: account.id });
  });
  return status;
}

/** Removes a bookmark; there need not be one. */
export async function unbookmark(kith: Kith, account: Account, asked: Status): Promise<Status> {
  const status = await findOriginal(kith.db, asked);
  if (status === undefined) throw missing();
  await kith.write(async (tx) => {
    await tx.deleteFrom("bookmarks").where("account_id", "=", account.id).where("status_id", "=", status.id).execute();
  });
  return status;
}
