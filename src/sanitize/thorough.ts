/** The thorough reader: sanitize-html for whatever the quick one declines, malformed and hostile markup included. */
import { createRequire } from "node:module";
import type sanitizeHtml from "sanitize-html";
import { escapeHtml } from "../html.ts";
import { plainText } from "../text/plain.ts";
import { allowedAttributes, BLOCK_TAGS, INLINE_TAGS, SCHEMES } from "./policy.ts";

// Most of what comes is read by the quick reader: the parser and its seventy modules are loaded when something is not, at once.
const load = createRequire(import.meta.url);

const MAX_TAGS = 4000;
const MAX_DEPTH = 32;
const MAX_PASSES = 5;
const ALLOWED = new Set([...INLINE_TAGS, ...BLOCK_TAGS]);
// Four elements pass sanitize-html only to be rewritten behind it: `h1` for every heading, `h2` for what is a line of its own, such as a row of
// a table or what stands under a picture, `div` for other blocks, which become a space, `removed` for links that become their text. (It closes wrongly what follows an element renamed to one that it does not allow.)
const HEADING = /^h[1-6]$/;
const LINES = new Set(["caption", "dd", "dt", "figcaption", "tr"]);
const BLOCKS = new Set(
  "address article aside center details dir div dl fieldset figure footer form header hgroup hr main nav section summary table td th".split(
    " ",
  ),
);
const SILENT =
  "iframe math noembed noframes noscript object option plaintext script select style svg template textarea title xmp".split(" ");

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...ALLOWED, "h1", "h2", "div", "removed"],
  allowedAttributes: {
    a: ["href", "class", "translate", "rel", "target"],
    span: ["class", "translate"],
    p: ["class"],
    ol: ["start", "reversed"],
    li: ["value"],
  },
  allowedSchemes: [...SCHEMES],
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nestingLimit: MAX_DEPTH,
  nonTextTags: SILENT,
  selfClosing: ["br"],
  transformTags: { "*": transform },
  // References such as `&#1;` become characters only inside the parser.
  textFilter: withoutControls,
};

function transform(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  if (tagName === "s" || tagName === "strike") return { tagName: "del", attribs: {} };
  if (HEADING.test(tagName)) return { tagName: "h1", attribs: {} };
  if (LINES.has(tagName)) return { tagName: "h2", attribs: {} };
  if (BLOCKS.has(tagName)) return { tagName: "div", attribs: {} };
  if (!ALLOWED.has(tagName)) return { tagName, attribs: {} };
  const kept = allowedAttributes(tagName, attribs);
  return kept ? { tagName, attribs: { ...kept } } : { tagName: "removed", attribs: {} };
}

/**
 * Sanitised HTML of any fragment. It is read again until reading changes nothing: when unknown elements fall away, what
 * remains may nest in a way that a parser repairs, and only a fixed point means the same to us and to every browser.
 * What does not settle, or is nothing but tags, is reduced to its text.
 */
export function readThoroughly(html: string): string {
  if (tooManyTags(html)) return asText(html);
  let result = onePass(html);
  for (let pass = 1; pass < MAX_PASSES; pass += 1) {
    const again = onePass(result);
    if (again === result) return result;
    result = again;
  }
  return asText(result);
}

// In sanitize-html's result a literal `<` begins a tag that it wrote itself, without attributes for these three.
function onePass(html: string): string {
  const sanitize = load("sanitize-html") as typeof sanitizeHtml;
  const result = sanitize(html, OPTIONS);
  const links = result.replace(/<\/?removed>/g, "");
  const headings = links.replaceAll("<h1>", "<p><strong>").replaceAll("</h1>", "</strong></p>");
  const spaced = headings.replace(/<\/?div>/g, " ");
  return spaced
    .replace(LINE, asLine)
    .replace(/<\/?h2>/g, " ")
    .trim();
}

// Without paragraphs or lists, which are lines themselves.
const LINE = /<h2>((?:[^<]|<(?!\/?(?:h2|p|li|ol|ul|pre|blockquote)\b))*)<\/h2>/g;
const asLine = (_: string, words: string): string =>
  words.replace(/<[^>]*>/g, "").trim() === "" ? " " : `<p>${words.trim()}</p>`;

// The parser's stack makes thousands of open elements cost quadratic time.
function tooManyTags(html: string): boolean {
  let count = 0;
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at + 1)) if ((count += 1) > MAX_TAGS) return true;
  return false;
}

/** Paragraphs of the words of a fragment, at most `max` characters of them. */
export function asText(html: string, max: number = html.length): string {
  const text = escapeText(withoutControls(plainText(html)).slice(0, max).toWellFormed()).trim();
  if (text === "") return "";
  const blocks = text.split(/\n\n+/).map((block) => block.replaceAll("\n", "<br />"));
  return blocks.map((block) => `<p>${block}</p>`).join("");
}

/** Text with line ends as `\n` and no other control character but the tab. */
export function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\r\n?/g, "\n").replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "");
}

// As sanitize-html writes text, so that reading the result again changes nothing.
function escapeText(text: string): string {
  return escapeHtml(text).replaceAll("&quot;", '"').replaceAll("&#39;", "'");
}
