/** What a CV may hold: clamped, trimmed, and in the words that there are. Everything is plain text. */
import { assertNone, invalid, readAll, wrongIf } from "../errors.ts";
import type { CvAudience, CvContent, CvEntry, CvLanguage, CvLanguageLevel, CvSection, OpenTo } from "../db/values.ts";
import { stripNul } from "../text/outside.ts";

export const SECTIONS: readonly CvSection[] = [
  "experience",
  "education",
  "skills",
  "languages",
  "links",
  "open_to",
  "recommendations",
];
export const AUDIENCES: readonly CvAudience[] = ["everyone", "followers", "friends", "nobody"];
export const OPEN_TO: readonly OpenTo[] = ["work", "hiring", "volunteering"];
export const LEVELS: readonly CvLanguageLevel[] = ["", "basic", "good", "fluent", "native"];

/** In UTF-16 units, and numbers of things. */
export const MOST = Object.freeze({ headline: 120, line: 120, text: 2000, skill: 60, entries: 30, skills: 50, languages: 20 });

export const EMPTY: CvContent = Object.freeze({
  experience: [],
  education: [],
  skills: [],
  languages: [],
  open_to: [],
  audience: {},
});

const MONTH = /^(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?$/;

/** One line. */
export const lineOf = (text: string): string => stripNul(text).replace(/\s+/g, " ").trim();
const textOf = (text: string): string =>
  stripNul(text)
    .replace(/\r\n?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

const assertLength = (name: string, text: string, most: number): string => {
  if (text.length > most) throw invalid(`Validation failed: ${name} is too long (maximum is ${most} characters)`);
  return text;
};

export const readHeadline = (text: string): string => assertLength("Headline", lineOf(text), MOST.headline);

/** @throws Refusal `invalid` without a title and an organisation, for months that are none, and for what is too long */
export function readEntry(entry: CvEntry): CvEntry {
  const [title, organisation] = [lineOf(entry.title), lineOf(entry.organisation)];
  return readAll({
    id: () => entry.id,
    title: () => {
      if (title === "" && organisation === "") throw invalid("Validation failed: Title can't be blank");
      return assertLength("Title", title, MOST.line);
    },
    organisation: () => assertLength("Organisation", organisation, MOST.line),
    place: () => assertLength("Place", lineOf(entry.place), MOST.line),
    ...monthsOf(entry),
    text: () => assertLength("Text", textOf(entry.text), MOST.text),
  });
}

function monthsOf(entry: CvEntry) {
  const [from, until] = [entry.from.trim(), entry.until.trim()];
  const readMonth = (field: "from" | "until", month: string): string => {
    const name = field === "from" ? "From" : "Until";
    assertNone([wrongIf(month !== "" && !MONTH.test(month), `${name} must be written as 2026-03`, field)]);
    return month;
  };
  return {
    from: () => readMonth("from", from),
    until: () => {
      if (MONTH.test(from) && MONTH.test(until) && until.slice(0, from.length) < from.slice(0, until.length))
        throw invalid("Validation failed: Until is before the beginning");
      return readMonth("until", until);
    },
  };
}

const assertCount = <Item>(name: string, items: readonly Item[], most: number): Item[] => {
  if (items.length > most) throw invalid(`Validation failed: ${name} are too many (maximum is ${most})`);
  return [...items];
};

/** Each once, whatever its capitals. */
function readSkills(skills: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const skill of skills) {
    const name = assertLength("Skill", lineOf(skill), MOST.skill);
    if (name !== "" && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), name);
  }
  return assertCount("Skills", [...found.values()], MOST.skills);
}

const readLanguages = (languages: readonly CvLanguage[]): CvLanguage[] =>
  assertCount(
    "Languages",
    languages
      .map(({ name, level }) => ({
        name: assertLength("Language", lineOf(name), MOST.skill),
        level: LEVELS.includes(level) ? level : ("" as const),
      }))
      .filter(({ name }) => name !== ""),
    MOST.languages,
  );

/** The whole of it, as it is kept. @throws Refusal `invalid` */
export function readContent(content: CvContent): CvContent {
  const audience = Object.fromEntries(
    SECTIONS.flatMap((section) => {
      const who = content.audience[section];
      return who === undefined || who === "everyone" || !AUDIENCES.includes(who) ? [] : [[section, who]];
    }),
  );
  return readAll({
    experience: () => assertCount("Experience entries", content.experience, MOST.entries).map(readEntry),
    education: () => assertCount("Education entries", content.education, MOST.entries).map(readEntry),
    skills: () => readSkills(content.skills),
    languages: () => readLanguages(content.languages),
    open_to: () => OPEN_TO.filter((one) => content.open_to.includes(one)),
    audience: () => audience,
  });
}

export const audienceOf = ({ audience }: Pick<CvContent, "audience">, section: CvSection): CvAudience =>
  audience[section] ?? "everyone";
