/**
 * One language and one time zone: the texts of the catalogues, and numbers, lists and instants as people there write them.
 *
 * Texts are ICU messages. Those without arguments are plain strings and cost a look-up; the others are parsed on first use.
 */
import { IntlMessageFormat } from "intl-messageformat";
import { LRUCache } from "lru-cache";
import { html, join, raw, type Html } from "../html.ts";
import { readCatalogue, type Key } from "./catalogue.ts";
import { dateFormat } from "./dates.ts";
import { jointsOf } from "./joints.ts";
import { directionOf, type Language } from "./languages.ts";
import { bareRefusal, openRefusals } from "./refusals.ts";
import type { Recurrence } from "../recurrence/rule.ts";
import { repeatsIn, weekdayNames } from "./repeats.ts";
import { openTimes, type Times } from "./times.ts";

/** What a message is told: `{name}` a text, `{count}` a number. */
export type Values = Readonly<Record<string, string | number>>;
/** As `Values`, and markup; `<a>words</a>` in a message goes through the function of that name. */
export type RichValues = Readonly<Record<string, string | number | Html | ((words: Html) => Html)>>;

export type Locale = {
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  /** A text: to be escaped where it is shown. @throws Error when a value is missing */
  readonly t: (key: Key, values?: Values) => string;
  /** A text with markup in it; what is no markup is escaped here. @throws Error when a value is missing */
  readonly rich: (key: Key, values: RichValues) => Html;
  /** What a refusal of the domain says, in words for people. @param message the sentence of the API */
  readonly refusal: (message: string) => string;
  /** Whether a name from outside is that of a text. */
  readonly knows: (name: string) => name is Key;
  /** 12345 → "12,345". */
  readonly number: (n: number) => string;
  /** 1234 → "1.2K", where room is scarce. */
  readonly shortNumber: (n: number) => string;
  /** "@a, @b, and @c". */
  readonly list: (items: readonly string[]) => string;
  /** The name of a language ("de" → "German") in this one; the tag itself when it has none. */
  readonly languageName: (tag: string) => string;
  /** "1.5 MB" of a number of bytes. */
  readonly bytes: (n: number) => string;
  readonly times: Times;
  /** "Every week on Tuesday". */
  readonly repeats: (rule: Recurrence) => string;
  /** The names of the days, Monday first. */
  readonly weekdays: readonly string[];
  /** "Tuesday, 3 March" of "2026-03-03". */
  readonly dayName: (iso: string) => string;
};

/** @returns the locale of a language and an IANA time zone, made once and kept while it is used; an unknown zone is UTC */
export type Locales = (language: Language, timeZone?: string) => Locale;

const MOST_KEPT = 100;

/** Catalogues are read when somebody first wants them. */
export function openLocales(): Locales {
  const texts = new Map<Language, Texts>();
  const locales = new LRUCache<string, Locale>({ max: MOST_KEPT });
  return (language, timeZone = "UTC") => {
    const name = `${language} ${timeZone}`;
    const kept = locales.get(name);
    if (kept !== undefined) return kept;
    const known = texts.get(language) ?? openTexts(language);
    texts.set(language, known);
    const made = makeLocale(language, isTimeZone(timeZone) ? timeZone : "UTC", known);
    locales.set(name, made);
    return made;
  };
}

/** Whether it names a time zone (IANA, such as `Europe/Berlin`). */
export function isTimeZone(name: string): boolean {
  if (name.length === 0 || name.length > 64) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

function makeLocale(language: Language, timeZone: string, { t, rich, knows, refusal }: Texts): Locale {
  const numbers = new Intl.NumberFormat(language);
  const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const lists = new Intl.ListFormat(language, { type: "conjunction" });
  const names = new Intl.DisplayNames(language, { type: "language", fallback: "none" });
  const dayNames = dateFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  return Object.freeze({
    language,
    direction: directionOf(language),
    t,
    rich,
    knows,
    refusal,
    number: (n: number) => numbers.format(n),
    shortNumber: (n: number) => short.format(n),
    list: (items: readonly string[]) => lists.format(items),
    languageName: (tag: string) => nameOf(names, tag),
    bytes: bytesIn(language),
    times: openTimes(language, timeZone, t),
    repeats: (rule: Recurrence) => repeatsIn({ t, list: (items) => lists.format(items), language }, rule),
    weekdays: weekdayNames(language),
    dayName: (iso: string) => dayNames.format(Date.parse(`${iso}T12:00Z`)),
  });
}

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag; // not a well-formed tag
  }
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function bytesIn(language: Language): (n: number) => string {
  // Of the shorter words for bytes English has no plural.
  const formats = UNITS.map((unit) => {
    const unitDisplay = unit === "byte" ? "long" : "short";
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 });
  });
  return (n) => {
    const step = n < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(n) / 3));
    return formats[step]?.format(n / 1000 ** step) ?? String(n);
  };
}

type Texts = Pick<Locale, "t" | "rich" | "knows" | "refusal">;

function openTexts(language: Language): Texts {
  const sources = readCatalogue(language);
  const messages = new Map<string, string | IntlMessageFormat>();
  const joints = jointsOf(language);
  const find = (key: Key): string | IntlMessageFormat => {
    const known = messages.get(key);
    if (known !== undefined) return known;
    const source = sources.get(key);
    if (source === undefined) throw new Error(`no text ${key} in ${language}`);
    const message = /[{<']/.test(source) ? new IntlMessageFormat(joints.mark(source), language) : source;
    messages.set(key, message);
    return message;
  };
  const refusals = openRefusals(language);
  return {
    refusal: (message) => refusals(message) ?? ended(bareRefusal(message)),
    knows: (name): name is Key => sources.has(name),
    t: (key, values) => {
      const message = find(key);
      return typeof message === "string" ? message : joints.join(String(message.format(values)));
    },
    rich: (key, values) => {
      const message = find(key);
      if (typeof message === "string") return html`${message}`;
      const parts = message.formatToParts<Html>(wrapped(values));
      const told = join(parts.map((part) => (part.type === LITERAL ? part.value : (part.value as Html))));
      return raw(joints.join(String(told)));
    },
  };
}

const ended = (sentence: string): string => (/[.!?。]$/.test(sentence) ? sentence : `${sentence}.`);

/** A part of a formatted message that is text; the other kind is a value as it was given. */
const LITERAL = 0;

type Wrapped = Parameters<typeof IntlMessageFormat.prototype.formatToParts<Html>>[0];

/** Functions for tags take what the library hands them, a list of strings and markup, as one piece of markup. */
function wrapped(values: RichValues): Wrapped {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "function" ? (parts: (string | Html)[]) => value(join(parts)) : value,
    ]),
  ) as Wrapped;
}
