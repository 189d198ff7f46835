/**
 * From the bytes of a document to plain JSON in our own terms: the only way in for anything that another server says.
 *
 * Nearly every document has a context that agrees with ours and is read as it is, for the price of parsing; the rest goes through JSON-LD.
 */
import { LRUCache } from "lru-cache";
import { agrees } from "./agreement.ts";
import { loadCompact, type Compact } from "./compaction.ts";
import { isPlainDocument } from "./inspection.ts";
import { object, type Doc } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

const LARGEST = 1_048_576;

export type DocumentReader = {
  /**
   * Reads a document from its bytes (UTF-8 JSON) or from JSON parsed before. Whatever is wrong with it is `Unreadable`.
   *
   * Properties of the result still come in every shape that JSON-LD allows: see shape.ts. Nothing has been checked about who says it.
   */
  read(document: unknown): Promise<Doc>;
};

/** A reader with its own memory of which contexts agree: one to a Kith. */
export function documentReader(): DocumentReader {
  // No lifetime: agreement follows from the text alone, so an answer never goes stale. Size counts characters.
  const known = new LRUCache<string, boolean>({ max: 1000, maxSize: 2_000_000, sizeCalculation: (_, key) => key.length + 1 });
  let compact: Promise<Compact> | undefined;

  const remembered = (key: string, contexts: unknown[]): boolean => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = agrees(contexts);
    known.set(key, answer);
    return answer;
  };

  const read = async (document: unknown): Promise<Doc> => {
    const doc = object(document instanceof Uint8Array ? parse(document) : document);
    if (doc === undefined) throw new Unreadable("not a JSON object");
    if (isPlainDocument(doc, remembered)) return doc;
    compact ??= loadCompact();
    return (await compact)(doc);
  };
  return { read };
}

function parse(bytes: Uint8Array): unknown {
  if (bytes.byteLength > LARGEST) throw new Unreadable("larger than 1 MB");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch {
    throw new Unreadable("not JSON");
  }
}
