/** When letters that sum something up are due: in the morning of their reader, and not all at once. */
import { hash32 } from "../ids.ts";
import type { Locale } from "../words/locale.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MONDAY = 1;

/**
 * The next eight o'clock on the reader's clocks, of any day or of a Monday, and up to an hour later: each has a minute of their own, so that a mail server
 * is not asked for all letters of a time zone in the same moment. All in ms.
 */
export function nextMorning(locale: Locale, every: "daily" | "weekly", id: number, now: number): number {
  const { times } = locale;
  const spread = hash32(`morning/${id}`) % HOUR;
  // Counted in days of the calendar: an hour before midnight, 24 hours later may be the day after the next.
  const today = Date.parse(`${times.isoDay(now)}T00:00Z`);
  for (let days = 0; days < 9; days++) {
    const day = new Date(today + days * DAY).toISOString().slice(0, 10);
    if (every === "weekly" && new Date(`${day}T00:00Z`).getUTCDay() !== MONDAY) continue;
    const at = times.readMinute(`${day}T08:00`) + spread;
    if (at > now) return at;
  }
  return now + (every === "weekly" ? 7 : 1) * DAY;
}
