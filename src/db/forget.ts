/** Lets go of rows by their age, a portion at a time, so that nobody who writes waits for long. */
import { sql } from "kysely";
import type { Tx } from "./schema.ts";

/** Which column says how old a row is, in ms. */
const AGES = Object.freeze({
  episodes: "began_at",
  group_mail_sent: "sent_at",
  mail_counts: "day",
  mail_outbox: "created_at",
  mail_seen: "seen_at",
  team_log: "created_at",
});
/** Rows of a portion; those of the same instant go together. */
const PORTION = 1000;

type Writes = { write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T> };

/**
 * Removes a portion of each table's rows that are older than `before` (ms), the oldest first.
 *
 * @returns whether there is more: upkeep then comes again
 */
export async function forgetOlder(kith: Writes, tables: Readonly<Partial<Record<keyof typeof AGES, number>>>): Promise<boolean> {
  let more = false;
  for (const [table, before] of Object.entries(tables) as [keyof typeof AGES, number][]) {
    const [name, age] = [sql.table(table), sql.ref(AGES[table])];
    more =
      (await kith.write(async (tx) => {
        const last = await sql<{
          at: number;
        }>`select ${age} as at from ${name} where ${age} < ${before} order by ${age} limit 1 offset ${sql.lit(PORTION - 1)}`.execute(
          tx,
        );
        const at = last.rows[0]?.at;
        await sql`delete from ${name} where ${age} <= ${at ?? before - 1}`.execute(tx);
        return at !== undefined;
      })) || more;
  }
  return more;
}
