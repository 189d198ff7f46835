// Whom a status is addressed to, and so who may see it.
import { id, ids, isPublic, list, type Doc } from "./shape.ts";

export type Visibility = "public" | "unlisted" | "private" | "direct";

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
 * direct. Whoever is addressed without being mentioned ("limited") is an addressee of a direct status here: called private, it
 * would be shown to followers it was not sent to.
 */
export function visibilityOf(doc: Doc, followers_url: string | undefined): Visibility {
  const [to, cc] = [list(doc.to, MOST_ADDRESSEES), list(doc.cc, MOST_ADDRESSEES)];
  if (to.some(isPublic)) return "public";
  if (cc.some(isPublic)) return "unlisted";
  if (followers_url === undefined) return "direct";
  const isFollowers = (entry: unknown) => id(entry) === followers_url;
  return to.some(isFollowers) || cc.some(isFollowers) ? "private" : "direct";
}
