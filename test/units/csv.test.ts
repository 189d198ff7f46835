/** Lists as files: what is written is read again, whatever it is called, and a file that is made to be work is none. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsOf, toCsv } from "../../src/moves/csv.ts";

test("what is written is read again, also what a spreadsheet would take for a formula", () => {
  const rows = [
    ["List name", "Account address"],
    ["+1", "mia@alpha.test"],
    ["@home", "@jon@beta.test"],
    ['Say "a, b"', "=1+1"],
  ];
  expect(toCsv(rows)).toContain("'=1+1");
  expect(rowsOf(toCsv(rows))).toEqual(rows);
  const cell = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text) && !text.startsWith("'"));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constant("a"), cell, cell), { maxLength: 5 }), (some) => {
      expect(rowsOf(toCsv(some))).toEqual(some);
    }),
  );
});

test("nothing but line ends is nothing, lines without end are too many, a line without end is too long, and of cells there are no more than any file has", () => {
  expect(rowsOf("\n".repeat(4_900_000))).toEqual([]);
  expect(rowsOf("a\n".repeat(2_000_000))).toBeUndefined();
  expect(rowsOf(",".repeat(50_000))?.[0]).toHaveLength(50);
  expect(rowsOf('"'.repeat(50_000))).toHaveLength(1);
  for (const letter of [",", '"', '"",', "a"]) expect(rowsOf(letter.repeat(50_001))).toBeUndefined();
  expect(rowsOf("a".repeat(5_000_001))).toBeUndefined();
});
