/** The languages in which Kith speaks to people, and which of them somebody understands best. */

/** Each by its own name, in the order in which people choose. */
export const LANGUAGES = Object.freeze({
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
  ja: "日本語",
});

export type Language = keyof typeof LANGUAGES;

/** Languages written from right to left, by their subtag: texts of people, and catalogues to come. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"]);

const MAX_HEADER = 500;

export const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

/** Of a BCP 47 tag. */
export const directionOf = (tag: string): "ltr" | "rtl" => (RIGHT_TO_LEFT.has(tag.split("-")[0] ?? "") ? "rtl" : "ltr");

/** The language of a BCP 47 tag (`de-AT` → `de`), or undefined when we do not speak it. */
export function languageOf(tag: string): Language | undefined {
  const primary = tag.trim().toLowerCase().split("-")[0] ?? "";
  return isLanguage(primary) ? primary : undefined;
}

/**
 * What a browser would rather read (RFC 9110, 12.5.4).
 *
 * @param header `Accept-Language`, as it came
 * @returns undefined when it names no language that we speak
 */
export function preferredLanguage(header: string | undefined): Language | undefined {
  const wishes = (header ?? "")
    .slice(0, MAX_HEADER)
    .split(",")
    .flatMap((part) => {
      const [tag = "", ...parameters] = part.split(";");
      const language = languageOf(tag);
      const weight = Number(/^\s*q=([\d.]+)\s*$/i.exec(parameters.find((each) => /^\s*q=/i.test(each)) ?? "")?.[1] ?? 1);
      return language === undefined || !(weight > 0) ? [] : [{ language, weight }];
    });
  return wishes.toSorted((a, b) => b.weight - a.weight)[0]?.language;
}
