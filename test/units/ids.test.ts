/** Ids order by time, whoever makes them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { idAt, idMaker, idOf, instantOf, readId } from "../../src/ids.ts";

const NOW = Date.UTC(2026, 10, 1);

test("fresh ids ascend, are even, and differ between slots", () => {
  const now = () => NOW;
  const [one, two] = [idMaker(0, now), idMaker(31, now)];
  const ids = Array.from({ length: 200 }, () => [one(), two()]).flat();
  expect(new Set(ids).size).toBe(400);
  expect(ids.every((id) => id % 2 === 0 && Number.isSafeInteger(id))).toBe(true);
  const mine = ids.filter((_, n) => n % 2 === 0);
  expect(mine).toEqual([...mine].sort((a, b) => a - b));
});

test("ids have sixteen digits from 2012 to 2074, so that their text orders as they do", () => {
  for (const year of [2013, 2026, 2073]) expect(String(idAt(Date.UTC(year, 0, 1)))).toHaveLength(16);
});

test("a foreign status stands at its own instant", () => {
  const published = Date.UTC(2026, 4, 3, 10, 20, 30, 123);
  expect(instantOf(idOf("https://beta.test/1", published, 0, NOW))).toBe(published);
});

test("a foreign id is odd, after its parent, never later than now, and the same each time", () => {
  fc.assert(
    fc.property(
      fc.webUrl(),
      fc.double({ noDefaultInfinity: false }),
      fc.integer({ min: 0, max: idAt(NOW) }),
      (uri, published, parent) => {
        const id = idOf(uri, published, parent, NOW);
        expect(id % 2).toBe(1);
        expect(id).toBeGreaterThan(parent);
        expect(id).toBe(idOf(uri, published, parent, NOW));
        if (parent < idAt(NOW - 2000)) expect(instantOf(id)).toBeLessThanOrEqual(NOW);
      },
    ),
  );
});

test("a fraction of a millisecond makes no other id: an even one would be for what is written here", () => {
  const published = Date.UTC(2016, 2, 8);
  for (const fraction of [0.25, 0.4358, 0.999])
    expect(idOf("https://beta.test/1", published + 7 + fraction, 0, NOW)).toBe(
      idOf("https://beta.test/1", published + 7, 0, NOW),
    );
});

test("an id from outside is digits, clamped, or nothing", () => {
  expect(readId("12")).toBe(12);
  expect(readId("99999999999999999999")).toBe(Number.MAX_SAFE_INTEGER);
  for (const odd of ["", "-1", "1.5", "0x10", "1e3", "abc", "9".repeat(21), null, undefined, {}, ["1"]])
    expect(readId(odd)).toBeUndefined();
});
