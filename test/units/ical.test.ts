/** Calendars as RFC 5545 wants them: any text survives, no line is too long, and times are right whatever the zone. */
/* oxlint-disable no-control-regex */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, toCalendar, type Entry } from "../../src/events/ical.ts";

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

test("instants are in UTC, whole days are those of the place, on both sides of a change of clocks", () => {
  expect(read(toCalendar([entry()])).get("DTSTART")).toBe("20260303T130500Z");
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
