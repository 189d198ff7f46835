/**
 * iCalendar (RFC 5545): events as calendars read them. Times stand on the clocks of their zone, which comes along as a VTIMEZONE, so that what recurs stays at its hour; whole
 * days are dates.
 */
/* oxlint-disable no-control-regex */
import { localStamp, toRrule, utcStamp as instant } from "../recurrence/rrule.ts";
import { instantOf, localOf, type Series } from "../recurrence/rule.ts";
import { toTimeZone } from "./zones.ts";

export type Entry = {
  /** Stays the same for ever. */
  uid: string;
  sequence: number;
  /** ms: when this was written, and when the event was made and last changed. */
  stamp: number;
  created: number;
  modified: number;
  /** ms; `ends_at` 0 = not said. */
  starts_at: number;
  ends_at: number;
  all_day: boolean;
  time_zone: string;
  title: string;
  /** Plain text. */
  description: string;
  location: string;
  latitude: string;
  longitude: string;
  url: string;
  status: "CONFIRMED" | "TENTATIVE" | "CANCELLED";
  categories: readonly string[];
  organiser: { name: string; url: string };
  /** It comes again by this rule, `starts_at` being the first time. */
  series?: Series | undefined;
};

/** Octets in a line, without its end (3.1). */
const LINE = 75;

/** Backslash, semicolon, comma and line ends (3.3.11); other control characters are not text. */
export const escapeText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
    .replaceAll(/[\\;,]/g, (letter) => `\\${letter}`)
    .replaceAll("\n", "\\n");

/** Cut into lines of at most 75 octets, never inside a character; those after the first begin with a space (3.1). */
export function fold(line: string): string {
  const lines: string[] = [];
  let [current, octets] = ["", 0];
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (octets + size > LINE) {
      lines.push(current);
      [current, octets] = [" ", 1];
    }
    current += letter;
    octets += size;
  }
  return [...lines, current].join("\r\n");
}

/** The value of a parameter: quoted, without what quotes cannot hold (3.2). */
const parameter = (text: string): string => `"${text.replaceAll(/[\u0000-\u001f"\u007f]/g, "")}"`;

/** 20260303, on the clocks of the zone. */
const date = (at: number, zone: string): string => localStamp(localOf(at, zone)).slice(0, 8);

/** DTSTART, DTEND and the like. */
function at(name: string, ms: number, { all_day, time_zone }: Pick<Entry, "all_day" | "time_zone">): string {
  if (all_day) return `${name};VALUE=DATE:${date(ms, time_zone)}`;
  const local = localOf(ms, time_zone);
  // What the clock shows a second time, and seconds, only UTC can say.
  const said = !isPlain(time_zone) && instantOf(local, time_zone) === ms;
  return said ? `${name};TZID=${time_zone}:${localStamp(local)}` : `${name}:${instant(ms)}`;
}

/** Zones that need no description: UTC, and those whose name no calendar could write. */
const isPlain = (zone: string): boolean => /^(?:UTC|GMT|Etc\/(?:UTC|GMT|UCT|Zulu))$/i.test(zone) || !/^[\w+/-]+$/.test(zone);

const times = (entry: Entry): string[] => [
  at("DTSTART", entry.starts_at, entry),
  ...(entry.ends_at === 0 ? [] : [at("DTEND", entry.ends_at, entry)]),
  ...recurrence(entry),
];

function recurrence(entry: Entry): string[] {
  const { series, all_day, time_zone } = entry;
  if (series === undefined) return [];
  const clock = localOf(entry.starts_at, time_zone).slice(10);
  const left_out = series.rule.except.map((day) =>
    all_day
      ? `EXDATE;VALUE=DATE:${day.replaceAll("-", "")}`
      : isPlain(time_zone)
        ? `EXDATE:${localStamp(`${day}${clock}`)}Z`
        : `EXDATE;TZID=${time_zone}:${localStamp(`${day}${clock}`)}`,
  );
  return [`RRULE:${toRrule(series, all_day)}`, ...left_out];
}

/** One of each zone that is named. */
function zonesOf(entries: readonly Entry[]): string[] {
  const named = entries.filter(({ all_day, time_zone }) => !all_day && !isPlain(time_zone));
  const groups = Map.groupBy(named, ({ time_zone }) => time_zone);
  return [...groups].flatMap(([zone, those]) => {
    const starts = those.map(({ starts_at }) => starts_at);
    return toTimeZone(
      zone,
      Math.min(...starts),
      Math.max(...those.map(({ ends_at, starts_at }) => Math.max(ends_at, starts_at))),
    );
  });
}

const component = (entry: Entry): string[] => [
  "BEGIN:VEVENT",
  `UID:${escapeText(entry.uid)}`,
  `DTSTAMP:${instant(entry.stamp)}`,
  `CREATED:${instant(entry.created)}`,
  `LAST-MODIFIED:${instant(entry.modified)}`,
  `SEQUENCE:${entry.sequence}`,
  ...times(entry),
  `SUMMARY:${escapeText(entry.title)}`,
  ...(entry.description === "" ? [] : [`DESCRIPTION:${escapeText(entry.description)}`]),
  ...(entry.location === "" ? [] : [`LOCATION:${escapeText(entry.location)}`]),
  ...(entry.latitude === "" ? [] : [`GEO:${Number(entry.latitude)};${Number(entry.longitude)}`]),
  `URL:${entry.url}`,
  `STATUS:${entry.status}`,
  ...(entry.categories.length === 0 ? [] : [`CATEGORIES:${entry.categories.map(escapeText).join(",")}`]),
  `ORGANIZER;CN=${parameter(entry.organiser.name)}:${entry.organiser.url}`,
  "END:VEVENT",
];

/** A whole calendar. @param name what it is called; "" for a single event */
export function toCalendar(entries: readonly Entry[], name = ""): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Kith//Events//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    ...(name === ""
      ? []
      : [`NAME:${escapeText(name)}`, `X-WR-CALNAME:${escapeText(name)}`, "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]),
    ...zonesOf(entries),
    ...entries.flatMap(component),
    "END:VCALENDAR",
  ];
  return `${lines.map(fold).join("\r\n")}\r\n`;
}
