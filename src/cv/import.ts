/**
 * A CV from a file: our own (`cv.json` of an archive, or what the API shows) or a JSON Resume (https://jsonresume.org/schema). What is too long is cut and what does not fit
 * is left out, for nobody mends a file that another program wrote.
 */
import type { CvContent, CvEntry, CvLanguage, CvLanguageLevel } from "../db/values.ts";
import { invalid } from "../errors.ts";
import { stripNul } from "../text/outside.ts";
import { AUDIENCES, LEVELS, lineOf, MOST, OPEN_TO, SECTIONS } from "./content.ts";
import type { CvChanges } from "./save.ts";

type Doc = Readonly<Record<string, unknown>>;
/** UTF-16 units of a file. */
export const MOST_OF_FILE = 500_000;

const isDoc = (value: unknown): value is Doc => typeof value === "object" && value !== null && !Array.isArray(value);
const docs = (value: unknown): Doc[] => (Array.isArray(value) ? value.filter(isDoc).slice(0, 200) : []);
const said = (value: unknown): string => (typeof value === "string" ? stripNul(value) : "");
const cut = (text: string, most: number): string =>
  text
    .slice(0, most)
    .toWellFormed()
    .replace(/\uFFFD$/, "");
const line = (value: unknown, most: number = MOST.line): string => cut(lineOf(said(value)), most).trim();
const texts = (value: unknown): string[] =>
  Array.isArray(value)
    ? value
        .slice(0, 200)
        .map(said)
        .filter((text) => text !== "")
    : [];

/** "2020-03-01" → "2020-03" */
const month = (value: unknown): string => /^(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?/.exec(said(value).trim())?.[0] ?? "";

/** @throws Refusal `invalid` for what is neither */
export function readCvFile(text: string): CvChanges {
  return readCvDoc(parsed(text));
}

/** @throws Refusal `invalid` */
export function readCvDoc(doc: unknown): CvChanges {
  if (!isDoc(doc)) throw unreadable();
  const foreign = isDoc(doc["basics"]) || Array.isArray(doc["work"]);
  const own = ["headline", "experience", "open_to"].some((name) => name in doc);
  if (!foreign && !own) throw unreadable();
  const changes = foreign ? fromResume(doc) : fromOwn(doc);
  const { experience = [], education = [], skills = [], languages = [] } = changes.content ?? {};
  const empty = [experience, education, skills, languages].every((list) => list.length === 0);
  if (empty && (changes.headline ?? "") === "") throw unreadable();
  return changes;
}

const unreadable = () => invalid("Validation failed: The file holds no CV that can be read");

function parsed(text: string): unknown {
  if (text.length > MOST_OF_FILE) throw invalid("Validation failed: The file is too large");
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw unreadable();
  }
}

/** Undefined for one that says nothing; an end before the beginning is left out. */
function entry(one: Omit<CvEntry, "id">): CvEntry | undefined {
  if (one.title === "" && one.organisation === "") return undefined;
  const backwards =
    one.from !== "" && one.until !== "" && one.until.slice(0, one.from.length) < one.from.slice(0, one.until.length);
  return { id: 0, ...one, until: backwards ? "" : one.until };
}

const entries = (found: readonly (CvEntry | undefined)[]): CvEntry[] =>
  found.filter((one) => one !== undefined).slice(0, MOST.entries);

function skillsOf(names: readonly string[]): string[] {
  const known = new Map(names.map((name) => line(name, MOST.skill)).map((name) => [name.toLowerCase(), name] as const));
  known.delete("");
  return [...known.values()].slice(0, MOST.skills);
}

const languagesOf = (found: readonly CvLanguage[]): CvLanguage[] =>
  found.filter(({ name }) => name !== "").slice(0, MOST.languages);

/** As `federation/archive.ts` and `mastodon/entities/cv.ts` write it. What is not in the file stays. */
function fromOwn(doc: Doc): CvChanges {
  const own = (value: unknown) =>
    entries(
      docs(value).map((one) =>
        entry({
          title: line(one["title"]),
          organisation: line(one["organisation"]),
          place: line(one["place"]),
          from: month(one["from"]),
          until: month(one["until"]),
          text: cut(said(one["text"]), MOST.text),
        }),
      ),
    );
  const levelOf = (value: unknown) => LEVELS.find((level) => level === value) ?? "";
  const languages = docs(doc["languages"]).map((one) => ({ name: line(one["name"], MOST.skill), level: levelOf(one["level"]) }));
  const audience = isDoc(doc["audience"]) ? doc["audience"] : {};
  const whole: CvContent = {
    experience: own(doc["experience"]),
    education: own(doc["education"]),
    skills: skillsOf(texts(doc["skills"])),
    languages: languagesOf(languages),
    open_to: OPEN_TO.filter((one) => texts(doc["open_to"]).includes(one)),
    audience: Object.fromEntries(
      SECTIONS.flatMap((section) => {
        const who = AUDIENCES.find((one) => one === audience[section]);
        return who === undefined ? [] : [[section, who]];
      }),
    ),
  };
  const content = Object.fromEntries(Object.entries(whole).filter(([name]) => name in doc)) as Partial<CvContent>;
  return { content, ...("headline" in doc ? { headline: line(doc["headline"], MOST.headline) } : {}) };
}

/** Its words for how well one speaks a language are anybody's; these are LinkedIn's, which most programs write. */
const FLUENCY: readonly (readonly [RegExp, CvLanguageLevel])[] = [
  [/limited|elementary/i, "basic"],
  [/native|bilingual|mother/i, "native"],
  [/full professional|fluent|advanced|\bC[12]\b/i, "fluent"],
  [/professional|intermediate|good|\bB[12]\b/i, "good"],
  [/basic|beginner|\bA[12]\b/i, "basic"],
];
const fluencyOf = (words: string): CvLanguageLevel => FLUENCY.find(([pattern]) => pattern.test(words))?.[1] ?? "";

const paragraphs = (...parts: string[]): string => cut(parts.filter((part) => part !== "").join("\n\n"), MOST.text);
const points = (value: unknown): string =>
  texts(value)
    .map((one) => `– ${one}`)
    .join("\n");

function fromResume(doc: Doc): CvChanges {
  const basics = isDoc(doc["basics"]) ? doc["basics"] : {};
  const work = (one: Doc) =>
    entry({
      title: line(one["position"]),
      // `company` and `organization` are those of older versions, and of volunteering.
      organisation: line(one["name"] ?? one["company"] ?? one["organization"]),
      place: line(one["location"]),
      from: month(one["startDate"]),
      until: month(one["endDate"]),
      text: paragraphs(said(one["summary"] ?? one["description"]), points(one["highlights"])),
    });
  const school = (one: Doc) =>
    entry({
      title: line([said(one["studyType"]), said(one["area"])].filter((part) => part !== "").join(", ")),
      organisation: line(one["institution"]),
      place: line(one["location"]),
      from: month(one["startDate"]),
      until: month(one["endDate"]),
      text: paragraphs(points(one["courses"])),
    });
  const skills = docs(doc["skills"]).flatMap((one) => [said(one["name"]), ...texts(one["keywords"])]);
  const languages = docs(doc["languages"]).map((one) => ({
    name: line(one["language"], MOST.skill),
    level: fluencyOf(said(one["fluency"])),
  }));
  const headline = line(basics["label"], MOST.headline);
  return {
    ...(headline === "" ? {} : { headline }),
    content: {
      experience: entries([...docs(doc["work"]), ...docs(doc["volunteer"])].map(work)),
      education: entries(docs(doc["education"]).map(school)),
      skills: skillsOf(skills),
      languages: languagesOf(languages),
    },
  };
}
