/** Finds what an account has scheduled, with the media that wait with it. */
import type { Paging } from "../db/paging.ts";
import { padded } from "../db/lists.ts";
import type { Media, Reads } from "../db/schema.ts";
import { getUnpublished, loadUnpublished } from "../statuses/unpublished.ts";
import type { Scheduled } from "./schedule.ts";

/** Newest first, in pages by id. */
export const loadScheduled = async (db: Reads, account_id: number, paging: Paging): Promise<Scheduled[]> =>
  await loadUnpublished(db, "scheduled_statuses", account_id, paging);

/** Those whose time (ms) is from `from` on and before `until`, the first first; as many as one may have. */
export const loadScheduledBetween = async (
  db: Reads,
  account_id: number,
  { from, until }: { from: number; until: number },
): Promise<Scheduled[]> =>
  await db
    .selectFrom("scheduled_statuses")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("scheduled_at", ">=", from)
    .where("scheduled_at", "<", until)
    .orderBy("scheduled_at")
    .orderBy("id")
    .limit(300)
    .execute();

/** @throws Refusal `missing`, also for somebody else's */
export const getScheduled = async (db: Reads, account_id: number, id: number): Promise<Scheduled> =>
  await getUnpublished(db, "scheduled_statuses", account_id, id);

/** The media of all of them, by id, in one query. */
export async function loadWaitingMedia(
  db: Reads,
  drafts: readonly { media_ids: readonly number[] }[],
): Promise<Map<number, Media>> {
  const ids = drafts.flatMap(({ media_ids }) => media_ids);
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("media").selectAll().where("id", "in", padded(ids)).execute();
  return new Map(rows.map((row) => [row.id, row]));
}
