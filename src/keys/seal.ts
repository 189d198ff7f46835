/** Small secrets at rest, for one purpose each: a JWE (RFC 7516, `dir` + `A256GCM`), so that a copied database alone gives none away. */
import { createDecipheriv } from "node:crypto";
import type { Kith } from "../kith.ts";
import { purposeKey } from "./purpose.ts";

type Secret = Pick<Kith, "secret">;

/** @param purpose a label such as `two-factor`; it never changes */
export async function seal(kith: Secret, purpose: string, text: string): Promise<string> {
  const { CompactEncrypt } = await import("jose");
  const plain = new TextEncoder().encode(text);
  return await new CompactEncrypt(plain).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(purposeKey(kith, purpose));
}

/**
 * Opened without jose, which takes 12 MB: every start looks whether its secret opens the keys.
 *
 * @throws Error when it was sealed under another secret or for another purpose
 */
export function unseal(kith: Secret, purpose: string, jwe: string): string {
  const [header = "", , nonce = "", sealed = "", tag = ""] = jwe.split(".");
  const bytes = (part: string) => Buffer.from(part, "base64url");
  const opener = createDecipheriv("aes-256-gcm", purposeKey(kith, purpose), bytes(nonce), { authTagLength: 16 });
  opener.setAAD(Buffer.from(header, "ascii")).setAuthTag(bytes(tag));
  return Buffer.concat([opener.update(bytes(sealed)), opener.final()]).toString("utf8");
}
