/**
 * iCalendar (RFC 5545): events as calendars read them. Instants are written in UTC, which every calendar understands and which no change of a zone's rules makes wrong;
 * whole days as dates.
 */
/* oxlint-disable no-control-regex */

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

/** 20260303T140500Z */
const instant = (at: number): string => `${new Date(at).toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}Z`;
/** 20260303, on the clocks of the zone. */
const date = (at: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString().replaceAll("-", "");

function times({ starts_at, ends_at, all_day, time_zone }: Entry): string[] {
  if (!all_day) return [`DTSTART:${instant(starts_at)}`, ...(ends_at === 0 ? [] : [`DTEND:${instant(ends_at)}`])];
  const start = `DTSTART;VALUE=DATE:${date(starts_at, time_zone)}`;
  return ends_at === 0 ? [start] : [start, `DTEND;VALUE=DATE:${date(ends_at, time_zone)}`];
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
    ...entries.flatMap(component),
    "END:VCALENDAR",
  ];
  return `${lines.map(fold).join("\r\n")}\r\n`;
}
