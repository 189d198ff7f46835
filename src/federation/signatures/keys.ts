// Public keys of other servers, as their actors publish them, turned into parsed node keys. Parsing costs more than verifying, so whoever calls keeps the result.
import { createPublicKey, type KeyObject } from "node:crypto";

/** A key of 8192 bits is 1.5 KB of PEM; whatever is much longer is not a key. */
const LONGEST_PEM = 16_384;
const SMALLEST_RSA = 2048;
const LARGEST_RSA = 8192;
/** Every real key uses 65537 or 3. A huge exponent would make each verification slow. */
const LARGEST_EXPONENT = 0xffff_ffffn;

const PEM = /^-----BEGIN (RSA )?PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END (RSA )?PUBLIC KEY-----$/;

/**
 * The RSA key of a `publicKeyPem`, in SPKI (`PUBLIC KEY`) or PKCS#1 (`RSA PUBLIC KEY`) form.
 *
 * Undefined for anything else: other kinds of key, certificates, private keys (which node would accept here), fewer than
 * 2048 or more than 8192 bits.
 */
export function readPublicKey(pem: string): KeyObject | undefined {
  if (typeof pem !== "string" || pem.length > LONGEST_PEM) return undefined;
  const trimmed = pem.trim();
  if (!PEM.test(trimmed)) return undefined;
  try {
    const key = createPublicKey(`${trimmed}\n`);
    return isUsableRsa(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

function isUsableRsa(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== "rsa") return false;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < SMALLEST_RSA || modulusLength > LARGEST_RSA) return false;
  return publicExponent >= 3n && publicExponent <= LARGEST_EXPONENT;
}

/** Multicodec `ed25519-pub` (0xed as a varint), then 32 bytes of key. */
const ED25519_PREFIX = [0xed, 0x01];

/**
 * The Ed25519 key of a `publicKeyMultibase` (FEP-521a, Multikey): base58btc, so `z6Mk…`. Undefined for any other encoding or kind of key.
 */
export function readMultikey(multibase: string): KeyObject | undefined {
  if (typeof multibase !== "string" || multibase.length > 64 || !multibase.startsWith("z")) return undefined;
  const bytes = fromBase58(multibase.slice(1));
  if (bytes?.length !== 34 || bytes[0] !== ED25519_PREFIX[0] || bytes[1] !== ED25519_PREFIX[1]) return undefined;
  try {
    const x = bytes.subarray(2).toString("base64url");
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  } catch {
    return undefined;
  }
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Base58btc without leading zero bytes: no multicodec begins with one. */
function fromBase58(text: string): Buffer | undefined {
  let number = 0n;
  for (const letter of text) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) return undefined;
    number = number * 58n + BigInt(digit);
  }
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
