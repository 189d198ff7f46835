/** Recurrence against a walk that knows nothing of periods: every day is looked at, and every clock asked what it shows. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readRepeat, REPEATS, repeatOf } from "../../src/recurrence/form.ts";
import { readRrule, toRrule } from "../../src/recurrence/rrule.ts";
import { ALL_WEEKDAYS, checkedRule, instantOf, localOf, type Recurrence, type Series } from "../../src/recurrence/rule.ts";
import { nextOccurrence, nextOccurrences, type Occurrence } from "../../src/recurrence/walk.ts";

const DAY = 86_400_000;
const base: Recurrence = { freq: "daily", interval: 1, weekdays: [], monthday: 0, nth: 0, until: "", count: 0, except: [] };
// North and south, half hours, a zone that changes at midnight, and one without summer.
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Asia/Kolkata",
  "Africa/Casablanca",
];

const zoned = new Map(
  ZONES.map((timeZone) => [timeZone, new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone })]),
);
const shown = (at: number, zone: string): string => (zoned.get(zone)?.format(at) ?? "").replace(" ", "T");

/** The first moment at which the clock shows it; where none does, that by the offset of the day before. */
function momentOf(local: string, zone: string): number {
  const guess = Date.parse(`${local}Z`);
  const offset = Date.parse(`${shown(guess - DAY, zone)}Z`) - (guess - DAY);
  for (const step of [-60, -30, 0, 30, 60]) {
    const at = guess - offset + step * 60_000;
    if (shown(at, zone) === local) return at;
  }
  return guess - offset;
}

function naive({ starts, time_zone, rule }: Series, days: number): Occurrence[] {
  const first = Date.parse(`${starts.slice(0, 10)}T00:00Z`);
  const found: Occurrence[] = [];
  for (let [n, counted] = [0, 0]; n < days; n += 1) {
    const day = new Date(first + n * DAY);
    const date = day.toISOString().slice(0, 10);
    if (rule.until !== "" && date > rule.until) break;
    if (!fits(day, new Date(first), rule)) continue;
    if (rule.count > 0 && (counted += 1) > rule.count) break;
    if (!rule.except.includes(date)) found.push({ date, at: momentOf(`${date}${starts.slice(10)}`, time_zone) });
  }
  return found;
}

function fits(day: Date, first: Date, { freq, interval, weekdays, monthday, nth }: Recurrence): boolean {
  const weekday = (one: Date) => one.getUTCDay() || 7;
  const date = day.getUTCDate();
  const length = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  if (freq === "daily") return ((day.getTime() - first.getTime()) / DAY) % interval === 0;
  if (freq === "weekly") {
    const monday = (one: Date) => one.getTime() / DAY - weekday(one) + 1;
    return weekdays.some((one) => one === weekday(day)) && ((monday(day) - monday(first)) / 7) % interval === 0;
  }
  const months = (one: Date) => one.getUTCFullYear() * 12 + one.getUTCMonth();
  if ((months(day) - months(first)) % interval !== 0) return false;
  if (nth === 0) return date === (monthday === -1 ? length : monthday);
  return weekday(day) === weekdays[0] && (nth === -1 ? date + 7 > length : Math.ceil(date / 7) === nth);
}

const pick = (most: number) => fc.integer({ min: 1, max: most });
const days = fc.uniqueArray(fc.constantFrom(...ALL_WEEKDAYS), { minLength: 1, maxLength: 7 });
const rules: fc.Arbitrary<Recurrence> = fc.oneof(
  pick(40).map((interval) => ({ ...base, interval })),
  fc.tuple(pick(5), days).map(([interval, weekdays]) => ({ ...base, freq: "weekly" as const, interval, weekdays })),
  fc
    .tuple(pick(14), fc.oneof(pick(31), fc.constant(-1)))
    .map(([interval, monthday]) => ({ ...base, freq: "monthly" as const, interval, monthday })),
  fc.tuple(pick(14), fc.constantFrom(...ALL_WEEKDAYS), fc.constantFrom(1, 2, 3, 4, 5, -1)).map(([interval, day, nth]) => ({
    ...base,
    freq: "monthly" as const,
    interval,
    weekdays: [day],
    nth,
  })),
);
const minutes = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 });
const serieses: fc.Arbitrary<Series> = fc
  .record({
    rule: rules,
    at: minutes,
    // The hours at which clocks are changed, more often than others.
    clock: fc.oneof(fc.constantFrom("00:00", "00:30", "01:30", "02:00", "02:30", "03:00"), fc.constant("")),
    time_zone: fc.constantFrom(...ZONES),
    end: fc.constantFrom("none", "count", "until"),
    number: pick(60),
    left_out: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 4 }),
  })
  .map(({ rule, at, clock, time_zone, end, number, left_out }) => {
    const local = new Date(at * 60_000).toISOString().slice(0, 16);
    const starts = `${local.slice(0, 11)}${clock || local.slice(11)}`;
    const until = end === "until" ? new Date(at * 60_000 + number * 11 * DAY).toISOString().slice(0, 10) : "";
    const whole = { starts, time_zone, rule: checkedRule({ ...rule, until, count: end === "count" ? number : 0 }) };
    const all = naive(whole, 400);
    return { ...whole, rule: checkedRule({ ...whole.rule, except: left_out.flatMap((n) => all[n]?.date ?? []) }) };
  });

test("every rule in every zone gives the days and moments that a walk over all days finds, from wherever one looks", () => {
  fc.assert(
    fc.property(serieses, fc.integer({ min: 0, max: 700 }), (series, later) => {
      const known = naive(series, 1100);
      // As far as the walk went.
      const horizon = new Date(Date.parse(`${series.starts}Z`) + 1090 * DAY).toISOString().slice(0, 10);
      const near = (found: readonly Occurrence[], most: number) => found.filter(({ date }) => date < horizon).slice(0, most);
      expect(near(nextOccurrences(series, 0, 30), 30)).toEqual(near(known, 30));
      const from = Date.parse(`${series.starts}Z`) + later * DAY;
      expect(near(nextOccurrences(series, from, 3), 3)).toEqual(
        near(
          known.filter(({ at }) => at >= from),
          3,
        ),
      );
    }),
    { numRuns: 250 },
  );
});

test("a rule written for calendars is read as the same rule", () => {
  fc.assert(
    fc.property(serieses, (series) => {
      const bare = { ...series, rule: { ...series.rule, except: [] } };
      expect(readRrule(toRrule(bare), bare)).toEqual(bare.rule);
      if (bare.rule.count === 0) expect(readRrule(`RRULE:${toRrule(bare, true)};WKST=MO`, bare)).toEqual(bare.rule);
    }),
    { numRuns: 150 },
  );
});

const from = { starts: "2026-01-28T18:30", time_zone: "Europe/Berlin" };

test("rules of other calendars are read where ours say as much, and refused where not", () => {
  const read = (text: string) => readRrule(text, from);
  expect(read("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR")).toEqual({ ...base, freq: "weekly", weekdays: [1, 2, 3, 4, 5] });
  expect(read("freq=monthly;byday=TU;bysetpos=2")).toEqual({ ...base, freq: "monthly", weekdays: [2], nth: 2 });
  expect(read("FREQ=YEARLY")).toEqual({ ...base, freq: "monthly", interval: 12, monthday: 28 });
  expect(read("FREQ=WEEKLY;UNTIL=20260401T160000Z")).toEqual({ ...base, freq: "weekly", weekdays: [3], until: "2026-03-31" });
  const refused = [
    "",
    "FREQ=HOURLY",
    "FREQ=DAILY;COUNT=0x",
    "FREQ=MONTHLY;BYDAY=1MO,2TU",
    "FREQ=WEEKLY;BYDAY=2MO",
    "FREQ=DAILY;BYHOUR=3",
  ];
  const wrong = [
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;COUNT=2;UNTIL=20270101",
    "FREQ=DAILY;FREQ=WEEKLY",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
  ];
  const odd = ["FREQ=DAILY;UNTIL=20269999", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", `FREQ=DAILY;${"X".repeat(600)}`];
  for (const text of [...refused, ...wrong, ...odd]) expect([text, read(text)]).toEqual([text, undefined]);
});

test("what a form offers becomes a rule and is shown again as it was chosen", () => {
  const fields = (values: Record<string, string>) => ({
    text: (name: string) => values[name] ?? "",
    all: (name: string) => (values[name] ?? "").split(",").filter(Boolean),
  });
  for (const repeat of REPEATS) {
    const rule = readRepeat(fields({ repeat, repeat_days: "5,1" }), from.starts);
    expect(rule && repeatOf(rule)).toBe(repeat);
  }
  const fourth = readRepeat(fields({ repeat: "monthly_weekday", repeat_interval: "2", repeat_count: "3" }), from.starts);
  expect(nextOccurrences({ ...from, rule: fourth ?? base }, 0, 9).map(({ date }) => date)).toEqual([
    "2026-01-28",
    "2026-03-25",
    "2026-05-27",
  ]);
  expect(readRepeat(fields({ repeat: "never" }), from.starts)).toBeUndefined();
  for (const bad of [{ repeat_interval: "0" }, { repeat_until: "2026-02-30" }, { repeat_count: "1e9" }])
    expect(() => readRepeat(fields({ repeat: "daily", ...bad }), from.starts)).toThrow(/^Validation failed: Recurrence: /);
});

test("a rule that never comes true ends, and one far away is found at once", () => {
  const never = {
    starts: "2026-02-01T09:00",
    time_zone: "UTC",
    rule: { ...base, freq: "monthly" as const, interval: 12, monthday: 31 },
  };
  expect(nextOccurrence(never, 0)).toBeUndefined();
  const daily = { ...from, rule: base };
  expect(localOf(nextOccurrence(daily, instantOf("2525-07-01T00:00", "Europe/Berlin"))?.at ?? 0, "Europe/Berlin")).toBe(
    "2525-07-01T18:30",
  );
});
