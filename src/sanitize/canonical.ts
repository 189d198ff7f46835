/**
 * The quick reader. Nearly all that arrives was written by programs in a tidy subset of HTML: this reads that subset strictly, in
 * one pass, and declines anything else. What it accepts is well nested and of allowed elements only, so that no parser can
 * read it in two ways; a property test holds its answers equal to sanitize-html's.
 */
import { allowedAttributes, BLOCK_TAGS, INLINE_TAGS } from "./policy.ts";
import type { Attributes } from "./policy.ts";

// Lower-case name, double-quoted attributes one space apart, nothing left out.
const TAG = /<(\/?)([a-z]+)((?: [a-z][a-z-]*="[^"<>]*")*)( ?\/)?>/y;
const ATTRIBUTE = / ([a-z-]+)="([^"]*)"/g;
const DECODED: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const MAX_DEPTH = 20;

type Open = {
  tag: string;
  /** What closes it in the result; empty when only its content stays. */
  end: string;
};

/** Sanitised HTML of a canonical fragment without control characters, or undefined: let the thorough reader decide. */
export function readCanonical(html: string): string | undefined {
  const stack: Open[] = [];
  let result = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    const words = readText(html.slice(at, open < 0 ? html.length : open), stack.at(-1)?.tag);
    if (words === undefined) return undefined;
    result += words;
    if (open < 0) break;
    TAG.lastIndex = open;
    const match = TAG.exec(html);
    if (!match) return undefined;
    const written = match[1] === "/" ? readEnd(match, stack) : readStart(match, stack);
    if (written === undefined) return undefined;
    result += written;
    at = TAG.lastIndex;
  }
  return stack.length === 0 ? result.trim() : undefined;
}

function readText(text: string, parent: string | undefined): string | undefined {
  if (text.includes(">") || ((parent === "ul" || parent === "ol") && text.trim() !== "")) return undefined;
  if (!text.includes("&")) return text;
  if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) return undefined;
  return text.replaceAll("&quot;", '"').replaceAll("&#39;", "'");
}

function readEnd(match: RegExpExecArray, stack: Open[]): string | undefined {
  if (match[3] !== "" || match[4] !== undefined || stack.at(-1)?.tag !== match[2]) return undefined;
  return stack.pop()?.end;
}

function readStart(match: RegExpExecArray, stack: Open[]): string | undefined {
  const tag = match[2] ?? "";
  if (tag === "br") return match[3] === "" && stack.at(-1)?.tag !== "ul" && stack.at(-1)?.tag !== "ol" ? "<br />" : undefined;
  if (match[4] !== undefined || stack.length >= MAX_DEPTH || !mayHold(stack, tag)) return undefined;
  const given = readAttributes(match[3] ?? "");
  if (!given) return undefined;
  const kept = allowedAttributes(tag, given);
  stack.push({ tag, end: kept ? `</${tag}>` : "" });
  return kept ? `<${tag}${writeAttributes(kept)}>` : "";
}

/** Nesting in which no parser closes anything by itself: lists hold items only, paragraphs and words no blocks, links no links. */
function mayHold(stack: Open[], tag: string): boolean {
  const parent = stack.at(-1)?.tag;
  if (tag === "li") return parent === "ul" || parent === "ol";
  if (parent === "ul" || parent === "ol") return false;
  if (tag === "a") return !stack.some((open) => open.tag === "a");
  if (INLINE_TAGS.includes(tag)) return true;
  return BLOCK_TAGS.includes(tag) && (parent === undefined || parent === "blockquote" || parent === "li");
}

function readAttributes(text: string): Attributes | undefined {
  if (text === "") return {};
  const given: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(ATTRIBUTE)) {
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(value)) return undefined;
    // The first of two equal attributes counts, as in browsers.
    given[name] ??= value.includes("&") ? value.replace(/&[a-z0-9#]+;/g, (reference) => DECODED[reference] ?? reference) : value;
  }
  return given;
}

function writeAttributes(attributes: Attributes): string {
  let text = "";
  for (const [name, value] of Object.entries(attributes)) text += value === "" ? ` ${name}` : ` ${name}="${escapeValue(value)}"`;
  return text;
}

function escapeValue(value: string): string {
  if (!/[&<>"]/.test(value)) return value;
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
