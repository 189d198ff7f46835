/** What changed between the versions of a status: its words piece by piece, and the rest as facts to be put into words. */
import { diffArrays } from "diff";
import { fromJson } from "../db/columns.ts";
import { plainText } from "../text/plain.ts";
import type { StatusEdit } from "./history.ts";

export type Piece = { kind: "same" | "added" | "removed"; text: string };
export type Change =
  | { what: "warning"; before: string; after: string }
  | { what: "media"; added: number; removed: number }
  | { what: "described" }
  | { what: "sensitive"; on: boolean }
  | { what: "poll"; before: readonly string[] | undefined; after: readonly string[] | undefined };
export type Version = {
  edit: StatusEdit;
  /** Against the version before; the first one is one piece that is the same. */
  words: Piece[];
  changes: Change[];
};

/** ms for the comparison of two texts; whoever writes what takes longer is shown both whole. */
const TIMEOUT = 150;
/** Characters that are compared. */
const MOST = 20_000;

/** @param history the first version first, as `loadHistory` gives it @param language of the words (BCP 47), "" when nobody knows */
export function compareVersions(history: readonly StatusEdit[], language: string): Version[] {
  return history.map((edit, at) => {
    const before = history[at - 1];
    const text = wordsOf(edit);
    if (before === undefined) return { edit, words: text === "" ? [] : [{ kind: "same", text }], changes: [] };
    return { edit, words: compareTexts(wordsOf(before), text, language), changes: changesBetween(before, edit) };
  });
}

const wordsOf = ({ content }: StatusEdit): string => plainText(content).slice(0, MOST);

/** Word by word, in any script. */
export function compareTexts(before: string, after: string, language: string): Piece[] {
  if (before === after) return after === "" ? [] : [{ kind: "same", text: after }];
  const segments = segmenter(language);
  const parts = diffArrays(segments(before), segments(after), { timeout: TIMEOUT });
  const pieces: Piece[] =
    parts === undefined
      ? [
          { kind: "removed", text: before },
          { kind: "added", text: after },
        ]
      : parts.map(({ value, added, removed }) => ({
          kind: added ? "added" : removed ? "removed" : "same",
          text: value.join(""),
        }));
  return tidied(pieces.filter(({ text }) => text !== ""));
}

function segmenter(language: string): (text: string) => string[] {
  const make = (tag: string | undefined) => new Intl.Segmenter(tag, { granularity: "word" });
  let found: Intl.Segmenter;
  try {
    found = make(language === "" ? undefined : language);
  } catch {
    found = make(undefined); // no tag that anybody knows
  }
  return (text) => Array.from(found.segment(text), ({ segment }) => segment);
}

/** A space alone between two changes is no common ground: what stands around it becomes one change. */
function tidied(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  let run = { removed: "", added: "" };
  const flush = () => {
    if (run.removed !== "") kept.push({ kind: "removed", text: run.removed });
    if (run.added !== "") kept.push({ kind: "added", text: run.added });
    run = { removed: "", added: "" };
  };
  pieces.forEach(({ kind, text }, at) => {
    const between = kind === "same" && /^[^\S\n]+$/.test(text) && at > 0 && at < pieces.length - 1;
    if (kind === "same" && !(between && run.removed !== "" && run.added !== "")) {
      flush();
      kept.push({ kind, text });
    } else {
      if (kind !== "added") run.removed += text;
      if (kind !== "removed") run.added += text;
    }
  });
  flush();
  return kept;
}

function changesBetween(before: StatusEdit, after: StatusEdit): Change[] {
  const changes: Change[] = [];
  if (before.spoiler_text !== after.spoiler_text)
    changes.push({ what: "warning", before: before.spoiler_text, after: after.spoiler_text });
  const [had, has] = [fromJson(before.media), fromJson(after.media)];
  const added = has.filter((id) => !had.includes(id)).length;
  const removed = had.filter((id) => !has.includes(id)).length;
  if (added > 0 || removed > 0) changes.push({ what: "media", added, removed });
  if (isDescribedAnew(before, after)) changes.push({ what: "described" });
  if (before.sensitive !== after.sensitive && has.length > 0) changes.push({ what: "sensitive", on: after.sensitive === 1 });
  if (before.options?.join("\n") !== after.options?.join("\n"))
    changes.push({ what: "poll", before: before.options, after: after.options });
  return changes;
}

/** Of those that were there before. */
function isDescribedAnew(before: StatusEdit, after: StatusEdit): boolean {
  const described = new Map(before.attached.map(({ id, description }) => [id, description]));
  return after.attached.some(({ id, description }) => described.has(id) && described.get(id) !== description);
}
