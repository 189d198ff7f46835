/** What tells one chat from another: all its people, its reader among them. */
import { createHash } from "node:crypto";

/** Longer ones are hashed: an index holds no more. */
const MOST = 1000;

export const peopleOf = (...ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b);

/** @param people ids, ascending */
export function keyOf(people: readonly number[]): string {
  const words = people.join(",");
  return words.length > MOST ? createHash("sha256").update(words).digest("base64url") : words;
}

export const groupKey = (uri: string): string => `group:${uri}`;
