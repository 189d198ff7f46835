/** A recurrence rule in words: "Every 2 weeks on Tuesday and Friday, until 1 July 2026". */
import type { Recurrence } from "../recurrence/rule.ts";
import { dateFormat } from "./dates.ts";
import type { Locale } from "./locale.ts";

/** 1 January 2024 was a Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

/** The names of the days, Monday first. */
export function weekdayNames(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, at) => format.format(MONDAY + at * DAY));
}

export function repeatsIn({ t, list, language }: Pick<Locale, "t" | "list" | "language">, rule: Recurrence): string {
  const often = howOften(rule, { t, list, names: weekdayNames(language) });
  const what = isRare(rule) ? t("recurrence.says_rare", { what: often }) : often;
  if (rule.count > 0) return t("recurrence.ends_count", { what, count: rule.count });
  if (rule.until === "") return what;
  const day = dateFormat(language, { dateStyle: "long", timeZone: "UTC" });
  return t("recurrence.ends_until", { what, date: day.format(Date.parse(`${rule.until}T00:00Z`)) });
}

/** Not every month has such a day. */
const isRare = ({ monthday, nth }: Recurrence): boolean => monthday > 28 || nth === 5;

type Words = Pick<Locale, "t" | "list"> & { names: readonly string[] };

function howOften({ freq, interval, weekdays, monthday, nth }: Recurrence, { t, list, names }: Words): string {
  const days = weekdays.map((day) => names[day - 1] ?? "");
  if (freq === "daily") return t("recurrence.says_daily", { interval });
  if (freq === "weekly")
    return interval === 1 && weekdays.join() === "1,2,3,4,5"
      ? t("recurrence.says_workdays")
      : t("recurrence.says_weekly", { interval, days: list(days) });
  // The names of choices begin with a letter.
  if (nth !== 0) return t("recurrence.says_weekday", { interval, nth: nth === -1 ? "last" : `n${nth}`, day: days[0] ?? "" });
  return monthday === -1
    ? t("recurrence.says_last_day", { interval })
    : t("recurrence.says_monthday", { interval, day: monthday });
}
