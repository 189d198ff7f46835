/** Guesses in which language somebody writes, where neither they nor their app have said it. */
import type { Kith } from "../kith.ts";
import type { Entity } from "../text/grammar.ts";

/** Shorter texts say too little. */
const LEAST = 16;
const MOST = 2000;

/** The language of a text (ISO 639-1) without its links, mentions, tags and emoji; "" when it cannot be told. */
export async function detectLanguage(
  { detector }: Pick<Kith, "detector">,
  text: string,
  entities: readonly Entity[],
): Promise<string> {
  let words = "";
  let at = 0;
  for (const { start, end } of entities) {
    words += `${text.slice(at, start)} `;
    at = end;
  }
  words = (words + text.slice(at)).replace(/\s+/g, " ").trim().slice(0, MOST);
  if (words.replaceAll(/[^\p{L}]/gu, "").length < LEAST) return "";
  return await detector.detect(words);
}
