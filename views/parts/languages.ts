/** The languages that one can choose for a post, each by its own name and by the page's. */
import type { ViewContext } from "../frame/context.ts";

const CODES =
  "en ar be bg bn ca cs cy da de el eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv mk ms mt nb nl nn pl pt ro ru sk sl sq sr sv sw ta th tr uk ur vi zh";

/** Code and name, by name; `also` is added when it is not among them. */
export function languageChoices({ locale }: ViewContext, also: string): (readonly [code: string, name: string])[] {
  const codes = CODES.split(" ");
  if (also !== "" && !codes.includes(also)) codes.push(also);
  const order = new Intl.Collator(locale.language);
  return codes.map((code) => [code, locale.languageName(code)] as const).toSorted((a, b) => order.compare(a[1], b[1]));
}
