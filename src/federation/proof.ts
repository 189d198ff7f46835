/**
 * Object integrity proofs (FEP-8b32, `eddsa-jcs-2022`): whoever is handed a public activity by somebody else can see that it is ours.
 *
 * Fedify's `signObject` signs what its vocabulary writes; we sign the completed JSON, which is what travels. Cheap enough for every document: no JSON-LD, one
 * canonical form (RFC 8785), one Ed25519 signature, 0.2 ms.
 */
import { hash, sign, verify, type KeyObject } from "node:crypto";
import { DATA_INTEGRITY } from "./write/context.ts";
import type { Json } from "./write/complete.ts";

/** @param now ms; the proof says it in whole seconds */
export function withProof(document: Json, { key, key_id }: { key: KeyObject; key_id: string }, now: number): Json {
  const context = [...[document["@context"]].flat(), DATA_INTEGRITY];
  const signed = { ...document, "@context": context };
  // The proof says in which context it was made, as FEP-8b32 and its suite have it: who checks it takes it by its letter.
  const config = {
    "@context": context,
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-jcs-2022",
    verificationMethod: key_id,
    proofPurpose: "assertionMethod",
    created: `${new Date(now).toISOString().slice(0, 19)}Z`,
  };
  const bytes = Buffer.concat([digest(config), digest(signed)]);
  return { ...signed, proof: { ...config, proofValue: toMultibase(sign(null, bytes, key)) } };
}

/**
 * Whether a proof of the document was made by `key`, by the letter of the document: whatever its context makes of the terms.
 *
 * A proof that names its context was made in that, and the document must have the same; one that names none was made without (its suite's
 * letter), or in the document's (Fedify's, and ours before we named it).
 *
 * @param proof one of the document's, complete
 * @param now ms; a proof that has expired proves nothing
 */
export function isProofBy(document: Json, proof: Json, key: KeyObject, now: number): boolean {
  const { proofValue, ...config } = proof;
  if (
    config.type !== "DataIntegrityProof" ||
    config.cryptosuite !== "eddsa-jcs-2022" ||
    config.proofPurpose !== "assertionMethod" ||
    hasExpired(config, now)
  )
    return false;
  const signature = typeof proofValue === "string" && proofValue.length <= 100 ? fromMultibase(proofValue) : undefined;
  if (signature?.length !== 64 || key.asymmetricKeyType !== "ed25519") return false;
  // A Linked Data signature is made after the proof, and is not covered by it (FEP-8b32).
  const { proof: _, signature: _signature, ...signed } = document;
  const whole = digest(signed);
  const made = "@context" in config ? [config] : [{ ...config, "@context": document["@context"] }, config];
  if ("@context" in config && canonical(config["@context"]) !== canonical(document["@context"])) return false;
  return made.some((options) => verify(null, Buffer.concat([digest(options), whole]), key, signature));
}

const hasExpired = ({ expires }: Json, now: number): boolean =>
  expires !== undefined && !(typeof expires === "string" && Date.parse(expires) > now);

const digest = (value: Json): Buffer => hash("sha256", canonical(value), "buffer");

/** JSON in canonical form (RFC 8785): keys in the order of their UTF-16 units; numbers and strings are as ECMAScript writes them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((entry) => canonical(entry ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as Json;
  const members = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`);
  return `{${members.join(",")}}`;
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Multibase base58btc: `z…`. Leading zero bytes are written as leading ones. */
function toMultibase(bytes: Buffer): string {
  let number = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = (BASE58[Number(number % 58n)] ?? "") + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return `z${"1".repeat(Math.max(zeros, 0))}${text}`;
}

function fromMultibase(text: string): Buffer | undefined {
  if (!/^z[1-9A-HJ-NP-Za-km-z]+$/.test(text)) return undefined;
  let number = 0n;
  for (const letter of text.slice(1)) number = number * 58n + BigInt(BASE58.indexOf(letter));
  const hex = number.toString(16);
  // A signature has 64 bytes, leading zeros included.
  return Buffer.from(hex.padStart(128, "0"), "hex");
}
