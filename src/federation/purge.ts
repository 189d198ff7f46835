/** Forgets what the inbox need not remember: for a recurring effect. */
import type { Kith } from "../kith.ts";
import { NEVER } from "../jobs/leases.ts";

const DAY = 86_400_000;
/** Signatures older than 12 hours are refused, so nothing can be played again after two days. */
export const KEPT = 2 * DAY;
/** What was given up may be of use to somebody who looks for the reason. */
const KEPT_FAILED = 14 * DAY;
/** A key that nobody has used to sign anything is cheap to fetch again. */
const KEPT_KEY = 30 * DAY;
const BATCH = 500;
/** More in an hour than the servers of a million people send in a day of news. */
const BATCHES = 1000;

/** Removes rows that are done for two days, given up for two weeks, and keys of a month, in short transactions. Returns how many rows went. */
export async function purgeInbox(kith: Kith): Promise<number> {
  const now = kith.now();
  const done = kith.db
    .selectFrom("inbox")
    .select("id")
    .where("done_at", ">", 0)
    .where("done_at", "<", now - KEPT);
  const failed = kith.db
    .selectFrom("inbox")
    .select("id")
    .where("priority", "in", [0, 1, 2])
    .where("run_at", "=", NEVER)
    .where("leased_until", "=", 0)
    .where("done_at", "=", 0)
    .where("received_at", "<", now - KEPT_FAILED);
  let removed = 0;
  for (const old of [done, failed])
    removed += await inBatches(
      async () =>
        await removeRows(
          kith,
          (await old.limit(BATCH).execute()).map(({ id }) => id),
        ),
    );
  await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("blind_copies")
        .where("created_at", "<", now - KEPT_FAILED)
        .execute(),
  );
  return removed + (await inBatches(async () => await removeKeys(kith, now - KEPT_KEY)));
}

async function inBatches(batch: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let i = 0; i < BATCHES; i++) {
    const count = await batch();
    removed += count;
    if (count < BATCH) break;
  }
  return removed;
}

async function removeRows(kith: Kith, ids: number[]): Promise<number> {
  if (ids.length === 0) return 0;
  await kith.write(async (tx) => await tx.deleteFrom("inbox").where("id", "in", ids).where("leased_until", "=", 0).execute());
  return ids.length;
}

async function removeKeys(kith: Kith, before: number): Promise<number> {
  const rows = await kith.db.selectFrom("remote_keys").select("uri").where("fetched_at", "<", before).limit(BATCH).execute();
  if (rows.length === 0) return 0;
  const uris = rows.map(({ uri }) => uri);
  await kith.write(
    async (tx) => await tx.deleteFrom("remote_keys").where("uri", "in", uris).where("fetched_at", "<", before).execute(),
  );
  return rows.length;
}
