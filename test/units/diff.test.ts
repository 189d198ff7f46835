// What changed between two versions of a post, word by word in any script, in bounded time.
import { describe, expect, test } from "vitest";
import { toJson } from "../../src/db/columns.ts";
import { compareTexts, compareVersions } from "../../src/statuses/diff.ts";
import { anEdit } from "./views-reading-pages.ts";
import { startCpu } from "../world/cpu.ts";

const said = (before: string, after: string, language = "en") =>
  compareTexts(before, after, language)
    .map(({ kind, text }) => ({ same: text, added: `+${text}+`, removed: `-${text}-` })[kind])
    .join("|");

describe("words", () => {
  test("a word that was changed is one change, and what stands around it stays", () => {
    expect(said("Bread at six.", "Bread at seven.")).toBe("Bread at |-six-|+seven+|.");
    expect(said("Come at six", "Come at six")).toBe("Come at six");
    expect(said("", "new")).toBe("+new+");
    expect(said("old", "")).toBe("-old-");
  });

  test("words in a row that were changed are one change, not one for each space", () => {
    expect(said("the red house here", "the old barn here")).toBe("the |-red house-|+old barn+| here");
  });

  test("scripts without spaces are compared by their words", () => {
    expect(said("今日は雨です", "今日は晴れです", "ja")).toBe("今日は|-雨-|+晴れ+|です");
  });

  test("a language that nobody knows is no obstacle", () => {
    expect(said("a b", "a c", "x-not a tag")).toBe("a |-b-|+c+");
  });

  test("texts that have nothing in common are shown one after the other, and nobody waits for it", () => {
    const long = (seed: number) => Array.from({ length: 4000 }, (_, at) => `w${(at * seed) % 4001}`).join(" ");
    const spent = startCpu();
    const pieces = compareTexts(long(17), long(1999), "en");
    expect(spent()).toBeLessThan(3000);
    const joined = (kinds: readonly string[]) =>
      pieces
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ text }) => text)
        .join("");
    expect(joined(["same", "removed"])).toBe(long(17));
    expect(joined(["same", "added"])).toBe(long(1999));
  });
});

test("versions say what else changed: warnings, media, their descriptions, polls", () => {
  const media = { id: 7, description: "A red barn" } as never;
  const versions = compareVersions(
    [
      anEdit(1, { media: toJson([7]), attached: [media] }),
      anEdit(2, {
        media: toJson([7]),
        attached: [{ ...(media as object), description: "A red barn in snow" } as never],
        spoiler_text: "Snow",
      }),
      anEdit(3, { options: ["yes", "no"], sensitive: 1 }),
    ],
    "en",
  );
  expect(versions.map(({ changes }) => changes)).toEqual([
    [],
    [{ what: "warning", before: "", after: "Snow" }, { what: "described" }],
    [
      { what: "warning", before: "Snow", after: "" },
      { what: "media", added: 0, removed: 1 },
      { what: "poll", before: undefined, after: ["yes", "no"] },
    ],
  ]);
  expect(versions[1]?.words).toEqual([{ kind: "same", text: "Bread at six." }]);
});
