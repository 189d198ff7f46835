/** Forgets what has been delivered long ago: for a recurring effect. */
import type { Kith } from "../../kith.ts";
import { keepTotals } from "../../receipts/totals.ts";

const KEPT = 7 * 86_400_000;
const DOCUMENTS = 50;
const ROWS = 500;
const BATCHES = 200;

/** Removes documents of more than a week with nothing left to send, and their receipts, in short transactions. Returns how many documents went. */
export async function purgeDocuments(kith: Kith): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < BATCHES; batch++) {
    const ids = await oldDocuments(kith);
    for (const id of ids) await removeDocument(kith, id);
    removed += ids.length;
    if (ids.length < DOCUMENTS) break;
  }
  return removed;
}

async function oldDocuments({ db, now }: Kith): Promise<number[]> {
  const rows = await db
    .selectFrom("documents")
    .select("id")
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
  return rows.map(({ id }) => id);
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
