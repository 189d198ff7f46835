/** Where HTML and names from other servers are made harmless, once, on their way in; what is stored can be shown as it is. */
import { readCanonical } from "./sanitize/canonical.ts";
import { asText, readThoroughly, withoutControls } from "./sanitize/thorough.ts";
import { firstGraphemes } from "./text/count.ts";

const MAX_CONTENT = 200_000;
const MAX_FIELD = 20_000;
const MAX_NAME = 255;

// Controls, line and paragraph separators, byte order marks, and all that turns the direction of what follows: a name must
// not be able to rearrange the line in which it is shown.
// oxlint-disable-next-line no-control-regex
const UNFIT_FOR_NAMES = /[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * Safe HTML of remote HTML, by Mastodon's allow-list: no other elements, attributes, classes or schemes than it names, balanced
 * tags, every link `nofollow noopener noreferrer` in a new window. Headings become bold paragraphs, links that we do not know
 * become their text. Input beyond 200,000 characters is cut off, and the result is never longer than that. Sanitising twice
 * changes nothing.
 */
export function sanitizeContent(html: string): string {
  const clean = withoutControls(html.slice(0, MAX_CONTENT)).toWellFormed();
  const result = readCanonical(clean) ?? readThoroughly(clean);
  // Escaping can make it five times as long, which is only ever somebody's attack.
  return result.length <= MAX_CONTENT ? result : asText(result, MAX_CONTENT / 8);
}

/** The value of a profile field: as `sanitizeContent`, in one line, without paragraphs, lists and quotes. */
export function sanitizeField(html: string): string {
  const content = sanitizeContent(html.slice(0, MAX_FIELD));
  // A literal `<` in sanitised HTML always begins a tag.
  return content
    .replace(/<\/?(?:p|br|pre|blockquote|ul|ol|li)(?: [^<>]*)?>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** A display name: one line of at most `max` characters (graphemes), without control and direction characters. Text, not HTML. */
export function sanitizeName(text: string, max: number = MAX_NAME): string {
  // A grapheme of a hundred marks is one character to a counter and a tower to a reader: units are capped too.
  const units = text.slice(0, max * 16).toWellFormed();
  const line = units
    .replace(UNFIT_FOR_NAMES, "")
    .replace(/[\s\u2028\u2029]+/g, " ")
    .trim();
  return firstGraphemes(line, max).trim();
}
