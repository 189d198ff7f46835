/**
 * What the domain refuses, in the words of people.
 *
 * Refusals speak the sentences of Mastodon's API, on which programs rely. `LANGUAGE/refusals.json` has them as keys, without "Validation failed:", with
 * `{name}` for what changes in them, and as values what the pages say instead.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jointsOf } from "./joints.ts";
import type { Language } from "./languages.ts";

/** The sentence for people, or undefined when the catalogue does not have that of the API. */
export type Refusals = (message: string) => string | undefined;

export const readRefusals = (language: Language): Record<string, string> =>
  JSON.parse(readFileSync(join(import.meta.dirname, language, "refusals.json"), "utf8")) as Record<string, string>;

export function openRefusals(language: Language): Refusals {
  const sentences = Object.entries(readRefusals(language));
  const joints = jointsOf(language);
  const plain = new Map(sentences.filter(([key]) => !key.includes("{")));
  const changing = sentences.filter(([key]) => key.includes("{")).map(([key, text]) => ({ pattern: patternOf(key), text }));
  return (message) => {
    const bare = bareRefusal(message);
    const known = plain.get(bare);
    if (known !== undefined) return known;
    for (const { pattern, text } of changing) {
      const found = pattern.exec(bare);
      if (found !== null)
        return joints.join(joints.mark(text).replace(/\{(\w+)\}/g, (whole, name: string) => found.groups?.[name] ?? whole));
    }
    return undefined;
  };
}

/** A sentence of the API without its formal beginning and its full stop. */
export const bareRefusal = (message: string): string => message.replace(/^Validation failed: /, "").replace(/\.$/, "");

const patternOf = (key: string): RegExp =>
  new RegExp(`^${key.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)")}$`, "s");
