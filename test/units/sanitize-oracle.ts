// Judges sanitised HTML by an oracle of its own, which shares no code with the sanitiser.
import { expect } from "vitest";
import { sanitizeContent } from "../../src/sanitize.ts";

export const REL = 'rel="nofollow noopener noreferrer" target="_blank"';
const TAG = /<(\/?)(p|br|span|a|del|pre|code|em|strong|b|i|u|ul|ol|li|blockquote)((?: [a-z]+(?:="[^"<>]*")?)*)( \/)?>/g;
const ATTRIBUTE =
  /^(?: (?:class="(?:(?:(?:h|p|u|dt|e)-[a-z0-9-]+|mention|hashtag|ellipsis|invisible|quote-inline) ?)+"|translate="no"|start="-?\d+"|value="-?\d+"|reversed|rel="nofollow noopener noreferrer"|target="_blank"|href="(?:(?:https?:\/\/[^/\\\s"])|(?:dat|dweb|ipfs|ipns|ssb|gopher|xmpp|magnet|gemini):)[^\s"]*"))*$/i;

/** Nothing but allowed, balanced tags with allowed attributes; no other `<` or `>` anywhere; no control characters. */
function assertHarmless(html: string): void {
  const open: string[] = [];
  const text = html.replace(TAG, (_, end: string, name: string, attributes: string) => {
    expect(attributes).toMatch(ATTRIBUTE);
    if (name === "a" && end === "") expect(attributes).toMatch(/ href=.* rel="nofollow noopener noreferrer" target="_blank"$/);
    if (end === "/") expect(open.pop()).toBe(name);
    else if (name !== "br") open.push(name);
    return "";
  });
  expect(open).toEqual([]);
  expect(text).not.toMatch(/[<>]/);
  expect(text.replace(/&(?:amp|lt|gt);/g, "")).not.toContain("&");
  // oxlint-disable-next-line no-control-regex
  expect(html).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
  expect(html.isWellFormed()).toBe(true);
}

/** Sanitises, and checks what must hold for every result. */
export function clean(html: string): string {
  const result = sanitizeContent(html);
  assertHarmless(result);
  expect(sanitizeContent(result)).toBe(result);
  return result;
}
