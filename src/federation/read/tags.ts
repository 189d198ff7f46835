// Whom a status mentions, and its hashtags.
import { id, isA, text, type Doc } from "./shape.ts";

const MOST = 100;

export type MentionRecord = { href: string; name: string };

/** Each mentioned actor once. `name` is what the sender calls them (`@user@host`, or less): not to be believed. */
export function mentionsOf(tags: readonly Doc[]): MentionRecord[] {
  const found = new Map<string, MentionRecord>();
  for (const tag of tags) {
    const href = isA(tag, "Mention") ? id(tag.href) : undefined;
    if (href === undefined || found.has(href) || found.size >= MOST) continue;
    found.set(href, { href, name: text(tag.name, 500) });
  }
  return [...found.values()];
}

/** What may not stand in a tag: anything but letters, marks, digits, `_` and the three joiners that Mastodon allows. */
const FOREIGN = /[^\p{L}\p{N}\p{M}_·\u200c\u30fb]/gu;

/**
 * Tag names without `#`, NFKC, without characters that tags cannot have (WordPress sends spaces), each once whatever its case.
 *
 * @param html what is said with them: links in it that are marked as tags are, too (Pixelfed, 0.12.6, names none that an edit has added)
 */
export function tagNamesOf(tags: readonly Doc[], html = ""): string[] {
  const found = new Map<string, string>();
  const named = tags.flatMap((tag) => (isA(tag, "Hashtag") ? [text(tag.name, 200)] : []));
  for (const written of [...named, ...linkedTagsIn(html)]) {
    if (found.size >= MOST) break;
    const name = written.normalize("NFKC").replace(FOREIGN, "");
    const lower = name.toLowerCase();
    if (name !== "" && name.length <= 100 && !found.has(lower)) found.set(lower, name);
  }
  return [...found.values()];
}

const LINK = /<a\s([^<>]{1,2000})>\s{0,9}#(?:<span>)?([^<\s]{1,200})(?:<\/span>)?\s{0,9}<\/a>/g;
/** A class that Mastodon gave such links and others took over. */
const MARKED = /(?:^|\s)class="(?:[^"]*\s)?hashtag(?:\s[^"]*)?"/;

const linkedTagsIn = (html: string): string[] =>
  [...html.matchAll(LINK)].flatMap(([, attributes = "", name = ""]) => (MARKED.test(attributes) ? [name] : []));
