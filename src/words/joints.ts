/**
 * Words that change before the one that follows, where that one is only known when a text is told: French "de" before "Amara", Spanish "y" before "Inés".
 *
 * Catalogues have the word as it stands alone. Where it stands before a value it is marked when the message is read, and joined to the value once it is told.
 */
import type { Language } from "./languages.ts";

export type Joints = {
  /** A message (ICU) with its joints marked. */
  readonly mark: (message: string) => string;
  /** What has been told, text or markup, with each word joined to what follows it, and no marks. */
  readonly join: (told: string) => string;
};

/** Before these letters, these words become something else, with the space behind them. All are parts of regular expressions. */
type Rule = { words: string; before: string; becomes: (word: string) => string };

/** A noncharacter (Unicode, 23.7), which no text has. */
const MARK = "\uFDD0";

/**
 * An h is silent in names and words that French has long had, and said in those from elsewhere (Hans, Hassan, Hiroshi); a y before a vowel (Yann) is no vowel.
 * See Grevisse and Goosse, Le bon usage, on elision.
 */
const FRENCH_VOWEL =
  "[aeiouàâäáãåæéèêëîïíôöóòõœùûüú]|y[^aeiouy]|h(?:[éèê]|abit|ect|elen|elo|enri|erb|erm|erv|eure|ilair|ippol|istoi|omm|onor|oraco|ortens|ôpita|ôtel|uber|ug[ou]|uil|uma|yacin)";

const RULES: Partial<Record<Language, readonly Rule[]>> = {
  fr: [{ words: "de|que|jusque|lorsque|puisque", before: FRENCH_VOWEL, becomes: (word) => `${word.slice(0, -1)}’` }],
  // Not before the i of "hielo", which is said as a y is.
  es: [
    { words: "y", before: "[ií]|hi(?![aeo])|hí", becomes: () => "e " },
    { words: "o", before: "h?[oó]", becomes: () => "u " },
  ],
};

/** Of a language; one without such words leaves all as it is. */
export function jointsOf(language: Language): Joints {
  const rules = (RULES[language] ?? []).map(({ words, before, becomes }) => ({
    becomes,
    places: new RegExp(`(?<![\\p{L}’])(?:${words}) (?=(?:<\\w+>)*\\{)`, "giu"),
    meets: new RegExp(`(?<![\\p{L}’])(${words}) ${MARK}((?:<[^<>]*>)*)(?=${before})`, "giu"),
  }));
  return {
    mark: (message) => rules.reduce((text, { places }) => text.replace(places, `$&${MARK}`), message),
    join: (told) =>
      told.includes(MARK)
        ? rules
            .reduce(
              (text, { meets, becomes }) => text.replace(meets, (_, word: string, markup: string) => becomes(word) + markup),
              told,
            )
            .replaceAll(MARK, "")
        : told,
  };
}
