/** Dates as each language writes them, where `Intl` has it otherwise. */
import type { Language } from "./languages.ts";

export type DateFormat = { /** @param at ms since 1970 */ readonly format: (at: number) => string };

/** English is British here, whose order of day and month reads better between other words; the first of a month is "1er" in French, which `Intl` has as a number. */
export function dateFormat(language: Language, options: Intl.DateTimeFormatOptions): DateFormat {
  const plain = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options);
  if (language !== "fr") return plain;
  return {
    format: (at) => {
      const parts = plain.formatToParts(at);
      const isNamed = (month: Intl.DateTimeFormatPart | undefined) => month?.type === "month" && /\p{L}/u.test(month.value);
      // Between the day and its month stands a space.
      return parts
        .map(({ type, value }, n) => (type === "day" && value === "1" && isNamed(parts[n + 2]) ? "1er" : value))
        .join("");
    },
  };
}
