// The one walk over a fresh document: its limits, and whether it can be read as it is.
import { object, type Doc } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

const DEEPEST = 32;
const LONGEST_CONTEXT = 16_384;
const MOST_TERMS = 200;
/** Contexts inside a document that differ from the one around them. A collection of embedded activities has a few dozen. */
const MOST_CONTEXTS = 100;
/** JSON-LD takes some 20 µs for each value, so what goes through it must be smaller than what need not. */
const MOST_COMPACTED_VALUES = 20_000;
const MOST_COMPACTED_CONTEXTS = 16;

/** The contexts that hold at some place, outermost first, and their text. */
type Scope = { key: string; innermost: string; contexts: unknown[] };
type Walk = { agrees: Agrees; values: number; contexts: number; plain: boolean };

/** Whether these contexts agree with ours; `key` is their text, for remembering the answer. */
export type Agrees = (key: string, contexts: unknown[]) => boolean;

/**
 * Whether a document may be read as plain JSON: its contexts agree with ours, and it has no keyword but `@context`, no prefixed key and
 * no prefixed type.
 *
 * @throws Unreadable if it is deeper than 32, a context is larger than 16 KB or 200 terms, or there are too many contexts
 */
export function isPlainDocument(document: Doc, agrees: Agrees): boolean {
  const walk: Walk = { agrees, values: 0, contexts: 0, plain: true };
  visit(document, { key: "", innermost: "", contexts: [] }, walk, 1);
  if (!walk.plain) assertFew(walk);
  return walk.plain;
}

function assertFew({ values, contexts }: Walk): void {
  if (values > MOST_COMPACTED_VALUES) throw new Unreadable("too much JSON-LD");
  if (contexts > MOST_COMPACTED_CONTEXTS) throw new Unreadable("too many contexts");
}

/**
 * For documents that go to a JSON-LD processor as they came.
 *
 * @throws Unreadable if it is deeper than 32, or larger or of more contexts than what `isPlainDocument` lets be compacted
 */
export function assertModest(document: Doc): void {
  const walk: Walk = { agrees: () => false, values: 0, contexts: 0, plain: false };
  visit(document, { key: "", innermost: "", contexts: [] }, walk, 1);
  assertFew(walk);
}

function visit(value: object, scope: Scope, walk: Walk, depth: number): void {
  if (depth > DEEPEST) throw new Unreadable("too deep");
  if (Array.isArray(value)) {
    walk.values += value.length;
    for (const entry of value) if (typeof entry === "object" && entry !== null) visit(entry, scope, walk, depth + 1);
    return;
  }
  const fields = value as Doc;
  const inner = fields["@context"] !== undefined ? enter(fields["@context"], scope, walk) : scope;
  for (const key in fields) {
    if (key === "@context") continue;
    walk.values += 1;
    if (key.startsWith("@") || key.includes(":")) walk.plain = false;
    if (key === "__proto__") throw new Unreadable("a key that no vocabulary has");
    const field = fields[key];
    if (key === "type" && isPrefixed(field)) walk.plain = false;
    if (typeof field === "object" && field !== null) visit(field, inner, walk, depth + 1);
  }
}

function isPrefixed(type: unknown): boolean {
  if (typeof type === "string") return type.includes(":");
  return Array.isArray(type) && type.some((entry) => typeof entry === "string" && entry.includes(":"));
}

/** Enters a context: measures it and asks once whether it agrees, unless it repeats the one around it. */
function enter(context: unknown, outer: Scope, walk: Walk): Scope {
  if (countTerms(context, 0) > MOST_TERMS) throw new Unreadable("its context has too many terms");
  const text = JSON.stringify(context) ?? "null";
  if (text.length > LONGEST_CONTEXT) throw new Unreadable("its context is too large");
  if (text === outer.innermost) return outer;
  walk.contexts += 1;
  if (walk.contexts > MOST_CONTEXTS) throw new Unreadable("too many contexts");
  const scope = { key: `${outer.key}\n${text}`, innermost: text, contexts: [...outer.contexts, context] };
  // Nobody nests differing contexts four deep, and the keys would grow long.
  if (walk.plain) walk.plain = scope.contexts.length <= 4 && walk.agrees(scope.key, scope.contexts);
  return scope;
}

/** Terms defined in a context, and in those that its definitions hold; a URL, which may stand for many, counts as ten. */
function countTerms(context: unknown, depth: number): number {
  if (depth > DEEPEST) throw new Unreadable("its context is too deep");
  if (typeof context === "string") return 10;
  if (Array.isArray(context)) return context.reduce<number>((sum, entry) => sum + countTerms(entry, depth + 1), 0);
  const terms = object(context);
  if (terms === undefined) return 1;
  let sum = 0;
  for (const key in terms) {
    const definition = terms[key];
    if (!key.startsWith("@")) sum += 1;
    if (typeof definition === "object" && definition !== null) sum += countTerms(definition, depth + 1);
  }
  return sum;
}
