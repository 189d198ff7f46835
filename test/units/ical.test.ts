/** Calendars as RFC 5545 wants them: any text survives, no line is too long, and times are right whatever the zone. */
/* oxlint-disable no-control-regex */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, toCalendar, type Entry } from "../../src/events/ical.ts";
import { toTimeZone } from "../../src/events/zones.ts";

const entry = (values: Partial<Entry> = {}): Entry => ({
  uid: "https://alpha.test/users/1/statuses/2",
  sequence: 0,
  stamp: Date.UTC(2026, 0, 1),
  created: Date.UTC(2026, 0, 1),
  modified: Date.UTC(2026, 0, 1),
  starts_at: Date.UTC(2026, 2, 3, 13, 5),
  ends_at: Date.UTC(2026, 2, 3, 15),
  all_day: false,
  time_zone: "Europe/Berlin",
  title: "Dance",
  description: "",
  location: "",
  latitude: "",
  longitude: "",
  url: "https://alpha.test/@mia/2",
  status: "CONFIRMED",
  categories: [],
  organiser: { name: "Mia", url: "https://alpha.test/@mia" },
  ...values,
});

/** Reads it as a calendar does: lines joined, then names, parameters and values taken apart. */
function read(text: string): Map<string, string> {
  expect(text.endsWith("\r\n")).toBe(true);
  for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  const lines = text
    .replaceAll("\r\n ", "")
    .split("\r\n")
    .filter((line) => line !== "");
  expect([lines[0], lines.at(-1)]).toEqual(["BEGIN:VCALENDAR", "END:VCALENDAR"]);
  return new Map(
    lines.map((line) => {
      const at = /^(?:[^:"]|"[^"]*")*/.exec(line)?.[0].length ?? 0;
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

const plain = (value: string): string =>
  value.replaceAll(/\\([\\;,nN])/g, (_, letter: string) => (letter.toLowerCase() === "n" ? "\n" : letter));

test("any title and description come out as they went in", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.string({ unit: "binary", maxLength: 300 }),
      (title, other) => {
        // Control characters are no text.
        const said = other
          .toWellFormed()
          .replaceAll(/\r\n?/g, "\n")
          .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
        const known = read(
          toCalendar([
            entry({
              title: title.replaceAll(/[\r\n\u0000-\u001f\u007f]/g, ""),
              description: said,
              organiser: { name: title, url: "https://a.test/" },
            }),
          ]),
        );
        expect(plain(known.get("SUMMARY") ?? "")).toBe(title.replaceAll(/[\r\n\u0000-\u001f\u007f]/g, ""));
        expect(plain(known.get("DESCRIPTION") ?? "")).toBe(said);
      },
    ),
    { numRuns: 40 },
  );
});

test("folding loses nothing and never cuts a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      const line = text.toWellFormed().replaceAll(/[\r\n]/g, "");
      const folded = fold(line);
      expect(folded.replaceAll("\r\n ", "")).toBe(line);
      for (const part of folded.split("\r\n")) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75);
    }),
  );
});

test("nobody can put lines of their own into it", () => {
  const text = toCalendar([
    entry({
      title: "A\r\nATTENDEE:mailto:x@y",
      location: "B\nEND:VEVENT",
      organiser: { name: 'C";X="\r\nD', url: "https://a.test/" },
    }),
  ]);
  expect(text.match(/^ATTENDEE/m)).toBeNull();
  expect(text.match(/^END:VEVENT/gm)).toHaveLength(1);
  expect(text).toContain('ORGANIZER;CN="C;X=D"');
});

test("times are on the clocks of the place, whole days are those of the place, on both sides of a change of clocks", () => {
  expect(read(toCalendar([entry()])).get("DTSTART;TZID=Europe/Berlin")).toBe("20260303T140500");
  expect(read(toCalendar([entry({ time_zone: "UTC" })])).get("DTSTART")).toBe("20260303T130500Z");
  // The hour that comes twice in October, for the second time.
  expect(read(toCalendar([entry({ starts_at: Date.UTC(2026, 9, 25, 1, 30), ends_at: 0 })])).get("DTSTART")).toBe(
    "20261025T013000Z",
  );
  const days = { all_day: true, time_zone: "Europe/Berlin" };
  // The night in which clocks in Berlin go forward.
  const from = Temporal.ZonedDateTime.from("2026-03-28T00:00[Europe/Berlin]").epochMilliseconds;
  const to = Temporal.ZonedDateTime.from("2026-03-30T00:00[Europe/Berlin]").epochMilliseconds;
  const known = read(toCalendar([entry({ ...days, starts_at: from, ends_at: to })]));
  expect([known.get("DTSTART;VALUE=DATE"), known.get("DTEND;VALUE=DATE")]).toEqual(["20260328", "20260330"]);
  const far = Temporal.ZonedDateTime.from("2026-06-01T00:00[Pacific/Kiritimati]").epochMilliseconds;
  expect(
    read(toCalendar([entry({ ...days, time_zone: "Pacific/Kiritimati", starts_at: far, ends_at: 0 })])).get("DTSTART;VALUE=DATE"),
  ).toBe("20260601");
});

const instantIn = (stamp: string): number =>
  Date.parse(`${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 11)}:${stamp.slice(11, 13)}:${stamp.slice(13, 15)}Z`);
const offsetIn = (text: string): number =>
  (text.startsWith("-") ? -1 : 1) *
  (Number(text.slice(1, 3)) * 3600 + Number(text.slice(3, 5)) * 60 + Number(text.slice(5, 7))) *
  1000;

/**
 * Since when which offset holds, as a calendar makes it out of a VTIMEZONE: onsets in ms with offsets in ms, ascending.
 *
 * @param lax as libical and ical.js read it: of a DTSTART with RDATEs they take these alone
 */
function onsets(lines: readonly string[], lax: boolean): { at: number; offset: number }[] {
  const blocks = lines.join("\n").matchAll(/BEGIN:(STANDARD|DAYLIGHT)\n([^]*?)END:\1/g);
  const found = [...blocks].flatMap(([, , block = ""]) => {
    const values = (name: string) => [...block.matchAll(new RegExp(`^${name}:(.*)$`, "gm"))].map(([, value = ""]) => value);
    const [from = 0, offset = 0] = [values("TZOFFSETFROM"), values("TZOFFSETTO")].map(([text = ""]) => offsetIn(text));
    const [start = ""] = values("DTSTART");
    const dates = values("RDATE");
    const locals = [...(lax && dates.length > 0 ? [] : [start]), ...dates].map(instantIn);
    const [, month, nth, day = ""] = /BYMONTH=(\d+);BYDAY=(-?\d)(\w\w)/.exec(values("RRULE")[0] ?? "") ?? [];
    if (month !== undefined)
      for (let year = Number(start.slice(0, 4)) + 1; year < 2060; year++)
        locals.push(yearlyDay(year, Number(month), { nth: Number(nth), day }) + (instantIn(start) % 86_400_000));
    return locals.map((local) => ({ at: local - from, offset }));
  });
  return found.toSorted((a, b) => a.at - b.at);
}

function yearlyDay(year: number, month: number, { nth, day }: { nth: number; day: string }): number {
  const wanted = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].indexOf(day);
  const days = Array.from({ length: 31 }, (_, n) => new Date(Date.UTC(year, month - 1, n + 1))).filter(
    (date) => date.getUTCMonth() === month - 1 && date.getUTCDay() === wanted,
  );
  return days.at(nth > 0 ? nth - 1 : nth)?.getTime() ?? Number.NaN;
}

test("a described zone gives the offset that the zone has, now and as far ahead as its rule is known", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Asia/Jerusalem",
  ];
  const from = Date.UTC(2019, 4, 1);
  for (const [zone, lax] of zones.flatMap((one) => [[one, false] as const, [one, true] as const])) {
    const lines = toTimeZone(zone, from, Date.UTC(2026, 0, 1));
    const known = onsets(lines, lax);
    for (let at = from; at < Date.UTC(2033, 0, 1); at += 86_400_000 * 5.3) {
      const offset = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
      expect([zone, new Date(at).toISOString(), known.findLast((one) => one.at <= at)?.offset]).toEqual([
        zone,
        new Date(at).toISOString(),
        offset,
      ]);
    }
    if (zone === "Europe/Berlin") expect(lines.filter((line) => line.startsWith("RRULE"))).toHaveLength(2);
  }
  const weekly = entry({
    series: {
      starts: "2026-03-03T14:05",
      time_zone: "Europe/Berlin",
      rule: { freq: "weekly", interval: 1, weekdays: [2], monthday: 0, nth: 0, until: "", count: 4, except: ["2026-03-10"] },
    },
  });
  const known = read(toCalendar([weekly, entry({ uid: "b" })]));
  expect([known.get("RRULE"), known.get("EXDATE;TZID=Europe/Berlin")]).toEqual([
    "FREQ=WEEKLY;BYDAY=TU;COUNT=4",
    "20260310T140500",
  ]);
  expect(toCalendar([weekly, entry()]).match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
});
