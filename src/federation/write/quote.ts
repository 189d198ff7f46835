/**
 * Quotes and consent in JSON (FEP-044f): Fedify's vocabulary of this version has no words for them, so they are written plainly, under a context of
 * their own.
 */
import type { Status } from "../../db/schema.ts";
import { groupsOf, type Group } from "../../quotes/policy.ts";
import type { Json } from "./complete.ts";
import { ACTIVITYSTREAMS } from "./context.ts";
import { PUBLIC } from "./writer.ts";

const TERMS = {
  QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest",
  QuoteAuthorization: "https://w3id.org/fep/044f#QuoteAuthorization",
  gts: "https://gotosocial.org/ns#",
  interactingObject: { "@id": "gts:interactingObject", "@type": "@id" },
  interactionTarget: { "@id": "gts:interactionTarget", "@type": "@id" },
};
const CONTEXT = [ACTIVITYSTREAMS, TERMS];

/** By uris; `stamp_uri` "" when there is none (yet); `unasked`: nobody will be asked for one. */
export type QuoteTerms = { quoted_uri: string; stamp_uri: string; unasked: boolean };

/** What a Note says of its quote, in every way in which somebody reads it: of one that nobody is asked for, not in the way of those who ask. */
export const toQuoteTerms = ({ quoted_uri, stamp_uri, unasked }: QuoteTerms): Json => ({
  ...(unasked ? {} : { quote: quoted_uri }),
  quoteUri: quoted_uri,
  _misskey_quote: quoted_uri,
  ...(stamp_uri === "" ? {} : { quoteAuthorization: stamp_uri }),
});

/** Who may quote: always said, for silence is read as "nobody". */
export function toInteractionPolicy(status: Status, author: { uri: string; followers_url: string; following_url: string }): Json {
  return { interactionPolicy: { canQuote: toRule(groupsOf(status).automatic, author) } };
}

/** Nobody is written as the author alone: an empty list says as much as none. */
export function toRule(
  automatic: readonly Group[],
  author: { uri: string; followers_url: string; following_url: string },
): { automaticApproval: string[]; manualApproval: string[] } {
  const uriOf = (group: Group): string[] =>
    ({ public: [PUBLIC], followers: [author.followers_url], following: [author.following_url], unsupported_policy: [] })[group];
  const automaticApproval = automatic.flatMap(uriOf);
  return { automaticApproval: automaticApproval.length === 0 ? [author.uri] : automaticApproval, manualApproval: [] };
}

export type Stamp = { uri: string; author_uri: string; quoting_uri: string; quoted_uri: string };

export const toStamp = ({ uri, author_uri, quoting_uri, quoted_uri }: Stamp): Json => ({
  "@context": CONTEXT,
  id: uri,
  type: "QuoteAuthorization",
  attributedTo: author_uri,
  interactingObject: quoting_uri,
  interactionTarget: quoted_uri,
});

export type Request = { uri: string; actor_uri: string; quoted_uri: string; instrument: unknown };

const requestOf = ({ uri, actor_uri, quoted_uri, instrument }: Request): Json => ({
  id: uri,
  type: "QuoteRequest",
  actor: actor_uri,
  object: quoted_uri,
  instrument,
});

/** @param context of the embedded status, whose terms ours are added to */
export const toQuoteRequest = (request: Request, context: unknown): Json => ({
  "@context": [...(Array.isArray(context) ? context : [context]), TERMS],
  ...requestOf(request),
});

/** @param answer `stamp_uri` undefined: refused */
export const toQuoteAnswer = (
  request: Request,
  answer: { uri: string; actor_uri: string; stamp_uri: string | undefined },
): Json => ({
  "@context": CONTEXT,
  id: answer.uri,
  type: answer.stamp_uri === undefined ? "Reject" : "Accept",
  actor: answer.actor_uri,
  to: request.actor_uri,
  object: requestOf(request),
  ...(answer.stamp_uri === undefined ? {} : { result: answer.stamp_uri }),
});

export const toRevocation = (stamp_uri: string, actor_uri: string): Json => ({
  "@context": CONTEXT,
  id: `${stamp_uri}#delete`,
  type: "Delete",
  actor: actor_uri,
  to: [PUBLIC],
  object: stamp_uri,
});
