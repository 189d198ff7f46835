/**
 * A rule as people choose it in a form: how often, and until when; which day of the month follows from the day on which it begins.
 *
 * Fields: `repeat` (a choice, "" = never), `repeat_interval`, `repeat_days` (several, 1–7, weekly), `repeat_until` (a date) or `repeat_count`.
 */
import { checkedRule, WORKDAYS, type Recurrence, type Weekday } from "./rule.ts";

export const REPEATS = [
  "daily",
  "workdays",
  "weekly",
  "monthly_date",
  "monthly_last_date",
  "monthly_weekday",
  "monthly_last_weekday",
] as const;
export type Repeat = (typeof REPEATS)[number];

/** What such a form holds: of a form of ours, or made of JSON. */
export type RepeatFields = { text: (name: string) => string; all: (name: string) => readonly string[] };

/**
 * @param starts local, "2026-03-29T18:30"
 * @param before the rule so far: what it leaves out stays left out
 * @returns undefined when it does not recur
 * @throws Refusal `invalid`
 */
export function readRepeat(form: RepeatFields, starts: string, before?: Recurrence): Recurrence | undefined {
  const repeat = REPEATS.find((one) => one === form.text("repeat"));
  if (repeat === undefined) return undefined;
  const number = (name: string, otherwise: number) => {
    const text = form.text(name).trim();
    return text === "" ? otherwise : Number(text);
  };
  const until = form.text("repeat_until").trim().slice(0, 10);
  return checkedRule({
    ...daysOf(repeat, starts, form.all("repeat_days")),
    interval: repeat === "workdays" ? 1 : number("repeat_interval", 1),
    until,
    count: until === "" ? number("repeat_count", 0) : 0,
    except: before?.except ?? [],
  });
}

function daysOf(repeat: Repeat, starts: string, days: readonly string[]) {
  const start = Temporal.PlainDate.from(starts.slice(0, 10));
  const own = start.dayOfWeek as Weekday;
  const none = { weekdays: [] as Weekday[], monthday: 0, nth: 0 };
  const monthly = { ...none, freq: "monthly" } as const;
  switch (repeat) {
    case "daily":
      return { ...none, freq: "daily" } as const;
    case "workdays":
      return { ...none, freq: "weekly", weekdays: WORKDAYS } as const;
    case "weekly":
      return {
        ...none,
        freq: "weekly",
        weekdays: days.length === 0 ? [own] : days.map((day) => Number(day) as Weekday),
      } as const;
    case "monthly_date":
      return { ...monthly, monthday: start.day };
    case "monthly_last_date":
      return { ...monthly, monthday: -1 };
    case "monthly_weekday":
      return { ...monthly, weekdays: [own], nth: Math.ceil(start.day / 7) };
    case "monthly_last_weekday":
      return { ...monthly, weekdays: [own], nth: -1 };
  }
}

/** The choice that makes such a rule, for showing the form again. */
export function repeatOf({ freq, interval, weekdays, monthday, nth }: Recurrence): Repeat {
  if (freq === "daily") return "daily";
  if (freq === "weekly") return interval === 1 && weekdays.join() === WORKDAYS.join() ? "workdays" : "weekly";
  if (nth !== 0) return nth === -1 ? "monthly_last_weekday" : "monthly_weekday";
  return monthday === -1 ? "monthly_last_date" : "monthly_date";
}

/** What the fields of such a form hold for a rule, or for none. */
export function fieldsOf(rule: Recurrence | undefined) {
  return {
    repeat: rule === undefined ? ("" as const) : repeatOf(rule),
    interval: String(rule?.interval ?? 1),
    days: rule?.freq === "weekly" ? rule.weekdays.map(String) : [],
    until: rule?.until ?? "",
    count: rule === undefined || rule.count === 0 ? "" : String(rule.count),
  };
}

/** The same as it was typed, for showing it again beside what was wrong. */
export const typedRepeat = (form: RepeatFields) => ({
  repeat: REPEATS.find((one) => one === form.text("repeat")) ?? ("" as const),
  interval: form.text("repeat_interval"),
  days: form.all("repeat_days"),
  until: form.text("repeat_until"),
  count: form.text("repeat_count"),
});
