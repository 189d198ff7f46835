/** Instants and spans in the words of a language and the days of a time zone. All numbers are ms since 1970, or ms. */
import type { Key } from "./catalogue.ts";
import { dateFormat } from "./dates.ts";
import type { Language } from "./languages.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Other zones that are kept beside each. */
const MOST_ZONES = 50;

export type Times = {
  readonly timeZone: string;
  /** "now", "14 min", "5 hr", "Tue", "12 Mar", "12 Mar 2023". */
  readonly short: (at: number, now: number) => string;
  /** "just now", "3 minutes ago", "5 hours ago", then as `short`. */
  readonly ago: (at: number, now: number) => string;
  /** How long until an instant: "14 min", "5 hr", "3 days". */
  readonly left: (until: number, now: number) => string;
  /** "Tuesday 3 March 2026 at 14:05 CET". */
  readonly whole: (at: number) => string;
  /** "3 Mar 2026, 14:05". */
  readonly dateTime: (at: number) => string;
  /** "14:05". */
  readonly clock: (at: number) => string;
  /** "3 March 2026". */
  readonly day: (at: number) => string;
  /** "March 2026". */
  readonly month: (at: number) => string;
  /** "2026-03-03" and "2026-03-03T14:05", as date fields of forms want them. */
  readonly isoDay: (at: number) => string;
  readonly isoMinute: (at: number) => string;
  /** The instant of "2026-03-03T14:05" on the clocks of the zone; NaN when it is no such thing. */
  readonly readMinute: (text: string) => number;
  /** From when until when, in words: "Tuesday 3 March 2026 at 14:05 CET – 16:00", of whole days "3 March 2026 – 5 March 2026". */
  readonly span: (span: Span) => string;
  /** The same language elsewhere. @param zone IANA */
  readonly inZone: (zone: string) => Times;
};

/** `ends_at` 0 = not said; of whole days it is the midnight after the last. */
export type Span = { starts_at: number; ends_at: number; all_day: boolean };

export function openTimes(language: Language, timeZone: string, t: (key: Key) => string): Times {
  const f = formatsOf(language, timeZone);
  const yearOf = (at: number) => f.iso.format(at).slice(0, 4);
  const short = (at: number, now: number): string => {
    const ago = now - at;
    if (ago < MINUTE) return t("common.now");
    if (ago < HOUR) return f.minutes.format(Math.floor(ago / MINUTE));
    if (ago < DAY) return f.hours.format(Math.floor(ago / HOUR));
    if (ago < 7 * DAY) return f.weekday.format(at);
    return (yearOf(at) === yearOf(now) ? f.date : f.dateAndYear).format(at);
  };
  const zones = new Map<string, Times>();
  const isoMinute = (at: number) => f.iso.format(at).replace(", ", "T").replace(" ", "T").slice(0, 16);
  return Object.freeze({
    timeZone,
    short,
    ago: (at: number, now: number) => {
      const ago = now - at;
      if (ago < MINUTE) return t("common.just_now");
      if (ago >= DAY) return short(at, now);
      return ago < HOUR
        ? f.relative.format(-Math.floor(ago / MINUTE), "minute")
        : f.relative.format(-Math.floor(ago / HOUR), "hour");
    },
    left: (until: number, now: number) => {
      const left = Math.max(0, until - now);
      if (left < HOUR) return f.minutes.format(Math.max(1, Math.ceil(left / MINUTE)));
      return left < 2 * DAY ? f.hours.format(Math.round(left / HOUR)) : f.days.format(Math.round(left / DAY));
    },
    whole: (at: number) => f.whole.format(at),
    dateTime: (at: number) => f.dateTime.format(at),
    clock: (at: number) => f.clock.format(at),
    day: (at: number) => f.day.format(at),
    month: (at: number) => f.month.format(at),
    isoDay: (at: number) => isoMinute(at).slice(0, 10),
    isoMinute,
    readMinute: (text: string) => readMinute(text, timeZone),
    span: ({ starts_at, ends_at, all_day }: Span) => {
      const form = all_day ? f.day : f.whole;
      const end = all_day ? ends_at - 1 : ends_at;
      const same = isoMinute(starts_at).slice(0, 10) === isoMinute(end).slice(0, 10);
      if (end <= starts_at || (all_day && same)) return form.format(starts_at);
      return `${form.format(starts_at)} \u2013 ${(same ? f.clock : form).format(end)}`;
    },
    inZone: (zone: string) => {
      const known = zone === timeZone ? undefined : (zones.get(zone) ?? openTimes(language, zone, t));
      if (known !== undefined && zones.size < MOST_ZONES) zones.set(zone, known);
      return known ?? openTimes(language, timeZone, t);
    },
  });
}

/** Formatters are dear to make (some 30 µs) and cheap to use. */
function formatsOf(language: Language, timeZone: string) {
  const instant = (options: Intl.DateTimeFormatOptions) => dateFormat(language, { ...options, timeZone });
  const span = (unit: "minute" | "hour" | "day", unitDisplay: "short" | "long") =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay });
  return {
    minutes: span("minute", "short"),
    hours: span("hour", "short"),
    days: span("day", "long"),
    relative: new Intl.RelativeTimeFormat(language === "en" ? "en-GB" : language, { numeric: "always" }),
    weekday: instant({ weekday: "short" }),
    date: instant({ day: "numeric", month: "short" }),
    dateAndYear: instant({ day: "numeric", month: "short", year: "numeric" }),
    whole: instant({
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
    }),
    dateTime: instant({ dateStyle: "medium", timeStyle: "short" }),
    clock: instant({ timeStyle: "short" }),
    day: instant({ dateStyle: "long" }),
    month: instant({ month: "long", year: "numeric" }),
    // Swedes write dates as ISO 8601 does.
    iso: new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone }),
  };
}

/** Years are written with four digits, here and wherever it is another day. */
const [EARLIEST, LATEST] = [Date.UTC(1001, 0, 1), Date.UTC(9999, 11, 30)];

/**
 * As RFC 5545 (3.3.5) reads it, and with it whatever comes again and all calendars: what a clock shows twice is the first of these, what it skips is read by the
 * offset before the change.
 */
function readMinute(text: string, timeZone: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return Number.NaN;
  const wanted = Date.parse(`${text}Z`);
  // 30 February is no day, and not the second of March either.
  if (Number.isNaN(wanted) || new Date(wanted).toISOString().slice(0, 16) !== text) return Number.NaN;
  if (wanted < EARLIEST || wanted > LATEST) return Number.NaN;
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone, { disambiguation: "compatible" }).epochMilliseconds;
}
