/** Recurrence rules as calendars write them (RFC 5545, 3.3.10 and 3.8.5): ours out, and those in that say no more than ours can. */
import { checkedRule, instantOf, localOf, type Recurrence, type Series, type Weekday } from "./rule.ts";

const NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** "2026-03-29T18:30" → "20260329T183000" */
export const localStamp = (local: string): string => `${local.replaceAll(/[-:]/g, "")}00`;
/** ms → "20260329T163000Z" */
export const utcStamp = (at: number): string => `${new Date(at).toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}Z`;

/**
 * The value of RRULE: "FREQ=WEEKLY;BYDAY=MO,TH". UNTIL is in UTC, as it must be beside a DTSTART with a zone, and a date beside a date.
 * @param all_day DTSTART is a date
 */
export function toRrule({ starts, time_zone, rule }: Series, all_day = false): string {
  const days = rule.weekdays.map((day) => NAMES[day - 1]).join(",");
  const last = `${rule.until}${starts.slice(10)}`;
  const parts = [
    `FREQ=${rule.freq.toUpperCase()}`,
    rule.interval > 1 ? `INTERVAL=${rule.interval}` : "",
    rule.monthday === 0 ? "" : `BYMONTHDAY=${rule.monthday}`,
    days === "" ? "" : `BYDAY=${rule.nth === 0 ? "" : rule.nth}${days}`,
    rule.count > 0 ? `COUNT=${rule.count}` : "",
    rule.until === "" ? "" : `UNTIL=${all_day ? rule.until.replaceAll("-", "") : utcStamp(instantOf(last, time_zone))}`,
  ];
  return parts.filter((part) => part !== "").join(";");
}

type Parts = ReadonlyMap<string, string>;
const numberIn = (parts: Parts, name: string, otherwise: number): number => {
  const text = parts.get(name);
  return text === undefined ? otherwise : /^[+-]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
};

/** BYDAY: days, and which of them in a month (also as BYSETPOS says it). */
function readDays(parts: Parts): { days: Weekday[]; nth: number } | undefined {
  const text = parts.get("BYDAY");
  if (text === undefined) return { days: [], nth: numberIn(parts, "BYSETPOS", 0) };
  const found = text.split(",").map((one) => /^([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)$/.exec(one));
  const nths = new Set(found.map((one) => one?.[1] ?? "?"));
  if (nths.size !== 1 || nths.has("?")) return undefined;
  const [nth = ""] = nths;
  const days = found.map((one) => (NAMES.indexOf(one?.[2] as (typeof NAMES)[number]) + 1) as Weekday);
  return { days, nth: nth === "" ? numberIn(parts, "BYSETPOS", 0) : Number(nth) };
}

/** The last local date; one whose moment is over before the clock of the series strikes on that date ends the day before. */
function readUntil(text: string | undefined, { starts, time_zone }: Omit<Series, "rule">): string {
  if (text === undefined) return "";
  const [, year = "", month = "", day = "", time, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d{6})(Z?))?$/.exec(text) ?? [];
  if (time === undefined) return `${year}-${month}-${day}`;
  const said = `${year}-${month}-${day}T${time.slice(0, 2)}:${time.slice(2, 4)}`;
  const local = utc === "Z" ? localOf(Date.parse(`${said}Z`), time_zone) : said;
  const date = Temporal.PlainDate.from(local.slice(0, 10));
  return (local.slice(11) < starts.slice(11) ? date.subtract({ days: 1 }) : date).toString();
}

const KNOWN = new Set(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "COUNT", "UNTIL", "WKST"]);

/** @returns undefined for rules that say more than ours can, and for what is no rule */
export function readRrule(text: string, from: Omit<Series, "rule">): Recurrence | undefined {
  if (text.length > 500) return undefined;
  const pairs = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .split(";");
  const parts = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const));
  const days = readDays(parts);
  if (days === undefined || parts.size !== pairs.length || ![...parts.keys()].every((name) => KNOWN.has(name))) return undefined;
  const start = Temporal.PlainDateTime.from(from.starts);
  const asked = { interval: numberIn(parts, "INTERVAL", 1), monthday: numberIn(parts, "BYMONTHDAY", 0), ...days };
  const freq = freqOf(parts, asked.interval);
  if (freq === undefined) return undefined;
  try {
    return checkedRule({
      ...freq,
      ...daysOf(freq.freq, asked, start),
      count: numberIn(parts, "COUNT", 0),
      until: readUntil(parts.get("UNTIL"), from),
      except: [],
    });
  } catch {
    return undefined;
  }
}

/** Some days of every day are a week's, and a year is twelve months, as long as nothing else is said of it. */
function freqOf(parts: Parts, interval: number): Pick<Recurrence, "freq" | "interval"> | undefined {
  const weeks_begin = parts.get("WKST") ?? "MO";
  switch (parts.get("FREQ")) {
    case "DAILY":
      if (!parts.has("BYDAY")) return { freq: "daily", interval };
      return interval === 1 ? { freq: "weekly", interval } : undefined;
    case "WEEKLY":
      // Where weeks begin matters only when some are left out.
      return interval === 1 || weeks_begin === "MO" ? { freq: "weekly", interval } : undefined;
    case "MONTHLY":
      return { freq: "monthly", interval };
    case "YEARLY":
      return parts.has("BYDAY") || parts.has("BYMONTHDAY") ? undefined : { freq: "monthly", interval: interval * 12 };
    default:
      return undefined;
  }
}

type Asked = { monthday: number; days: readonly Weekday[]; nth: number };

/** What is not said is as it is at the start. What cannot be is left to the check. */
function daysOf(freq: Recurrence["freq"], { monthday, days, nth }: Asked, start: Temporal.PlainDateTime) {
  if (freq === "weekly" && nth === 0 && monthday === 0)
    return { weekdays: days.length > 0 ? days : [start.dayOfWeek as Weekday], monthday: 0, nth: 0 };
  if (freq === "monthly" && days.length === 0 && nth === 0)
    return { weekdays: [], monthday: monthday === 0 ? start.day : monthday, nth: 0 };
  return { weekdays: days, monthday, nth };
}
