/** Forgets what has been delivered long ago: for a recurring effect. */
import type { Kith } from "../../kith.ts";
import { keepTotals } from "../../receipts/totals.ts";

/** ms that documents and receipts are kept. */
export const KEPT = 7 * 86_400_000;
const DOCUMENTS = 50;
const ROWS = 500;
/** A turn ends after so many ms; the next one goes on. */
const TURN = 30 * 60_000;

/**
 * Removes documents of more than a week with nothing left to send, and their receipts, in short transactions. Returns how many documents went: all there
 * are, unless it takes too long. A bound on their number would be less than a million people write in an hour.
 */
export async function purgeDocuments(kith: Kith): Promise<number> {
  const until = kith.now() + TURN;
  let [removed, since] = [0, 0];
  for (let more = true; more && kith.now() < until;) {
    const old = await oldDocuments(kith, since);
    for (const { id } of old) await removeDocument(kith, id);
    removed += old.length;
    since = old.at(-1)?.created_at ?? since;
    more = old.length === DOCUMENTS;
  }
  return removed;
}

/** @param since what is older has been looked through: what is left of it has something to send still, however long that is */
async function oldDocuments({ db, now }: Kith, since: number): Promise<{ id: number; created_at: number }[]> {
  return await db
    .selectFrom("documents")
    .select(["id", "created_at"])
    .where("created_at", ">=", since)
    .where("created_at", "<", now() - KEPT)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("deliveries")
            .select("deliveries.id")
            .whereRef("deliveries.document_id", "=", "documents.id")
            .where("done_at", "=", 0),
        ),
      ),
    )
    .orderBy("created_at")
    .limit(DOCUMENTS)
    .execute();
}

async function removeDocument(kith: Kith, document_id: number): Promise<void> {
  await kith.write(async (tx) => await keepTotals(tx, kith, document_id));
  let left = ROWS;
  while (left === ROWS) {
    left = await kith.write(async (tx) => {
      const some = tx.selectFrom("deliveries").select("id").where("document_id", "=", document_id).limit(ROWS);
      return Number((await tx.deleteFrom("deliveries").where("id", "in", some).executeTakeFirst()).numDeletedRows);
    });
  }
  await kith.write(async (tx) => await tx.deleteFrom("documents").where("id", "=", document_id).execute());
}
