/** What a group says of itself, within bounds. */
import { invalid, readAll } from "../errors.ts";
import { sanitizeName } from "../sanitize.ts";
import { isLonger } from "../text/count.ts";
import { stripNul } from "../text/outside.ts";

export const GROUP_LIMITS = Object.freeze({ title: 60, note: 2000, rules: 20, rule: 300, reason: 500 });

export type Said = { title: string; note: string; rules: string[] };

/** @throws Refusal `invalid` with all that is wrong, by field */
export const readSaid = ({ title, note, rules }: { title: string; note: string; rules: readonly string[] }): Said =>
  readAll({ title: () => readTitle(title), note: () => readNote(note), rules: () => readRules(rules) });

/** @throws Refusal `invalid`, with the field */
function readTitle(text: string): string {
  const title = bounded(sanitizeName(text, 1000).trim(), GROUP_LIMITS.title, "title", "ERR_GROUP_TOO_LONG");
  if (title === "") wrong("title", "ERR_GROUP_BLANK", "can't be blank");
  return title;
}

const readNote = (text: string): string => bounded(stripNul(text).replace(/\r\n?/g, "\n").trim(), GROUP_LIMITS.note, "note");

/** One a line; empty ones are left out. */
function readRules(rules: readonly string[]): string[] {
  const written = rules.map((rule) => stripNul(rule).replace(/\s+/g, " ").trim()).filter((rule) => rule !== "");
  if (written.length > GROUP_LIMITS.rules) wrong("rules", "ERR_TOO_LONG", "is too long");
  return written.map((rule) => bounded(rule, GROUP_LIMITS.rule, "rules"));
}

export const readReason = (text: string): string =>
  bounded(stripNul(text).replace(/\s+/g, " ").trim(), GROUP_LIMITS.reason, "reason");

function bounded(text: string, most: number, field: string, error = "ERR_TOO_LONG"): string {
  if (isLonger(text, most)) wrong(field, error, "is too long");
  return text;
}

function wrong(field: string, error: string, description: string): never {
  const name = `${field.slice(0, 1).toUpperCase()}${field.slice(1)}`;
  throw invalid(`Validation failed: ${name} ${description}`, { [field]: [{ error, description }] });
}
