/** What insights are reckoned by: days on the server's clocks, what is hidden, which sites count, and what makes a time a good one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { clocksOf, dateAfter, endOfDay, mondayOf, startOfDay } from "../../src/insights/days.ts";
import { largest, LEAST, shown, shownWeek, totalOf } from "../../src/insights/hiding.ts";
import { bestOf } from "../../src/insights/hints.ts";
import { hostOfReferer } from "../../src/insights/visits.ts";
import { openLocales } from "../../src/words/locale.ts";

const locales = openLocales();
const HOUR = 3_600_000;

test("days follow one another without gap or overlap, and begin when the date changes, wherever clocks change", () => {
  const zones = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }),
      (time_zone, at) => {
        const clocks = clocksOf({ instance: { time_zone }, locales } as never);
        const start = startOfDay(clocks, at);
        const end = endOfDay(clocks, at);
        expect([start <= at, at < end]).toEqual([true, true]);
        // Walked by quarters of an hour, as one would without knowing anything.
        const date = clocks.isoDay(at);
        let [first, after] = [at, at];
        while (clocks.isoDay(first - 1) === date) first -= Math.min(HOUR / 4, first - start || 1);
        while (clocks.isoDay(after) === date) after += Math.min(HOUR / 4, Math.max(1, end - after));
        expect([start, end]).toEqual([first, after]);
        expect(clocks.isoDay(end)).toBe(dateAfter(date, 1));
        expect(mondayOf(date) <= date && dateAfter(mondayOf(date), 7) > date).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
  const berlin = clocksOf({ instance: { time_zone: "Europe/Berlin" }, locales } as never);
  const hours = (iso: string) => (endOfDay(berlin, Date.parse(iso)) - startOfDay(berlin, Date.parse(iso))) / HOUR;
  expect([hours("2026-10-25T12:00Z"), hours("2026-03-29T12:00Z"), hours("2026-03-30T12:00Z")]).toEqual([25, 23, 24]);
});

test("what is hidden cannot be found out from what is shown", () => {
  const hidden = { value: 0, whole: false };
  const whole = (value: number) => ({ value, whole: true });
  expect([0, 1, 4, 5, 60].map(shown)).toEqual([whole(0), hidden, hidden, whole(5), whole(60)]);
  const week = (...days: number[]) => shownWeek([...days, 0, 0, 0]);
  expect([week(9), week(9, 2), week(9, 2, 3), week(2, 2), week(0)]).toEqual([
    whole(9),
    { value: 9, whole: false },
    whole(14),
    hidden,
    whole(0),
  ]);
  expect([week(4, 4), week(4, 3), week(1, 1, 1, 1), shownWeek([1, 1, 1, 1, 1, 0, 0])].map(({ value }) => value)).toEqual([
    7, 7, 4, 5,
  ]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 7, maxLength: 7 }), (days) => {
      const told = shownWeek(days);
      // Whatever is left of a week when its days are taken away was enough by itself.
      const rest = told.value - totalOf(days.map(shown)).value;
      const hidden_days = days.filter((count) => !shown(count).whole).length;
      // None of the hidden is 0, so that they are as many as they are was known.
      expect(rest === 0 || rest >= LEAST || rest === hidden_days).toBe(true);
      const sum = days.reduce((all, count) => all + count, 0);
      expect(told.whole ? told.value === sum : told.value <= sum).toBe(true);
      // That something is fewer than five is said only where it is.
      expect(told.value > 0 || sum < LEAST).toBe(true);
    }),
  );
  // However many days of a week are hidden, what is told of it leaves two possibilities open for each of them, at least.
  for (let many = 1; many <= 7; many++) {
    const possible = new Map<string, Set<number>>();
    for (let n = 0; n < 4 ** many; n++) {
      const days = Array.from({ length: many }, (_, at) => 1 + (Math.floor(n / 4 ** at) % 4));
      const told = JSON.stringify(shownWeek(days));
      possible.set(told, (possible.get(told) ?? new Set()).add(days[0]!));
    }
    for (const [told, values] of possible) expect([many, told, values.size > 1]).toEqual([many, told, true]);
  }
  const counts = new Map([
    ["a", 5],
    ["b", 4],
    ["c", 90],
    ["d", 5],
  ]);
  expect(largest(counts, 2)).toEqual([
    { name: "c", count: 90 },
    { name: "a", count: 5 },
  ]);
});

test("of a Referer only the site counts, and only one that everybody can visit", () => {
  const of = (referer?: string) => hostOfReferer(referer, "alpha.test:3000");
  const seen: Record<string, string | undefined> = {
    "https://www.News.example/a/b?c=d": "news.example",
    "https://news.example.:8443/": "news.example",
    "http://user:secret@blog.example.org/": "blog.example.org",
    "https://b\u00fccher.example/": "xn--bcher-kva.example",
    "https://alpha.test/@ann": undefined,
    "https://www.alpha.test:3000/": undefined,
    "android-app://com.example.app/": undefined,
    "https://127.0.0.1/": undefined,
    "https://[::1]/": undefined,
    "https://localhost/": undefined,
    "https://example.123/": undefined,
    "https://a_b.example/": undefined,
    "javascript:alert(1)": undefined,
    "https://": undefined,
    "": undefined,
  };
  for (const [referer, host] of Object.entries(seen)) expect([referer, of(referer)]).toEqual([referer, host]);
  expect(of(`https://${"a.".repeat(60)}example/`)).toBeUndefined();
  expect(of(undefined)).toBeUndefined();
});

test("a time is good by what was answered and by who is around, with enough to go by; never by little", () => {
  const slot = (
    day: number,
    hour: number,
    [posts, interactions, people = null]: readonly [number, number | null, (number | null)?],
  ) => ({
    day,
    hour,
    posts,
    interactions,
    people,
  });
  const some = [
    slot(1, 18, [4, 40]),
    slot(1, 19, [4, 36]),
    slot(2, 9, [12, 6]),
    slot(4, 7, [2, 60]),
    slot(6, 20, [0, null, 9]),
    slot(0, 4, [0, null, 5]),
  ];
  const best = bestOf({ slots: some, posts: 22, interactions: 142 });
  expect(best).toEqual([
    { day: 1, hour: 18, answered: true, around: false },
    { day: 6, hour: 20, answered: false, around: true },
    { day: 0, hour: 4, answered: false, around: true },
  ]);
  expect(bestOf({ slots: [slot(1, 18, [4, 40])], posts: 4, interactions: 40 })).toEqual([]);
  expect(bestOf({ slots: [], posts: 0, interactions: 0 })).toEqual([]);
});
