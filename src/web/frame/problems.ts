/** A refusal in the words of a form: what is wrong with which field, and what to do about it, in the language of the page. `locale.refusal` has the sentences of all refusals (refusals.json of each language): there is no other table of them. */
import { Refusal } from "../../errors.ts";
import type { Locale } from "../../words/locale.ts";
import type { Problems } from "../../../views/frame/context.ts";

/** Fields, by how the refusals begin that are about them, or by a pattern; the first that fits. */
export type Fields = readonly (readonly [words: string | RegExp, field: string])[];

/**
 * What a form shows for an error: everything that is wrong, one sentence a field.
 *
 * @param field to which what names no field belongs, or how to tell; "" is the whole form
 * @throws the error itself, when it is no refusal that a form can show
 */
export function problemsOf(error: unknown, locale: Locale, field: string | Fields = ""): Problems {
  if (!(error instanceof Refusal) || !["invalid", "conflict", "forbidden", "missing", "unavailable"].includes(error.kind))
    throw error;
  const told: Record<string, string> = {};
  for (const one of [error, ...error.others]) for (const [name, words] of toldOf(one, locale, field)) told[name] ??= words;
  return told;
}

/** What checks would refuse that nothing is done after. @throws whatever they throw that a form cannot show */
export async function problemsIn(locale: Locale, field: string | Fields, check: () => unknown): Promise<Problems> {
  try {
    await check();
    return {};
  } catch (error) {
    return problemsOf(error, locale, field);
  }
}

function toldOf({ message, details }: Refusal, locale: Locale, field: string | Fields): [field: string, words: string][] {
  const named = Object.entries(details ?? {});
  if (named.length === 0) return [[typeof field === "string" ? field : fieldOf(message, field), locale.refusal(message)]];
  return named.map(([name, [first]]) => {
    const key = keyOf(name, first?.error ?? "");
    // Of one field alone the sentence itself tells.
    return [
      name,
      locale.knows(key) ? locale.t(key) : named.length === 1 ? locale.refusal(message) : locale.t("errors.not_right"),
    ];
  });
}

/** `ERR_TAKEN` of `username` is the text `errors.username_taken`. */
const keyOf = (name: string, code: string): string => `errors.${name}_${code.replace(/^ERR_/, "").toLowerCase()}`;

const fieldOf = (message: string, fields: Fields): string =>
  fields.find(([words]) =>
    typeof words === "string" ? message.startsWith(`Validation failed: ${words}`) : words.test(message),
  )?.[1] ?? "";
