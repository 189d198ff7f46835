/** How far pruning has come, between two runs. */
import type { Reads, Row, Tx } from "../db/schema.ts";

/** Ids after which the next walks begin: through statuses, accounts and tags. `exhausted_at`: a walk has gone all the way round, and it was not enough. */
export type Pruning = { cursor: number; account: number; tag: number; exhausted_at: number };

const KEY = "pruning";

export async function loadPruning(db: Reads): Promise<Pruning> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return { cursor: 0, account: 0, tag: 0, exhausted_at: 0, ...(row === undefined ? {} : (JSON.parse(row.value) as Pruning)) };
}

export async function savePruning(tx: Tx, state: Pruning): Promise<void> {
  const value = JSON.stringify(state);
  await tx
    .insertInto("settings")
    .values({ key: KEY, value })
    .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
    .execute();
}

/** The newest first. */
export const loadRuns = async (db: Reads, limit: number): Promise<Row<"prunings">[]> =>
  await db.selectFrom("prunings").selectAll().orderBy("id", "desc").limit(limit).execute();

/** Of all runs that are remembered. */
export async function loadPruned(db: Reads): Promise<{ statuses: number; accounts: number; files: number; bytes: number }> {
  const row = await db
    .selectFrom("prunings")
    .select(({ fn }) => [
      fn.sum<number | null>("statuses").as("statuses"),
      fn.sum<number | null>("accounts").as("accounts"),
      fn.sum<number | null>("files").as("files"),
      fn.sum<number | null>("bytes").as("bytes"),
    ])
    .executeTakeFirst();
  const { statuses, accounts, files, bytes } = row ?? {};
  return {
    statuses: Number(statuses ?? 0),
    accounts: Number(accounts ?? 0),
    files: Number(files ?? 0),
    bytes: Number(bytes ?? 0),
  };
}
