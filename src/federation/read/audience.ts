// Whom a status is addressed to, and so who may see it.
import { id, ids, isPublic, list, type Doc } from "./shape.ts";

export type Visibility = "public" | "unlisted" | "private" | "limited" | "direct";

const MOST_ADDRESSEES = 1000;

/** The ids in `to` or `cc`; everyone is spelled out in full. */
export function addresseesOf(v: unknown): string[] {
  const named = list(v, MOST_ADDRESSEES).map((entry) =>
    isPublic(entry) ? "https://www.w3.org/ns/activitystreams#Public" : entry,
  );
  return ids(named, MOST_ADDRESSEES);
}

/**
 * Mastodon's reading: everyone in `to` is public, in `cc` unlisted; else the author's followers, anywhere, make it private; what is left is
 * direct, or limited: see `limitedTo`.
 */
export function visibilityOf(doc: Doc, followers_url: string | undefined): Visibility {
  const [to, cc] = [list(doc.to, MOST_ADDRESSEES), list(doc.cc, MOST_ADDRESSEES)];
  if (to.some(isPublic)) return "public";
  if (cc.some(isPublic)) return "unlisted";
  if (followers_url === undefined) return "direct";
  const isFollowers = (entry: unknown) => id(entry) === followers_url;
  return to.some(isFollowers) || cc.some(isFollowers) ? "private" : "direct";
}

/** What is for a few, of whom not all are mentioned, is limited: called private, it would be shown to followers it was not sent to. */
export function limitedTo(visibility: Visibility, doc: Doc, mentions: readonly { href: string }[]): Visibility {
  if (visibility !== "direct") return visibility;
  const mentioned = new Set(mentions.map(({ href }) => href));
  const author = id(doc.attributedTo);
  const others = [...addresseesOf(doc.to), ...addresseesOf(doc.cc)].filter((uri) => uri !== author);
  return others.every((uri) => mentioned.has(uri)) ? "direct" : "limited";
}
