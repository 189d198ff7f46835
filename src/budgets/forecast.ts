/** When something is full, if it goes on growing as it has. */
import type { Reads } from "../db/schema.ts";

const DAY = 86_400_000;
/** ms: what is looked back on, and the least that says anything. */
const LOOK_BACK = 30 * DAY;
const LEAST = 2 * DAY;

/** Days until `used` has grown to `ceiling` (0: it has none); undefined when it does not grow, or nobody can say yet. */
export async function daysUntilFull(
  db: Reads,
  {
    gauges,
    used,
    ceiling,
    now,
  }: { gauges: readonly ("database" | "media" | "remote")[]; used: number; ceiling: number; now: number },
): Promise<number | undefined> {
  if (ceiling === 0) return undefined;
  if (used >= ceiling) return 0;
  const first = await db
    .selectFrom("gauges")
    .select(["at"])
    .where("name", "in", [...gauges])
    .where("at", ">=", now - LOOK_BACK)
    .orderBy("at")
    .limit(1)
    .executeTakeFirst();
  if (first === undefined || now - first.at < LEAST) return undefined;
  const rows = await db
    .selectFrom("gauges")
    .select("value")
    .where("name", "in", [...gauges])
    .where("at", "=", first.at)
    .execute();
  const before = rows.reduce((sum, { value }) => sum + value, 0);
  const daily = (used - before) / ((now - first.at) / DAY);
  return daily <= 0 ? undefined : Math.floor((ceiling - used) / daily);
}
