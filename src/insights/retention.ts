/**
 * Who of those who joined in a period was still here later.
 *
 * What is kept of a person is when they were last here, so "still here in a period" means: here in it or after it. A person who was away for a
 * while in between counts as having stayed, which is what the word promises.
 */
import { sql } from "kysely";
import { isPerson } from "../accounts/users.ts";
import type { Kith } from "../kith.ts";
import { DAY } from "./days.ts";

export type Frequency = "day" | "month";
export type Cohort = { period: number; frequency: Frequency; data: { date: number; rate: number; value: number }[] };

const MOST: Readonly<Record<Frequency, number>> = { day: 60, month: 24 };
const KEPT = 300_000;

/** The beginnings of the periods from the first to the last, and the end of the last: at most 60 days or 24 months. UTC. */
function periodsOf(frequency: Frequency, start_at: number, end_at: number): number[] {
  const first = new Date(start_at);
  const at = (n: number) =>
    frequency === "day"
      ? Math.floor(start_at / DAY) * DAY + n * DAY
      : Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n, 1);
  const starts = [];
  for (let n = 0; n < MOST[frequency] && at(n) <= end_at; n++) starts.push(at(n));
  return starts.length === 0 ? [at(0), at(1)] : [...starts, at(starts.length)];
}

export async function loadRetention(
  kith: Pick<Kith, "db" | "cache" | "now">,
  asked: { frequency: Frequency; start_at: number; end_at: number },
): Promise<Cohort[]> {
  const { frequency, start_at } = asked;
  const bounds = periodsOf(frequency, start_at, Math.min(asked.end_at, kith.now()));
  const cache = kith.cache<{ cohorts: Cohort[]; until: number }>("retention", 50);
  const name = JSON.stringify([frequency, bounds]);
  const known = cache.get(name);
  if (known !== undefined && known.until > kith.now()) return known.cohorts;
  const [first = 0, last = 0] = [bounds[0], bounds.at(-1)];
  const { rows } = await sql<{ joined: number; seen: number; people: number }>`
    select cast(created_at / ${sql.lit(DAY)} as bigint) as joined, cast(last_seen_at / ${sql.lit(DAY)} as bigint) as seen, count(*) as people
    from users where created_at >= ${first} and created_at < ${last} and ${isPerson} group by 1, 2`.execute(kith.db);
  const people = rows.map(({ joined, seen, people: count }) => ({
    joined: joined * DAY,
    seen: seen * DAY,
    count: Number(count),
  }));
  const starts = bounds.slice(0, -1);
  const cohorts = starts.map((period, index) => {
    const end = bounds[index + 1] ?? period;
    const joined = people.filter((one) => one.joined >= period && one.joined < end);
    const size = joined.reduce((all, { count }) => all + count, 0);
    const data = starts.slice(index).map((date, later) => {
      // Whoever joined was here in that very period.
      const value = later === 0 ? size : joined.reduce((all, { seen, count }) => all + (seen >= date ? count : 0), 0);
      return { date, rate: size === 0 ? 0 : value / size, value };
    });
    return { period, frequency, data };
  });
  cache.set(name, { cohorts, until: kith.now() + KEPT });
  return cohorts;
}
