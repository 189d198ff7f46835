/** Lets go of rows by their age, a portion at a time, so that nobody who writes waits for long. */
import { sql } from "kysely";
import type { Tx } from "./schema.ts";

/** Which column says how old a row is, in ms; `key` where many are of the same instant: then what goes at once is told apart by it. */
const AGES = Object.freeze({
  episodes: { age: "began_at" },
  group_mail_sent: { age: "sent_at" },
  insight_days: { age: "day", key: ["account_id", "day"] },
  insight_leavings: { age: "left_at", key: ["account_id", "follow_id"] },
  insight_reach: { age: "day", key: ["account_id", "day"] },
  insight_referrers: { age: "day", key: ["account_id", "day", "host"] },
  mail_counts: { age: "day" },
  mail_outbox: { age: "created_at" },
  mail_seen: { age: "seen_at" },
  team_log: { age: "created_at" },
}) satisfies Readonly<Record<string, { age: string; key?: readonly string[] }>>;
type Aged = { age: string; key?: readonly string[] };
/** Rows of a portion; without a key, those of the same instant go together. */
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
    const { age: column, key }: Aged = AGES[table];
    const [name, age] = [sql.table(table), sql.ref(column)];
    more =
      (await kith.write(async (tx) => {
        if (key !== undefined) {
          const columns = sql.join(key.map((one) => sql.ref(one)));
          const { numAffectedRows = 0n } = await sql`delete from ${name} where (${columns}) in
            (select ${columns} from ${name} where ${age} < ${before} order by ${age} limit ${sql.lit(PORTION)})`.execute(tx);
          return Number(numAffectedRows) === PORTION;
        }
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
