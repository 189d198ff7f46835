// Whom something or somebody lets do what (GoToSocial's interaction policies): quote, answer, favour or boost a status, put an account into a collection.
import { ids, isPublic, list, object, one, type Doc } from "./shape.ts";

/** By ids of actors and collections (everyone spelled in full): at once, or when asked. */
type Rule = "canQuote" | "canFeature" | "canReply" | "canLike" | "canAnnounce";

export type InteractionPolicy = { automatic: string[]; manual: string[] };

/**
 * One rule of `interactionPolicy` (`canQuote`: FEP-044f, `canFeature`: FEP-7aa9, the others: GoToSocial), as it is said: whether a collection is the followers' is not known here.
 * Undefined when nothing is said.
 */
export function interactionPolicyOf(doc: Doc, what: Rule): InteractionPolicy | undefined {
  const rule = object(one(object(one(doc.interactionPolicy))?.[what]));
  if (rule === undefined) return undefined;
  return {
    automatic: approved(rule.automaticApproval ?? rule.always),
    manual: approved(rule.manualApproval ?? rule.approvalRequired),
  };
}

const NOBODY: InteractionPolicy = { automatic: [], manual: [] };

/** Who may answer, favour and boost; each undefined when nothing is said. @param closed it takes no comments: nobody's answer */
export const interactionsOf = (doc: Doc, closed = false) => ({
  reply: interactionPolicyOf(doc, "canReply") ?? (closed ? NOBODY : undefined),
  favourite: interactionPolicyOf(doc, "canLike"),
  reblog: interactionPolicyOf(doc, "canAnnounce"),
});

function approved(v: unknown): string[] {
  const entries = list(v, 50);
  return ids(entries.map((entry) => (isPublic(entry) ? "https://www.w3.org/ns/activitystreams#Public" : entry)));
}
