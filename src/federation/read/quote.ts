// What a status quotes.
import { id, isA, list, type Doc } from "./shape.ts";

/** How object links (FEP-e232) mark a quote. */
const QUOTE_RELS = new Set([
  "https://misskey-hub.net/ns#_misskey_quote",
  "http://fedibird.com/ns#quoteUri",
  "https://www.w3.org/ns/activitystreams#quoteUrl",
]);

/** The first quote, in whichever of the five ways it is said; FEP-044f's own comes first. */
export function quoteUriOf(doc: Doc, tags: readonly Doc[]): string | undefined {
  const named = id(doc.quote) ?? id(doc.quoteUri) ?? id(doc.quoteUrl) ?? id(doc._misskey_quote);
  if (named !== undefined) return named;
  const link = tags.find(
    (tag) => isA(tag, "Link") && list(tag.rel, 10).some((rel) => typeof rel === "string" && QUOTE_RELS.has(rel)),
  );
  return link === undefined ? undefined : id(link.href);
}

/** Whether the quote is said in the ways of servers that ask nobody for consent, and in no other (FEP-044f's `quote`). */
export const isUnasked = (doc: Doc, tags: readonly Doc[]): boolean =>
  id(doc.quote) === undefined && id(doc.quoteAuthorization) === undefined && quoteUriOf(doc, tags) !== undefined;
