/** Finds what an account has scheduled, with the media that wait with it. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { padded } from "../db/lists.ts";
import type { Media, Reads } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Scheduled } from "./schedule.ts";

/** Newest first, in pages by id. */
export async function loadScheduled(db: Reads, account_id: number, paging: Paging): Promise<Scheduled[]> {
  const query = db.selectFrom("scheduled_statuses").selectAll().where("account_id", "=", account_id);
  return inOrder(await paged(query, "id", paging).execute(), paging);
}

/** @throws Refusal `missing`, also for somebody else's */
export async function getScheduled(db: Reads, account_id: number, id: number): Promise<Scheduled> {
  const row = await db
    .selectFrom("scheduled_statuses")
    .selectAll()
    .where("id", "=", id)
    .where("account_id", "=", account_id)
    .executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

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
