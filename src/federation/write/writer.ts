// What every writer is handed besides rows: Fedify's vocabulary (loaded on first use, hence not imported) and the instance.
import type { Instance } from "../../config.ts";
import type * as vocabulary from "@fedify/fedify/vocab";
import type { Mark } from "../../media/apart.ts";
import { markedUrl, mediaUrl } from "../../media/url.ts";

export type Vocabulary = typeof vocabulary;
/** `mark` as other servers need it, which may fetch late. */
export type Writer = { vocab: Vocabulary; instance: Instance; mark: Mark };

export const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";

/** The addresses as URLs, each once; what is no URL (an old row, a hostile actor) is left out instead of spoiling the document. */
export function urls(addresses: Iterable<string>): URL[] {
  return [...new Set(addresses)].flatMap((address) => url(address) ?? []);
}

export const url = (address: string): URL | null => URL.parse(address);

/** ms since 1970 as the vocabulary takes it; 0 is never, which is left out. */
export const instant = (ms: number): Temporal.Instant | null => (ms > 0 ? Temporal.Instant.fromEpochMilliseconds(ms) : null);

/** The public address of a file of ours, or of one elsewhere. */
export const fileUrl = (instance: Pick<Instance, "origin" | "media">, place: string): URL | null =>
  url(mediaUrl(instance, place) ?? "");

/** The same of a file that may be for a few. */
export const markedFileUrl = ({ instance, mark }: Pick<Writer, "instance" | "mark">, place: string): URL | null =>
  url(markedUrl(instance, place, mark) ?? "");
