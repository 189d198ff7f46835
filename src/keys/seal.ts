/** Small secrets at rest, for one purpose each: a JWE (RFC 7516, `dir` + `A256GCM`), so that a copied database alone gives none away. */
import type { Kith } from "../kith.ts";
import { purposeKey } from "./purpose.ts";

type Secret = Pick<Kith, "secret">;

/** @param purpose a label such as `two-factor`; it never changes */
export async function seal(kith: Secret, purpose: string, text: string): Promise<string> {
  const { CompactEncrypt } = await import("jose");
  const plain = new TextEncoder().encode(text);
  return await new CompactEncrypt(plain).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(purposeKey(kith, purpose));
}

/** @throws Error when it was sealed under another secret or for another purpose */
export async function unseal(kith: Secret, purpose: string, jwe: string): Promise<string> {
  const options = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
  const { compactDecrypt } = await import("jose");
  const { plaintext } = await compactDecrypt(jwe, purposeKey(kith, purpose), options);
  return new TextDecoder().decode(plaintext);
}
