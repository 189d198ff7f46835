/** Finds what is more than words in what people write: mentions, hashtags, links and custom emoji, by Mastodon's rules. */
import { find } from "linkifyjs";
import { normalizeHandle } from "./names.ts";
import { httpUrl } from "./outside.ts";

type Span = {
  /** Offsets in UTF-16 units; `end` is the first unit after it. */
  start: number;
  end: number;
};

export type Mention = Span & {
  kind: "mention";
  /** The name as written. */
  username: string;
  /** The host as written, undefined for `@ann`. */
  host: string | undefined;
  /** `ann` or `ann@host`, normalised. */
  handle: string;
};
export type Entity =
  | Mention
  /** `name` as written, without `#`. */
  | (Span & { kind: "tag"; name: string })
  /** `url` as written; its scheme is http or https. */
  | (Span & { kind: "url"; url: string })
  /** `shortcode` without colons. */
  | (Span & { kind: "emoji"; shortcode: string });

const MAX_TAG = 255;

// Each expression starts at a sign that it consumes, and no part of it can match one text in two ways: time stays linear.
const MENTION =
  /(?<![=/\p{L}\p{M}\p{N}\p{Pc}])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@([\p{L}\p{M}\p{N}\p{Pc}]+(?:[.-]+[\p{L}\p{M}\p{N}\p{Pc}]+)*)(:\d{1,5})?)?/giu;
const TAG = /(?<![=/)&\p{L}\p{M}\p{N}\p{Pc}])[#＃]([\p{L}\p{M}\p{N}\p{Pc}][\p{L}\p{M}\p{N}\p{Pc}·・\u200c]*)/gu;
const EMOJI = /(?<![\p{L}\p{N}:]):([a-zA-Z0-9_]{2,}):(?![\p{L}\p{N}:])/gu;
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3})$/i;
// Punctuation of Chinese and Japanese sentences, and quotes: no one means them as part of a link.
const AFTER_URL = /[<>"«»“”。、，！？；「」『』【】《》（）]/;

/**
 * The entities of a plain text: in order, never overlapping, none inside a URL. URLs are http(s) with the scheme written
 * out. A mention's host may carry a port when it is a loopback name or address.
 */
export function findEntities(text: string): Entity[] {
  const urls = findUrls(text);
  const words = maskUrls(text, urls);
  const found = [...urls, ...findMentions(words), ...findTags(words), ...findEmojis(words)];
  found.sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((entity) => {
    if (entity.start < end) return false;
    end = entity.end;
    return true;
  });
}

// A slash is what no mention or tag may follow, and no part of any.
function maskUrls(text: string, urls: Entity[]): string {
  let masked = text;
  for (const { start, end } of urls) masked = masked.slice(0, start) + "/".repeat(end - start) + masked.slice(end);
  return masked;
}

function findUrls(text: string): Entity[] {
  if (!text.includes("://")) return [];
  const urls: Entity[] = [];
  for (const { start, value } of find(text, "url")) {
    if (!/^https?:\/\//i.test(value)) continue;
    const cut = value.search(AFTER_URL);
    const url = cut < 0 ? value : value.slice(0, cut).replace(/[.,:;!?'-]$/, "");
    if (httpUrl(url) !== undefined) urls.push({ kind: "url", start, end: start + url.length, url });
  }
  return urls;
}

function findMentions(text: string): Entity[] {
  if (!text.includes("@")) return [];
  const mentions: Entity[] = [];
  for (const match of text.matchAll(MENTION)) {
    const [all, username = "", name, port = ""] = match;
    const withPort = name !== undefined && LOOPBACK.test(name);
    const host = name === undefined || !withPort ? name : name + port;
    const handle = normalizeHandle(host === undefined ? username : `${username}@${host}`);
    if (handle === undefined) continue;
    const end = match.index + all.length - (withPort ? 0 : port.length);
    mentions.push({ kind: "mention", start: match.index, end, username, host, handle });
  }
  return mentions;
}

function findTags(text: string): Entity[] {
  if (!/[#＃]/.test(text)) return [];
  const tags: Entity[] = [];
  for (const { index, 1: run = "" } of text.matchAll(TAG)) {
    const name = run.slice(0, tagLength(run));
    if (isTagName(name)) tags.push({ kind: "tag", start: index, end: index + 1 + name.length, name });
  }
  return tags;
}

/** Middle dots and joiners belong to a tag only between other characters. */
function tagLength(run: string): number {
  let length = run.length;
  while (length > 0 && "·・\u200c".includes(run.charAt(length - 1))) length -= 1;
  return length;
}

/** Whether a name (without `#`) can be a tag: letters, digits, underscores and inner middle dots, and not only digits. */
export function isTagName(name: string): boolean {
  if (name.length > MAX_TAG || tagLength(name) !== name.length) return false;
  if (!/^[\p{L}\p{M}\p{N}\p{Pc}][\p{L}\p{M}\p{N}\p{Pc}·・\u200c]*$/u.test(name)) return false;
  return /[\p{L}\p{N}]/u.test(name) && /[^\p{N}]/u.test(name);
}

function findEmojis(text: string): Entity[] {
  if (!text.includes(":")) return [];
  return Array.from(text.matchAll(EMOJI), ({ index, 0: all, 1: shortcode = "" }) => {
    return { kind: "emoji", start: index, end: index + all.length, shortcode };
  });
}
