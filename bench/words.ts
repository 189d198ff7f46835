/** Made-up words and sentences, so that texts have the length and the repetitions of real ones and mean nothing. */
import type { Random } from "./random.ts";

const CONSONANTS = "bdfgklmnprstvz";
const VOWELS = "aeiou";
const VOCABULARY = 5000;

/** The n-th word of the vocabulary; no two are the same. */
export function word(n: number): string {
  let text = "";
  for (let rest = n; text === "" || rest > 0; rest = Math.floor(rest / (CONSONANTS.length * VOWELS.length))) {
    const syllable = rest % (CONSONANTS.length * VOWELS.length);
    text += CONSONANTS.charAt(syllable % CONSONANTS.length) + VOWELS.charAt(Math.floor(syllable / CONSONANTS.length));
  }
  return `${text}x`;
}

/** So many words, frequent ones more often. */
export const sentence = (random: Random, words: number): string =>
  Array.from({ length: words }, () => word(random.skewed(VOCABULARY))).join(" ");
