/** Finds what an account has come again and again, and when it comes. */
import { fromJson } from "../db/columns.ts";
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Series } from "../recurrence/rule.ts";
import { nextOccurrences, occurrences, type Occurrence } from "../recurrence/walk.ts";

export type Recurring = Row<"recurring_statuses">;

/** As many as one may have. */
export const MOST_RECURRING = 50;

export const seriesOf = ({ starts, time_zone, rule }: Pick<Recurring, "starts" | "time_zone" | "rule">): Series => ({
  starts,
  time_zone,
  rule: fromJson(rule),
});

/** The newest first. */
export const loadRecurring = async (db: Reads, account_id: number): Promise<Recurring[]> =>
  await db
    .selectFrom("recurring_statuses")
    .selectAll()
    .where("account_id", "=", account_id)
    .orderBy("id", "desc")
    .limit(MOST_RECURRING)
    .execute();

/** @throws Refusal `missing`, also for somebody else's */
export async function getRecurring(db: Reads, account_id: number, id: number): Promise<Recurring> {
  const row = await db
    .selectFrom("recurring_statuses")
    .selectAll()
    .where("id", "=", id)
    .where("account_id", "=", account_id)
    .executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/** When it comes next; none while it rests. */
export const nextRuns = (row: Recurring, limit: number): Occurrence[] =>
  row.due_at === 0 ? [] : nextOccurrences(seriesOf(row), row.due_at, limit);

/** All that is still to come in a span (ms) of what does not rest. */
export async function loadRuns(
  { db, now }: Pick<Kith, "db" | "now">,
  account_id: number,
  { from, until }: { from: number; until: number },
): Promise<{ recurring: Recurring; at: number }[]> {
  if (until <= now()) return [];
  const runs = [];
  for (const recurring of await loadRecurring(db, account_id)) {
    if (recurring.due_at === 0) continue;
    for (const { at } of occurrences(seriesOf(recurring), Math.max(from, recurring.due_at))) {
      if (at >= until) break;
      runs.push({ recurring, at });
    }
  }
  return runs;
}
