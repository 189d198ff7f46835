// Our own JSON-LD context: the one that documents are compacted to when theirs means something else by our terms.
import { canonical, NAMESPACES, TERMS, type Term } from "./terms.ts";

type Definition = string | { "@id": string; "@type"?: string; "@container"?: string };

function define({ iri, kind }: Term): Definition {
  switch (kind) {
    case "literal":
      return iri;
    case "id":
      return { "@id": iri, "@type": "@id" };
    case "list":
      return { "@id": iri, "@container": "@list" };
    case "idList":
      return { "@id": iri, "@type": "@id", "@container": "@list" };
    case "language":
      return { "@id": iri, "@container": "@language" };
    default:
      return { "@id": iri, "@type": `${NAMESPACES.xsd}${kind}` };
  }
}

function build(): Readonly<Record<string, Definition>> {
  const context: Record<string, Definition> = { id: "@id", type: "@type" };
  for (const [prefix, iri] of Object.entries(NAMESPACES)) context[prefix] = iri;
  for (const [name, term] of TERMS) context[name] = define(term);
  return context;
}

/** Mastodon's, PeerTube's, Lemmy's and Misskey's terms, typed as they type them. */
export const ourContext = build();

function reverse(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, { iri, kind }] of TERMS) if (kind !== "language" && kind !== "idList") names.set(canonical(iri), name);
  return names;
}

/** From an IRI's canonical form to our term for it. */
export const TERM_OF: ReadonlyMap<string, string> = reverse();

/**
 * Our term for a key or type that compaction left unshortened: a full or prefixed IRI (its value was typed otherwise than ours, or its
 * namespace spelled otherwise), or `_:name` (a term that the document's context does not define, and that therefore counts as ours).
 */
export function ourTerm(name: string): string {
  if (name.startsWith("_:")) return name.slice(2);
  const colon = name.indexOf(":");
  if (colon < 0) return name;
  const namespace = NAMESPACES[name.slice(0, colon)];
  return TERM_OF.get(canonical(namespace === undefined ? name : namespace + name.slice(colon + 1))) ?? name;
}
