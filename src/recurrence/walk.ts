/** When a series is: its times in order, from any moment on, without walking through all that went before (but where they are counted). */
import { instantOf, type Recurrence, type Series } from "./rule.ts";

/** One time of a series. `date` is its local date: there is at most one a day, so that it names this time for ever; `at` in ms. */
export type Occurrence = { date: string; at: number };

/** So many periods in a row without a day, and there is none: even the fifth Sunday of a February comes again within forty years. */
const EMPTY = 720;
const LAST_YEAR = 9000;

const mondayOf = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 });

/** The day of a month that the rule names, or nothing in a month without one. */
function dayIn(first: Temporal.PlainDate, { monthday, nth, weekdays }: Recurrence): Temporal.PlainDate[] {
  const length = first.daysInMonth;
  if (nth === 0) return monthday > length ? [] : [first.with({ day: monthday === -1 ? length : monthday })];
  const early = ((((weekdays[0] ?? 1) - first.dayOfWeek) % 7) + 7) % 7;
  const day = nth === -1 ? early + 1 + 7 * Math.floor((length - 1 - early) / 7) : early + 1 + 7 * (nth - 1);
  return day > length ? [] : [first.with({ day })];
}

/** The days of the period so many after that of the start. */
function daysOf(rule: Recurrence, start: Temporal.PlainDate, period: number): Temporal.PlainDate[] {
  const ahead = period * rule.interval;
  if (rule.freq === "daily") return [start.add({ days: ahead })];
  if (rule.freq === "monthly") return dayIn(start.with({ day: 1 }).add({ months: ahead }), rule);
  const monday = mondayOf(start).add({ weeks: ahead });
  return rule.weekdays.map((day) => monday.add({ days: day - 1 }));
}

/** The period in which `date` lies, or one that is surely before it. */
function periodBefore(rule: Recurrence, start: Temporal.PlainDate, date: Temporal.PlainDate): number {
  const since = { daily: start, weekly: mondayOf(start), monthly: start.with({ day: 1 }) }[rule.freq];
  const unit = ({ daily: "days", weekly: "weeks", monthly: "months" } as const)[rule.freq];
  return Math.max(0, Math.floor(since.until(date, { largestUnit: unit })[unit] / rule.interval) - 1);
}

/**
 * Its times at `from` or later, ascending, without those left out; endless where the rule has no end.
 * @param from ms
 */
export function* occurrences({ starts, time_zone, rule }: Series, from = 0): Generator<Occurrence> {
  const first = Temporal.PlainDateTime.from(starts);
  const [start, clock] = [first.toPlainDate(), first.toPlainTime().toString({ smallestUnit: "minute" })];
  const earliest = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(time_zone).toPlainDate();
  const left_out = new Set(rule.except);
  let [period, counted, empty] = [rule.count > 0 ? 0 : periodBefore(rule, start, earliest), 0, 0];
  for (; empty < EMPTY; period += 1) {
    empty += 1;
    for (const day of daysOf(rule, start, period)) {
      if (Temporal.PlainDate.compare(day, start) < 0) continue;
      const date = day.toString();
      if (day.year > LAST_YEAR || (rule.until !== "" && date > rule.until)) return;
      if (rule.count > 0 && (counted += 1) > rule.count) return;
      empty = 0;
      if (left_out.has(date)) continue;
      const at = instantOf(`${date}T${clock}`, time_zone);
      if (at >= from) yield { date, at };
    }
  }
}

/** The next few. @param from ms: at that moment counts */
export function nextOccurrences(series: Series, from: number, limit: number): Occurrence[] {
  const found: Occurrence[] = [];
  if (limit < 1) return found;
  for (const one of occurrences(series, from)) if (found.push(one) >= limit) break;
  return found;
}

/** The first at `from` or later. */
export const nextOccurrence = (series: Series, from: number): Occurrence | undefined => nextOccurrences(series, from, 1)[0];
