/**
 * Keeps the index of words in few pieces. On SQLite each transaction that writes words makes a segment, and FTS5 merges them four by four: a
 * search would look into a dozen for each of its words. PostgreSQL's autovacuum does the like by itself.
 */
import { sql } from "kysely";
import type { Kith } from "../kith.ts";

/** Pages that are written in one transaction, some ms, so that nobody waits long for the writer. */
const PAGES = 100;
const STEPS = 25;

/** Merges a bounded part of what there is to merge; the next run goes on. */
export async function mergeWords(kith: Kith): Promise<void> {
  if (kith.engine !== "sqlite") return;
  for (const table of ["status_words", "search_grams"]) {
    let more = true;
    for (let step = 0; more && step < STEPS; step++) more = await mergeNext(kith, table);
  }
}

/** Whether there was something to merge: it counts as a change beside that of the command itself. */
async function mergeNext(kith: Kith, table: string): Promise<boolean> {
  const [name, column] = [sql.table(table), sql.ref(table)];
  const changes = sql<{ count: number }>`select total_changes() as count`;
  return await kith.write(async (tx) => {
    const before = await changes.execute(tx);
    await sql`insert into ${name} (${column}, rank) values ('merge', ${sql.lit(PAGES)})`.execute(tx);
    const after = await changes.execute(tx);
    return (after.rows[0]?.count ?? 0) - (before.rows[0]?.count ?? 0) >= 2;
  });
}
