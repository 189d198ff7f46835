/**
 * Reads what a page says of itself: Open Graph, plain HTML, and where its oEmbed is. Pure; the time is linear in the page's length, whatever is in
 * it, for only so many tags are read and none is longer than a few thousand characters.
 */
import { plainText } from "../text/plain.ts";

const MOST_TAGS = 400;
const LONGEST = 8000;

export type Head = {
  /** `property` or `name` in lower case → the first `content`. */
  meta: ReadonlyMap<string, string>;
  title: string;
  language: string;
  /** Address of the JSON oEmbed, as written; "" = none. */
  oembed: string;
};

export function readHead(html: string): Head {
  const meta = new Map<string, string>();
  let oembed = "";
  let at = 0;
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    const open = nextTag(html, at);
    if (open < 0) break;
    const tag = html.slice(open, open + LONGEST);
    const { attributes, length } = readAttributes(tag);
    at = open + Math.max(length, 5);
    const name = attributes.get("property") ?? attributes.get("name") ?? attributes.get("itemprop");
    const content = attributes.get("content");
    if (name !== undefined && content !== undefined && !meta.has(name.toLowerCase()))
      meta.set(name.toLowerCase(), plainText(content));
    if (oembed === "" && attributes.get("type")?.toLowerCase() === "application/json+oembed")
      oembed = plainText(attributes.get("href") ?? "");
  }
  return { meta, title: titleOf(html), language: languageOf(html), oembed };
}

function nextTag(html: string, from: number): number {
  const pattern = /<(?:meta|link)[\s/]/gi;
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? -1;
}

/** The attributes of a tag that begins the text, and how long the tag is. */
function readAttributes(tag: string): { attributes: Map<string, string>; length: number } {
  const attributes = new Map<string, string>();
  const pattern = /[\s/]*(?:(>)|([^\s"'<>/=]{1,100})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]*)))?)/y;
  pattern.lastIndex = 5;
  for (let match = pattern.exec(tag); match !== null; match = pattern.exec(tag)) {
    const [, end, name, double, single, bare] = match;
    if (end !== undefined) return { attributes, length: pattern.lastIndex };
    if (name !== undefined && !attributes.has(name.toLowerCase()))
      attributes.set(name.toLowerCase(), double ?? single ?? bare ?? "");
  }
  return { attributes, length: Math.max(pattern.lastIndex, 5) };
}

function titleOf(html: string): string {
  const open = html.search(/<title[\s>]/i);
  if (open < 0) return "";
  const rest = html.slice(open, open + LONGEST);
  const start = rest.indexOf(">");
  const end = rest.search(/<\/title/i);
  return start < 0 || end < start ? "" : plainText(rest.slice(start + 1, end));
}

function languageOf(html: string): string {
  const open = html.search(/<html[\s>]/i);
  if (open < 0) return "";
  return /^<html[^>]{0,2000}?\slang=["']?([a-z]{2,3})\b/i.exec(html.slice(open, open + 2100))?.[1]?.toLowerCase() ?? "";
}
