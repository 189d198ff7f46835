// Digests of bodies, in the old header (`Digest`, RFC 3230) and the new one (`Content-Digest`, RFC 9530).
import { hash } from "node:crypto";

/** The algorithms worth believing, by their lower-case names in both registries. */
const HASHES: Record<string, string> = { "sha-256": "sha256", "sha-512": "sha512" };

/** `SHA-256=…` for the `Digest` header. */
export function toDigest(body: Buffer): string {
  return `SHA-256=${hash("sha256", body, "base64")}`;
}

/** `sha-256=:…:` for the `Content-Digest` header, from a `SHA-256=…`. */
export function toContentDigest(digest: string): string {
  return `sha-256=:${digest.slice(digest.indexOf("=") + 1)}:`;
}

/**
 * Whether a `Digest` header vouches for the body: at least one algorithm that we believe, and every one of those matches.
 * Unknown algorithms are passed over; names are of any case.
 */
export function matchesDigest(header: string, body: Buffer): boolean {
  return matches(header, body, /^\s*([A-Za-z0-9-]+)=([A-Za-z0-9+/]+={0,2})\s*$/);
}

/** The same for `Content-Digest`, whose values stand between colons (RFC 8941 byte sequences). */
export function matchesContentDigest(header: string, body: Buffer): boolean {
  return matches(header, body, /^\s*([A-Za-z0-9-]+)=:([A-Za-z0-9+/]+={0,2}):\s*$/);
}

function matches(header: string, body: Buffer, entry: RegExp): boolean {
  if (header.length > 1024) return false;
  let matched = false;
  for (const part of header.split(",")) {
    const [, name = "", value = ""] = entry.exec(part) ?? [];
    if (name === "") return false;
    const algorithm = HASHES[name.toLowerCase()];
    if (algorithm === undefined) continue;
    if (!Buffer.from(value, "base64").equals(hash(algorithm, body, "buffer"))) return false;
    matched = true;
  }
  return matched;
}
