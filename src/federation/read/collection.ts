// A FeaturedCollection (FEP-7aa9) as a plain record. What its items are worth, their stamps say.
import type { RemoteCollection } from "../../collections/receive.ts";
import { flag, id, instant, isA, isLanguage, list, object, one, sameOrigin, text, type Doc } from "./shape.ts";
import { pageUrl } from "./links.ts";
import { Unreadable } from "./unreadable.ts";

const MOST_ITEMS = 150;

export type FeaturedItemRecord = { uri: string; object_uri: string; stamp_uri: string | undefined };

/** `items`: those of the collection's own origin. */
export type FeaturedRecord = RemoteCollection & { author_uri: string; items: FeaturedItemRecord[] };

export const isFeaturedCollection = (doc: Doc): boolean => isA(doc, "FeaturedCollection");

/** @throws Unreadable for what is none, or whose author is of another origin */
export function readFeaturedCollection(doc: Doc): FeaturedRecord {
  const [uri, author_uri] = [id(doc.id), id(doc.attributedTo)];
  if (uri === undefined || !isFeaturedCollection(doc)) throw new Unreadable("not a collection of accounts");
  if (author_uri === undefined || !sameOrigin(uri, author_uri)) throw new Unreadable("a collection of another server's account");
  const language = Object.keys(object(one(doc.summaryMap)) ?? {})[0] ?? "";
  return {
    uri,
    author_uri,
    url: pageUrl(doc.url),
    name: text(doc.name ?? doc.nameMap, 1000),
    description: text(doc.summary ?? doc.summaryMap, 10_000),
    language: isLanguage(language) ? language : "",
    topic: text(object(one(doc.topic))?.name, 200).replace(/^#/, ""),
    sensitive: flag(doc.sensitive),
    // Only who says so wants to be shown on a profile.
    discoverable: flag(doc.discoverable),
    published: instant(doc.published),
    updated: instant(doc.updated),
    items: list(doc.orderedItems ?? doc.items, MOST_ITEMS).flatMap((entry) => itemOf(object(entry), uri) ?? []),
  };
}

function itemOf(doc: Doc | undefined, collection_uri: string): FeaturedItemRecord | undefined {
  if (doc === undefined) return undefined;
  const [uri, object_uri] = [id(doc.id), id(doc.featuredObject)];
  if (uri === undefined || object_uri === undefined || !sameOrigin(uri, collection_uri)) return undefined;
  return { uri, object_uri, stamp_uri: id(doc.featureAuthorization) };
}
