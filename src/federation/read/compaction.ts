// The slow way of reading: documents whose context means something else by our terms, rewritten in ours by a real JSON-LD processor.
import { ourContext, ourTerm } from "./context.ts";
import { object, text, type Doc } from "./shape.ts";
import { TERMS } from "./terms.ts";
import { Unreadable } from "./unreadable.ts";

export type Compact = (document: Doc) => Promise<Doc>;

/**
 * Loads the processor and the bundled contexts (Fedify's), which cost some 30 MB: hence only when a document needs them.
 *
 * No context is ever fetched. One that is not bundled defines nothing, so that its terms count as ours.
 */
export async function loadCompact(): Promise<Compact> {
  const [{ default: jsonld }, { preloadedContexts }] = await Promise.all([
    import("jsonld/dist/jsonld.esm.js"),
    import("@fedify/fedify/runtime"),
  ]);
  const documentLoader = async (documentUrl: string) => {
    const url = documentUrl.replace(/^https?:\/\/schema\.org\/?$/, "http://schema.org/");
    if (!Object.hasOwn(preloadedContexts, url)) return { contextUrl: null, documentUrl, document: {} };
    return { contextUrl: null, documentUrl, document: abridged(preloadedContexts[url]), tag: "static" as const };
  };
  const options = { base: "", expandContext: ourContext, documentLoader };
  return async (document) => {
    try {
      return renamed(await jsonld.compact(document, ourContext, options), 0);
    } catch {
      throw new Unreadable("its JSON-LD is invalid");
    }
  };
}

/**
 * Schema.org's context defines 2,900 terms and takes 8 ms each time it is named. All that matters here is which of our terms it
 * gives another meaning.
 */
function abridged(document: unknown): unknown {
  const context = object(object(document)?.["@context"]);
  if (context === undefined || Object.keys(context).length < 1000) return document;
  const kept = Object.entries(context).filter(([key]) => key.startsWith("@") || key === "schema" || TERMS.has(key));
  return { "@context": Object.fromEntries(kept) };
}

/** Gives our names to what compaction could not shorten, merges what then has one name, and takes literals out of their wrapping. */
function renamed(document: Doc, depth: number): Doc {
  if (depth > 100) throw new Unreadable("too deep");
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(document)) {
    if (key === "@context") continue;
    const name = ourTerm(key);
    const inner = name === "type" ? withOurTypes(value) : renamedValue(value, depth + 1);
    result[name] = Object.hasOwn(result, name) ? [result[name], inner].flat() : inner;
  }
  // A context with a default language puts every text into a map of languages, where nobody looks for a tag's name.
  for (const name of ["content", "name", "summary"]) {
    if (result[name] === undefined && result[`${name}Map`] !== undefined) result[name] = text(result[`${name}Map`], Infinity);
  }
  return result;
}

function renamedValue(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((entry) => renamedValue(entry, depth + 1));
  const inner = object(value);
  if (inner === undefined) return value;
  return inner["@value"] === undefined ? renamed(inner, depth) : inner["@value"];
}

function withOurTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOurTypes);
  return typeof value === "string" ? ourTerm(value) : value;
}
