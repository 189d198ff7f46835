/** Days and weeks on the server's clocks. A day is called by the instant at which it begins; weeks begin on Mondays. */
import type { Kith } from "../kith.ts";
import type { Times } from "../words/times.ts";

export const DAY = 86_400_000;

type Clocks = Pick<Times, "isoDay" | "readMinute">;

/** The clocks by which days are counted: those of the server. */
export const clocksOf = ({ instance, locales }: Pick<Kith, "instance" | "locales">): Clocks =>
  locales("en", instance.time_zone).times;

/** "2026-03-03" a number of days on, by the calendar. */
export const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T12:00Z`) + days * DAY).toISOString().slice(0, 10);

/** When a date begins: at midnight, or where clocks are put forward at midnight, when it is over. */
export const beginOf = (clocks: Pick<Clocks, "readMinute">, date: string): number => clocks.readMinute(`${date}T00:00`);

/** When the day of an instant began. */
export const startOfDay = (clocks: Clocks, at: number): number => beginOf(clocks, clocks.isoDay(at));

/** When the day of an instant ends: 23 hours after its beginning, or 25, where clocks change. Never what it was given. */
export function endOfDay(clocks: Clocks, at: number): number {
  const date = clocks.isoDay(at);
  for (let days = 1; ; days++) {
    // Zones that crossed the date line have left out a whole day.
    const next = beginOf(clocks, dateAfter(date, days));
    if (next > at) return next;
  }
}

/** The Monday of a date's week. */
export const mondayOf = (date: string): string => dateAfter(date, -((new Date(`${date}T12:00Z`).getUTCDay() + 6) % 7));
