/** The instance's one reader of documents: it remembers which contexts agree with ours. */
import type { Kith } from "../kith.ts";
import { documentReader, type DocumentReader } from "./read/document.ts";

export function readerOf(kith: Kith): DocumentReader {
  const cache = kith.cache<DocumentReader>("document-reader", 1);
  const reader = cache.get("") ?? documentReader();
  cache.set("", reader);
  return reader;
}
