/** The languages that one can choose for a post, each by its own name. */

const CODES =
  "en ar be bg bn ca cs cy da de el eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv mk ms mt nb nl nn pl pt ro ru sk sl sq sr sv sw ta th tr uk ur vi zh";

/** Code and name, in the order of the names' codes; `also` is added when it is not among them. */
export function languageChoices(also: string): (readonly [code: string, name: string])[] {
  const codes = CODES.split(" ");
  if (also !== "" && !codes.includes(also)) codes.unshift(also);
  return codes.map((code) => [code, languageName(code)] as const);
}

function languageName(code: string): string {
  try {
    const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
    return name === undefined || name === code ? code : `${name} (${code})`;
  } catch {
    // Whatever a server elsewhere calls a language stands as it is.
    return code;
  }
}
