/** A refusal in the words of a form: what is wrong with which field, and what to do about it, in the language of the page. `locale.refusal` has the sentences of all refusals (refusals.json of each language): there is no other table of them. */
import { Refusal } from "../errors.ts";
import type { Locale } from "../words/locale.ts";
import type { Problems } from "../../views/context.ts";

/** Fields, by how the refusals begin that are about them. */
type Fields = readonly (readonly [words: string, field: string])[];

/**
 * What a form shows for an error.
 *
 * @param field to which what names no field belongs, or how to tell; "" is the whole form
 * @throws the error itself, when it is no refusal that a form can show
 */
export function problemsOf(error: unknown, locale: Locale, field: string | Fields = ""): Problems {
  if (!(error instanceof Refusal) || !["invalid", "conflict", "forbidden", "missing", "unavailable"].includes(error.kind))
    throw error;
  const details = Object.entries(error.details ?? {});
  if (details.length === 0)
    return { [typeof field === "string" ? field : fieldOf(error.message, field)]: locale.refusal(error.message) };
  return Object.fromEntries(details.map(([name, [first]]) => [name, wordsOf(locale, name, first?.error ?? "")]));
}

/** `ERR_TAKEN` of `username` is the text `errors.username_taken`. */
function wordsOf(locale: Locale, name: string, code: string): string {
  const key = `errors.${name}_${code.replace(/^ERR_/, "").toLowerCase()}`;
  return locale.t(locale.knows(key) ? key : "errors.not_right");
}

const fieldOf = (message: string, fields: Fields): string =>
  fields.find(([words]) => message.startsWith(`Validation failed: ${words}`))?.[1] ?? "";
