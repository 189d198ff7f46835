/** Guesses in which language somebody writes, where neither they nor their app have said it. */
import type { Entity } from "../text/grammar.ts";

/** Shorter texts say too little. */
const LEAST = 16;
const MOST = 2000;

/**
 * The language of a text (ISO 639-1) without its links, mentions, tags and emoji; "" when it cannot be told. The detector is loaded at the first
 * call, which costs 0.4 s and some memory.
 */
export async function detectLanguage(text: string, entities: readonly Entity[]): Promise<string> {
  let words = "";
  let at = 0;
  for (const { start, end } of entities) {
    words += `${text.slice(at, start)} `;
    at = end;
  }
  words = (words + text.slice(at)).replace(/\s+/g, " ").trim().slice(0, MOST);
  if (words.replaceAll(/[^\p{L}]/gu, "").length < LEAST) return "";
  const { eld } = await import("eld/extrasmall");
  const found = eld.detect(words);
  return found.isReliable() ? found.language : "";
}
