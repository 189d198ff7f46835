/** Telling languages: as eld does, from a store of what it knows that takes a hundredth of the memory. */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { openDetector } from "../../src/statuses/detector.ts";
import { indexNgrams } from "../../src/statuses/ngrams.ts";
import { createWorld } from "../world/world.ts";

const GERMAN = "Heute war ein schöner Tag am See, und das Wasser war noch warm.";
const FRENCH = "Aujourd'hui nous avons marché longtemps au bord de la mer.";
const TEXTS = [
  GERMAN,
  FRENCH,
  "It's o'clock somewhere, she'd said, and they'd all laughed about it.",
  "Hoy hemos caminado mucho tiempo a la orilla del mar.",
  "今日は海辺を長い間歩きました。とても楽しかったです。",
  "Сегодня мы долго гуляли по берегу моря.",
  "Bugün deniz kıyısında uzun süre yürüdük.",
  "היום הלכנו זמן רב על שפת הים.",
  "오늘 우리는 바닷가를 오랫동안 걸었습니다.",
  "xkcd qwrt zzzp vfgh",
  "constructor toString __proto__ hasOwnProperty valueOf",
  "",
];

test("what is told is what eld tells, of every text", async () => {
  // In a process of its own: what it reads at once is 120 MB.
  const program = `import { eld } from "eld/extrasmall";
    const told = JSON.parse(process.argv[1]).map((text) => eld.detect(text)).map((found) => (found.isReliable() ? found.language : ""));
    console.log(JSON.stringify(told));`;
  const told = execFileSync(process.execPath, ["--input-type=module", "-e", program, JSON.stringify(TEXTS)], {
    encoding: "utf8",
  });
  const detector = openDetector();
  const found = await Promise.all(TEXTS.map(async (text) => await detector.detect(text)));
  expect(found).toEqual(JSON.parse(told));
  expect(found.slice(0, 2)).toEqual(["de", "fr"]);
});

test("every sequence of the file is found with its scores, and no other", async () => {
  const file = new URL("../../node_modules/eld/src/ngrams/extrasmall.js", import.meta.url);
  const source = await readFile(file, "utf8");
  const { languages, count, find } = indexNgrams(source);
  expect(Object.keys(languages)).toHaveLength(60);
  let met = 0;
  for (const [, quoted, bare, scores = ""] of source.matchAll(
    /[{,](?:'((?:[^'\\]|\\.)+)'|([\w$]+)):\{(\d+:\d+(?:,\d+:\d+)*)\}/g,
  )) {
    const found = find(bare ?? quoted?.replaceAll("\\'", "'") ?? "");
    met++;
    // One `expect` for each would take a second.
    if (JSON.stringify(found) !== `{${scores.replaceAll(/(\d+):/g, '"$1":')}}`)
      expect.fail(`${bare ?? quoted} is ${scores}, not ${JSON.stringify(found)}`);
  }
  expect(met).toBeGreaterThan(49_000);
  expect(count).toBeGreaterThanOrEqual(met);
  expect(["toString", "__proto__", "zqxj", "", "a':{"].map(find)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(() => indexNgrams("export const other = {}")).toThrow("no n-grams");
});

test("only who has not said a language has it guessed, and only for texts that tell one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const detect = vi.spyOn(world.instance("alpha.test").detector, "detect");
  const languageOf = async (status: string, more = {}) =>
    (await alice.api<{ language: string | null }>("POST", "/api/v1/statuses", { status, ...more })).language;
  expect(await languageOf("Kurz #heute https://alpha.test/ @alice")).toBeNull();
  expect(await languageOf(GERMAN, { language: "en" })).toBe("en");
  expect(detect).not.toHaveBeenCalled();
  expect(await languageOf(GERMAN)).toBe("de");
  await alice.api("PATCH", "/api/v1/accounts/update_credentials", { source: { language: "fr" } });
  expect(await languageOf(GERMAN)).toBe("fr");
  expect(detect).toHaveBeenCalledOnce();
  detect.mockRestore();
});
