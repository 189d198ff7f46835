/**
 * What recurs: the part of RFC 5545's recurrence rules that people ask for, as values. Times are those of a clock on a wall (a local time and an IANA
 * zone), so that "every day at nine" stays at nine when summer begins.
 */
import { invalid } from "../errors.ts";

/** ISO 8601: Monday is 1, Sunday 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export type Recurrence = {
  freq: "daily" | "weekly" | "monthly";
  /** Every so many days, weeks (they begin on Monday) or months. */
  interval: number;
  /** Weekly: on these days, ascending. Monthly with `nth`: the one day. Else empty. */
  weekdays: readonly Weekday[];
  /** Monthly: on this date, -1 = the last day; 0 = not by date. A month that has no such day is left out (RFC 5545 3.3.10). */
  monthday: number;
  /** Monthly: the first to fifth such weekday, -1 = the last; 0 = not so. A month that has no fifth is left out. */
  nth: number;
  /** The last local date ("2026-12-31") on which it may be, or "". */
  until: string;
  /** How many times at most, those left out included, as RFC 5545 counts; 0 = not said. Never together with `until`. */
  count: number;
  /** Local dates on which it is not. */
  except: readonly string[];
};

/** A rule and from when on: `starts` is local, "2026-03-29T18:30". The first time is the first that fits the rule, at `starts` or later. */
export type Series = { starts: string; time_zone: string; rule: Recurrence };

export const RECURRENCE_LIMITS = Object.freeze({ daily: 366, weekly: 104, monthly: 60, count: 1000, except: 500 });
export const ALL_WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
export const WORKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];

const isDate = (text: string): boolean => {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
};

function complaintOf(rule: Recurrence): string | undefined {
  const { freq, interval, weekdays, monthday, nth, until, count, except } = rule;
  const whole = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most;
  if (!(freq === "daily" || freq === "weekly" || freq === "monthly")) return "how often is unknown";
  if (!whole(interval, 1, RECURRENCE_LIMITS[freq])) return `the interval must be between 1 and ${RECURRENCE_LIMITS[freq]}`;
  if (weekdays.some((day) => !whole(day, 1, 7))) return "there are seven days in a week";
  if (weekdays.length !== (freq === "weekly" ? weekdays.length || 1 : nth === 0 ? 0 : 1)) return "the days do not fit";
  if (freq === "monthly" ? (monthday === 0) === (nth === 0) : monthday !== 0 || nth !== 0) return "a day of the month is missing";
  if (!whole(monthday, -1, 31) || !whole(nth, -1, 5)) return "no month has such a day";
  if (until !== "" && (!isDate(until) || count !== 0)) return "the last day is no date";
  if (!whole(count, 0, RECURRENCE_LIMITS.count)) return `at most ${RECURRENCE_LIMITS.count} times`;
  return except.length > RECURRENCE_LIMITS.except || !except.every(isDate) ? "what is left out are no dates" : undefined;
}

/** In one form: days and dates ascending, each once. @throws Refusal `invalid`, one sentence on what is wrong */
export function checkedRule(rule: Recurrence): Recurrence {
  const tidy = {
    ...rule,
    weekdays: [...new Set(rule.weekdays)].sort((a, b) => a - b),
    except: [...new Set(rule.except)].sort(),
  };
  const complaint = complaintOf(tidy);
  if (complaint !== undefined) throw invalid(`Validation failed: Recurrence: ${complaint}`);
  return tidy;
}

/** What a clock in the zone shows: "2026-03-29T18:30". @param at ms */
export const localOf = (at: number, time_zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(time_zone).toPlainDateTime().toString({ smallestUnit: "minute" });

/** Ms. A time that is skipped or comes twice is read as RFC 5545 3.3.5 says: by the offset before the change. */
export const instantOf = (local: string, time_zone: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(time_zone, { disambiguation: "compatible" }).epochMilliseconds;

/** The same rule, without one date. */
export const without = (rule: Recurrence, date: string): Recurrence => checkedRule({ ...rule, except: [...rule.except, date] });
