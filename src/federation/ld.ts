/**
 * Linked Data signatures (`RsaSignature2017`), as Mastodon puts them on what others may pass on: relays, and the servers of those who are answered.
 *
 * They permit rearranging (CVE-2022-24307), so here they authorise nothing: `odd.ts` fetches from the origin what comes with one. We make them because
 * Mastodon forwards nothing else. The document has its proof (FEP-8b32) already, which covers everything but this signature, as that FEP asks.
 */
import { createHash, hash, sign, type KeyObject } from "node:crypto";
import { loadContexts } from "./serialise.ts";
import type { Json } from "./write/complete.ts";

const OPTIONS_CONTEXT = "https://w3id.org/identity/v1";

/** Costs two canonical forms and an RSA signature, 2 ms or so: once for a document, however many inboxes get it. */
export async function withLdSignature(
  document: Json,
  { key, key_id }: { key: KeyObject; key_id: string },
  now: number,
): Promise<Json> {
  const options = { creator: key_id, created: `${new Date(now).toISOString().slice(0, 19)}Z` };
  const digests = (await digest({ "@context": OPTIONS_CONTEXT, ...options })) + (await digest(document));
  const signatureValue = sign("sha256", Buffer.from(digests), key).toString("base64");
  return { ...document, signature: { type: "RsaSignature2017", ...options, signatureValue } };
}

/** Node's own: WebCrypto's, which the processor would take, waits for a thread each time. */
function createMessageDigest(): { update(text: string): void; digest(): string } {
  const sha256 = createHash("sha256");
  return { update: (text) => void sha256.update(text, "utf8"), digest: () => sha256.digest("hex") };
}

/** Of the canonical form (URDNA2015) of what the document says, in hex. */
async function digest(document: Json): Promise<string> {
  const { default: jsonld } = await import("jsonld/dist/jsonld.esm.js");
  const documentLoader = await loadContexts();
  const options = { algorithm: "URDNA2015", format: "application/n-quads", documentLoader, createMessageDigest } as const;
  return hash("sha256", await jsonld.canonize(document, options), "hex");
}
