/**
 * What two servers tell each other about the followers that one has on the other (FEP-8fcf): a digest, and where the list is.
 *
 * The digest does not depend on an order: it is the SHA-256 of each follower's uri, all of them XORed, in hex.
 */
import { hash } from "node:crypto";

const BYTES = 32;

/** The digest with one follower more, or one less: either way it is the same. Without `sum`, of that one alone. */
export function addToDigest(sum: Uint8Array | undefined, uri: string): Uint8Array {
  const one = hash("sha256", uri, "buffer");
  if (sum === undefined) return one;
  for (let at = 0; at < BYTES; at++) sum[at] = (sum[at] ?? 0) ^ (one[at] ?? 0);
  return sum;
}

export const toHex = (sum: Uint8Array): string => Buffer.from(sum.buffer, sum.byteOffset, BYTES).toString("hex");

/** Of no followers: zeros. */
export function digestOf(uris: Iterable<string>): string {
  let sum: Uint8Array = new Uint8Array(BYTES);
  for (const uri of uris) sum = addToDigest(sum, uri);
  return toHex(sum);
}

/** `collection` is the followers collection, `url` where the part of it is that concerns the reader. */
export type Synchronization = { collection: string; url: string; digest: string };

export const writeHeader = ({ collection, url, digest }: Synchronization): string =>
  `collectionId="${collection}", url="${url}", digest="${digest}"`;

const LONGEST = 8192;

/** Undefined for what is incomplete, says something twice, or is no such header. */
export function readHeader(header: string): Synchronization | undefined {
  if (header.length > LONGEST) return undefined;
  const found = new Map<string, string>();
  for (const part of header.split(/,\s*(?=[A-Za-z]+=")/)) {
    const [, name = "", value = ""] = /^\s*([A-Za-z]+)="([^"]*)"\s*$/.exec(part) ?? [];
    if (name === "" || found.has(name)) return undefined;
    found.set(name, value);
  }
  const [collection, url, digest] = [found.get("collectionId"), found.get("url"), found.get("digest")?.toLowerCase()];
  if (collection === undefined || url === undefined || digest === undefined || !/^[0-9a-f]{64}$/.test(digest)) return undefined;
  return { collection, url, digest };
}
