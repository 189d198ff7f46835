// What a status quotes, and whom its author lets quote it.
import { id, ids, isA, isPublic, list, object, one, type Doc } from "./shape.ts";

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

/** Who may quote, by ids of actors and collections (everyone spelled in full): at once, or when the author agrees. */
export type QuotePolicy = { automatic: string[]; manual: string[] };

/** `interactionPolicy.canQuote` (FEP-044f, GoToSocial), as it is said: whether a collection is the followers' is not known here. */
export function quotePolicyOf(doc: Doc): QuotePolicy | undefined {
  const rule = object(one(object(one(doc.interactionPolicy))?.canQuote));
  if (rule === undefined) return undefined;
  return {
    automatic: approved(rule.automaticApproval ?? rule.always),
    manual: approved(rule.manualApproval ?? rule.approvalRequired),
  };
}

function approved(v: unknown): string[] {
  const entries = list(v, 50);
  return ids(entries.map((entry) => (isPublic(entry) ? "https://www.w3.org/ns/activitystreams#Public" : entry)));
}
