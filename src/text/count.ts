/** Counts a text as Mastodon's composer does, so that client and server agree on what is too long. */
import { findEntities } from "./grammar.ts";

/** What every URL costs, as `characters_reserved_per_url` in the instance document says. */
export const URL_CHARACTERS = 23;

// The first one that a process makes takes as long as fifty modules to read, so none is made before a text needs it.
const segments = (text: string) => new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text);

/** Length in characters as people see them: a family emoji is one, a URL 23, and `@ann@example.org` counts as `@ann`. */
export function countCharacters(text: string): number {
  let count = 0;
  let at = 0;
  for (const entity of findEntities(text)) {
    if (entity.kind !== "url" && entity.kind !== "mention") continue;
    count += graphemes(text.slice(at, entity.start)) + (entity.kind === "url" ? URL_CHARACTERS : entity.username.length + 1);
    at = entity.end;
  }
  return count + graphemes(text.slice(at));
}

/** Grapheme clusters (UAX #29); a line end counts one, however it is written. */
export function graphemes(text: string): number {
  if (/^[\n\x20-\x7e]*$/.test(text)) return text.length;
  let count = 0;
  for (const _ of segments(text)) count += 1;
  return count;
}

/** Whether it has more than `most` characters; also when it has units for eight times as many, for a character can be made of as many as one likes. */
export const isLonger = (text: string, most: number): boolean => text.length > most * 8 || graphemes(text) > most;

/** The first `max` grapheme clusters of a text, in time proportional to `max`. */
export function firstGraphemes(text: string, max: number): string {
  if (text.length <= max) return text;
  let count = 0;
  for (const { index } of segments(text)) {
    if (count === max) return text.slice(0, index);
    count += 1;
  }
  return text;
}
