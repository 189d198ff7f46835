/**
 * Whether a document's context means by our terms what we mean, so that the document can be read as the plain JSON that it is.
 *
 * This is a small part of JSON-LD's context processing, without fetching anything: when in doubt it says no, and the document takes the
 * slow way through a real JSON-LD processor. A term that no context defines counts as ours, and so do the usual prefixes.
 */
import { canonical, NAMESPACES, TERMS } from "./terms.ts";
import { TERM_OF } from "./context.ts";
import { object, type Doc } from "./shape.ts";

/** Of the contexts that we know by URL, those that give our terms another meaning: `name`, `url`, `image` of schema.org and its kin. */
const DISAGREEING = /^https?:\/\/(?:schema\.org|(?:www\.)?w3id\.org\/identity)(?:[/#]|$)/;

/**
 * Second names of our terms that readers can do without, because PeerTube and Lemmy write the first one as well; Pixelfed says of answers alone that somebody may not, and
 * that by `commentsEnabled`.
 */
const NEEDLESS = new Set(["icons", "uuid", "expires", "announce", "like", "reply"]);

/** Keys of a definition that do not change how its values look, whatever they say. */
const HARMLESS = new Set(["@id", "@type", "@language", "@direction", "@protected", "@prefix"]);
const CONTAINERS = new Set(["@set", "@list", "@language"]);

/** What a term is defined as: an IRI, a keyword, `null` for nothing at all, or `undefined` for what nobody said. */
type Meanings = Map<string, string | null>;

/** @param contexts the value of `@context`, and of those around it, outermost first; arrays are opened */
export function agrees(contexts: unknown[]): boolean {
  let meanings: Meanings = new Map();
  for (const context of contexts.flat(3)) {
    if (context === null) meanings = new Map();
    else if (typeof context === "string") {
      if (DISAGREEING.test(context)) return false;
    } else if (!learn(object(context), meanings)) return false;
  }
  for (const [term, meaning] of meanings) if (!isHarmless(term, meaning)) return false;
  return true;
}

/** Adds one inline context; false if it does something that is not worth following here. */
function learn(context: Doc | undefined, meanings: Meanings): boolean {
  if (context === undefined) return false;
  for (const [term, definition] of Object.entries(context)) {
    if (!(term.startsWith("@") ? isHarmlessKeyword(term, definition) : isPlain(definition))) return false;
  }
  for (const term of Object.keys(context)) {
    if (term.startsWith("@")) continue;
    const meaning = expand(nameOf(term, context), { context, meanings, depth: 0 });
    if (meaning !== undefined) meanings.set(term, meaning);
    // Only `@id` and `@type` themselves will do for these two, so saying less is already saying otherwise.
    else if (term === "id" || term === "type") meanings.set(term, null);
  }
  return true;
}

function isHarmlessKeyword(keyword: string, value: unknown): boolean {
  if (keyword === "@vocab") return value === null || value === "_:" || value === NAMESPACES.as;
  return keyword === "@version" || keyword === "@language" || keyword === "@direction" || keyword === "@protected";
}

/** Whether a definition leaves its values in the shapes that readers know: no reversal, nesting, scoped contexts, maps by index or id. */
function isPlain(definition: unknown): boolean {
  if (definition === null || typeof definition === "string") return true;
  const parts = object(definition);
  if (parts === undefined) return false;
  return Object.entries(parts).every(([key, value]) => {
    if (key !== "@container") return HARMLESS.has(key);
    return value === null || [value].flat().every((container) => typeof container === "string" && CONTAINERS.has(container));
  });
}

/** What a context says a term is; undefined if it says only how the term's values are typed, or says nothing. */
function nameOf(term: string, context: Doc): unknown {
  const definition = Object.hasOwn(context, term) ? context[term] : undefined;
  const parts = object(definition);
  if (parts === undefined) return definition;
  return Object.hasOwn(parts, "@id") ? parts["@id"] : undefined;
}

type Scope = { context: Doc; meanings: Meanings; depth: number };

/** The IRI that a name stands for: a term, a prefixed name or the IRI itself. What cannot be resolved stays as it is, and so disagrees. */
function expand(name: unknown, scope: Scope): string | null | undefined {
  if (name === null || name === undefined) return name;
  if (typeof name !== "string") return null;
  if (name.startsWith("@") || scope.depth > 5) return name;
  const colon = name.indexOf(":");
  if (colon < 0) return lookUp(name, scope) ?? name;
  if (name.startsWith("//", colon + 1)) return name;
  const namespace = lookUp(name.slice(0, colon), scope);
  return typeof namespace === "string" ? namespace + name.slice(colon + 1) : name;
}

function lookUp(name: string, scope: Scope): string | null | undefined {
  const { context, meanings, depth } = scope;
  const here = nameOf(name, context);
  if (here !== undefined && here !== name) return expand(here, { context, meanings, depth: depth + 1 });
  const before = meanings.get(name);
  if (before !== undefined) return before;
  return Object.hasOwn(NAMESPACES, name) ? NAMESPACES[name] : TERMS.get(name)?.iri;
}

/** Our terms must mean what they mean to us, and no other name may mean the same: a reader would look for it under ours. */
function isHarmless(term: string, meaning: string | null): boolean {
  if (term === "id" || term === "type") return meaning === `@${term}`;
  if (meaning !== null && meaning.startsWith("@")) return false;
  const ours = TERMS.get(term);
  if (ours !== undefined) return meaning !== null && canonical(meaning) === canonical(ours.iri);
  return meaning === null || NEEDLESS.has(term) || !TERM_OF.has(canonical(meaning));
}
