/** Media of what is not a status yet: a scheduled or recurring post, or one that waits for a team. It keeps them for itself until it is one, or is no more. */
import { padded } from "../db/lists.ts";
import type { Tx } from "../db/schema.ts";
import { invalid } from "../errors.ts";

/** @throws Refusal `invalid` when one of them has gone elsewhere meanwhile */
export async function reserveMedia(
  tx: Tx,
  { id, account_id }: { id: number; account_id: number },
  media_ids: readonly number[],
): Promise<void> {
  if (media_ids.length === 0) return;
  const { numUpdatedRows } = await tx
    .updateTable("media")
    .set({ kept_by: id, draft_id: 0 })
    .where("id", "in", padded(media_ids))
    .where("account_id", "=", account_id)
    .where("status_id", "is", null)
    .where("kept_by", "=", 0)
    .executeTakeFirst();
  if (Number(numUpdatedRows) !== new Set(media_ids).size) throw invalid("Validation failed: Media not found or already attached");
}

/** Whoever kept them keeps them no longer: they can be used anew, or housekeeping takes them. */
export async function releaseMedia(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx.updateTable("media").set({ kept_by: 0 }).where("kept_by", "in", padded(ids)).execute();
}
