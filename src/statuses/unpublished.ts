/** What an account keeps for itself until it is published, drafts and scheduled statuses alike: nobody else ever sees a row of it. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";

type Table = "drafts" | "scheduled_statuses";

/** Both have `id` and `account_id`, so a query of the one is a query of the other. */
const rowsOf = (db: Reads, table: Table, account_id: number) =>
  db
    .selectFrom(table as "drafts")
    .selectAll()
    .where("account_id", "=", account_id);

/** Newest first, in pages by id. */
export async function loadUnpublished<T extends Table>(
  db: Reads,
  table: T,
  account_id: number,
  paging: Paging,
): Promise<Row<T>[]> {
  const rows = await paged(rowsOf(db, table, account_id), "id", paging).execute();
  return inOrder(rows, paging) as Row<Table>[] as Row<T>[];
}

/** @throws Refusal `missing`, also for somebody else's */
export async function getUnpublished<T extends Table>(db: Reads, table: T, account_id: number, id: number): Promise<Row<T>> {
  const row = await rowsOf(db, table, account_id).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row as Row<Table> as Row<T>;
}
