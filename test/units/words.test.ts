// The catalogues are complete in every language, and languages, numbers and times are as people write them.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { html } from "../../src/html.ts";
import { AREAS, readArea } from "../../src/words/catalogue.ts";
import { directionOf, LANGUAGES, preferredLanguage, type Language } from "../../src/words/languages.ts";
import { isTimeZone, openLocales } from "../../src/words/locale.ts";
import { bareRefusal, readRefusals } from "../../src/words/refusals.ts";

const others = (Object.keys(LANGUAGES) as Language[]).filter((language) => language !== "en");

describe.each(AREAS)("the texts of %s", (area) => {
  const pattern = readArea("en", area);

  test.each(others)("are whole in %s, and speak of the same things", (language) => {
    const texts = readArea(language, area);
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(pattern).toSorted());
    for (const [name, text] of Object.entries(texts)) {
      expect(text.trim(), `${language} ${area}.${name}`).not.toBe("");
      expect(argumentsOf(text, language), `${language} ${area}.${name}`).toEqual(argumentsOf(pattern[name] ?? "", "en"));
    }
  });
});

/** The names of the values and tags in a message. */
function argumentsOf(text: string, language: Language): string[] {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.type === TYPE.tag ? `<${element.value}>` : element.value);
      if (element.type === TYPE.tag) visit(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select)
        for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(new IntlMessageFormat(text, language).getAst());
  return [...names].toSorted();
}

test.each(others)("every refusal that the catalogue knows is known in %s", (language) => {
  const pattern = readRefusals("en");
  const texts = readRefusals(language);
  expect(Object.keys(texts).toSorted()).toEqual(Object.keys(pattern).toSorted());
  for (const [sentence, text] of Object.entries(texts))
    expect(placesIn(text), sentence).toEqual(placesIn(pattern[sentence] ?? ""));
});

test("whatever the domain refuses is said in the reader's language", () => {
  const { refusal } = openLocales()("de");
  const unsaid = refusalsInSource().filter((message) => refusal(message) === openLocales()("en").refusal(message));
  expect(unsaid).toEqual([]);
  expect(refusal("Validation failed: Text character limit of 500 exceeded")).toContain("höchstens 500 Zeichen");
});

const placesIn = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted();

/** They speak the language of programs. */
const DOORS = ["mastodon/**", "federation/**", "c2s/**", "oauth/**"];
/** What is refused there was said by another server, or is kept for the log. */
const TO_SERVERS = [
  "media/remote/**",
  "accounts/receive.ts",
  "accounts/record.ts",
  "collections/receive.ts",
  "playlists/receive.ts",
  "keys/**",
];

/** The sentences with which domain and pages refuse, as they stand in the source; what changes in them is a 7. */
function refusalsInSource(): string[] {
  const source = join(import.meta.dirname, "../../src");
  const files = globSync("**/*.ts", { cwd: source, exclude: [...DOORS, ...TO_SERVERS, "errors.ts"] });
  const calls =
    /\b(?:forbidden|missing|gone|invalid|unsupported|tooLarge|conflict|tooMany|unavailable|unauthenticated)\(\s*("[^"\n]+"|`[^`]+`)/g;
  return files
    .flatMap((file) =>
      [...readFileSync(join(source, file), "utf8").matchAll(calls)].map(([, literal = ""]) =>
        literal.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "7"),
      ),
    )
    .filter((sentence) => /[a-z]{3}/.test(bareRefusal(sentence)));
}

test("what people wrote is escaped in a text, and markup of ours stays", () => {
  const { rich } = openLocales()("en");
  expect(String(rich("post.audience_direct_names", { names: "<b>mia</b>" }))).toBe("Only &lt;b&gt;mia&lt;/b&gt;");
  expect(String(rich("post.audience_direct_names", { names: html`<b>mia</b>` }))).toBe("Only <b>mia</b>");
});

test("words meet the names that follow them as people there write it", () => {
  const locales = openLocales();
  const french = (name: string) => locales("fr").t("videos.of", { name });
  for (const name of ["Amara", "Élodie", "Œuvre", "Hélène", "Hugo", "Yves", "Inês"])
    expect(french(name)).toBe(`Vidéos d’${name}`);
  for (const name of ["Mia", "Hans", "Hassan", "Yann", "@amara", "さくら", "7 voisins"])
    expect(french(name)).toBe(`Vidéos de ${name}`);
  // Also behind markup, at the beginning of a sentence, and in what is refused.
  const { rich, t, refusal } = locales("fr");
  expect(String(rich("videos.none_lesson", { name: html`<bdi>Amara</bdi>` }))).toContain("Ce qu’<bdi>Amara</bdi> publie");
  expect(t("videos.none_lesson", { name: "Mia" })).toContain("Ce que Mia publie");
  expect(refusal("Only the moderators of Agora begin anything there")).toContain("la modération d’Agora");

  const spanish = (second: string) => locales("es").t("notifications.who_two", { first: "Ana", second });
  expect(["Inés", "Hilda", "Olga", "Hielo", "Yago"].map(spanish)).toEqual([
    "Ana e Inés",
    "Ana e Hilda",
    "Ana y Olga",
    "Ana y Hielo",
    "Ana y Yago",
  ]);
  expect(locales("de").t("videos.of", { name: "Amara" })).toBe("Videos von Amara");
  // What people write stays as it is.
  expect(t("mail.told", { name: "Mia", text: "de Amara" })).toBe("Mia : de Amara");
});

test("the first of a month is one in French, and no other day", () => {
  const locale = openLocales()("fr");
  const first = Date.UTC(2026, 4, 1, 9);
  expect(locale.times.day(first)).toBe("1er mai 2026");
  expect(locale.times.whole(first)).toContain("vendredi 1er mai 2026");
  expect(locale.times.dateTime(first)).toContain("1er mai 2026");
  expect(locale.times.short(first, first + 9 * 86_400_000)).toBe("1er mai");
  expect(locale.times.day(first + 10 * 86_400_000)).toBe("11 mai 2026");
  expect(locale.times.isoDay(first)).toBe("2026-05-01");
  expect(locale.dayName("2026-05-01")).toBe("vendredi 1er mai");
  expect(locale.t("recurrence.says_monthday", { interval: 1, day: 1 })).toBe("Chaque mois le 1er");
  expect(openLocales()("es").times.day(first)).toBe("1 de mayo de 2026");
});

test("a browser's wish decides, as far as we speak it", () => {
  expect(preferredLanguage("de-AT,de;q=0.9,en;q=0.8")).toBe("de");
  expect(preferredLanguage("tlh, en;q=0.3, fr;q=0.7")).toBe("fr");
  expect(preferredLanguage("ja;q=0, en;q=0.1")).toBe("en");
  expect(preferredLanguage("tlh")).toBeUndefined();
  expect(preferredLanguage(undefined)).toBeUndefined();
  expect([directionOf("ar-EG"), directionOf("de")]).toEqual(["rtl", "ltr"]);
});

test("instants are those of the reader's clocks", () => {
  const locales = openLocales();
  const at = Date.UTC(2026, 6, 1, 22, 30);
  expect(locales("en", "Europe/Berlin").times.isoMinute(at)).toBe("2026-07-02T00:30");
  expect(locales("en", "Nowhere/Else").times.isoMinute(at)).toBe("2026-07-01T22:30");
  expect(locales("de", "Europe/Berlin").times.short(at - 5 * 60_000, at)).toBe("5 Min.");
  expect(locales("ja").times.ago(at - 5 * 60_000, at)).toBe("5 分前");
  expect([isTimeZone("Asia/Tokyo"), isTimeZone("x".repeat(80)), isTimeZone("Mars/Base")]).toEqual([true, false, false]);
});

test("a clock's reading is found again, also around the hour that clocks skip", () => {
  const { times } = openLocales()("en", "Europe/Berlin");
  for (const at of [
    Date.UTC(2026, 0, 5, 9),
    Date.UTC(2026, 2, 29, 0, 59),
    Date.UTC(2026, 2, 29, 1, 1),
    Date.UTC(2026, 9, 25, 3),
  ]) {
    expect(times.readMinute(times.isoMinute(at))).toBe(at);
  }
  // What a clock skips is read by the offset before the change, what it shows twice is the first of these: west of Greenwich, and where half an hour is left out, too.
  for (const [zone, said, read] of [
    ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30Z"],
    ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z"],
    ["America/New_York", "2026-03-08T02:30", "2026-03-08T07:30Z"],
    ["America/New_York", "2026-11-01T01:30", "2026-11-01T05:30Z"],
    ["America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00Z"],
    ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45Z"],
    ["Asia/Tokyo", "2028-02-29T00:00", "2028-02-28T15:00Z"],
  ] as const)
    expect(openLocales()("en", zone).times.readMinute(said)).toBe(Date.parse(read));
  for (const none of ["tomorrow", "0000-01-01T00:00", "0099-01-01T00:00", "9999-12-31T23:59"])
    expect(times.readMinute(none)).toBeNaN();
});

test("of a day that not every month has it is said that other months are left out", () => {
  const rule = { freq: "monthly", interval: 1, weekdays: [], monthday: 28, nth: 0, until: "", count: 0, except: [] } as const;
  const { repeats } = openLocales()("en");
  expect(
    [rule, { ...rule, monthday: 31 }, { ...rule, monthday: -1 }, { ...rule, monthday: 0, weekdays: [2], nth: 5 } as const].map(
      repeats,
    ),
  ).toEqual([
    "Every month on day 28",
    "Every month on day 31 (not in months without one)",
    "Every month on the last day",
    "Every month on the fifth Tuesday (not in months without one)",
  ]);
});
