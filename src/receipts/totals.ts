/** What stays of receipts when the rows of deliveries go. */
import { sql } from "kysely";
import type { Kith } from "../kith.ts";
import type { Tx } from "../db/schema.ts";

/** Counts what became of one document that is about to be forgotten. Of a status with several documents the one with the most deliveries counts. */
export async function keepTotals(tx: Tx, { now }: Pick<Kith, "now">, document_id: number): Promise<void> {
  const count = (state: string) => sql<number>`coalesce(sum(case when deliveries.state = ${state} then 1 else 0 end), 0)`;
  const row = await tx
    .selectFrom("documents")
    .innerJoin("deliveries", "deliveries.document_id", "documents.id")
    .select([
      "documents.status_id",
      count("delivered").as("delivered"),
      count("refused").as("refused"),
      count("failed").as("failed"),
      count("suspended").as("suspended"),
    ])
    .where("documents.id", "=", document_id)
    .groupBy("documents.status_id")
    .executeTakeFirst();
  if (row?.status_id === undefined || row.status_id === null) return;
  const totals = {
    delivered: row.delivered,
    refused: row.refused,
    failed: row.failed,
    suspended: row.suspended,
    counted_at: now(),
  };
  const sum = (table: string) =>
    sql<number>`${sql.table(table)}.delivered + ${sql.table(table)}.refused + ${sql.table(table)}.failed + ${sql.table(table)}.suspended`;
  await tx
    .insertInto("receipt_totals")
    .values({ status_id: row.status_id, ...totals })
    .onConflict((oc) => oc.column("status_id").doUpdateSet(totals).where(sum("receipt_totals"), "<=", sum("excluded")))
    .execute();
}
