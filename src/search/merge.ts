/**
 * Keeps the index of words in few pieces. On SQLite each transaction that writes words makes a segment, and FTS5 merges them four by four: a
 * search would look into a dozen for each of its words. PostgreSQL's autovacuum does the like by itself.
 */
import { sql, type RawBuilder } from "kysely";
import type { Kith } from "../kith.ts";

/** Pages that are written in one transaction, some ms, so that nobody waits long for the writer. */
const PAGES = 100;
const STEPS = 25;

/** Merges a bounded part of what there is to merge; the next run goes on. */
export async function mergeWords(kith: Kith): Promise<void> {
  if (kith.engine !== "sqlite") return;
  const pages = sql.lit(PAGES);
  for (const merge of [
    sql`insert into status_words (status_words, rank) values ('merge', ${pages})`,
    sql`insert into search_grams (search_grams, rank) values ('merge', ${pages})`,
  ]) {
    let more = true;
    for (let step = 0; more && step < STEPS; step++) more = await mergeNext(kith, merge);
  }
}

/** Whether there was something to merge: it counts as a change beside that of the command itself. */
async function mergeNext(kith: Kith, merge: RawBuilder<unknown>): Promise<boolean> {
  const changes = sql<{ count: number }>`select total_changes() as count`;
  return await kith.write(async (tx) => {
    const before = await changes.execute(tx);
    await merge.execute(tx);
    const after = await changes.execute(tx);
    return (after.rows[0]?.count ?? 0) - (before.rows[0]?.count ?? 0) >= 2;
  });
}
