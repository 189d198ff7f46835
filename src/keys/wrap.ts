/** Private keys at rest: a JWK inside a JWE (RFC 7516, `dir` + `A256GCM`), so that a copied database alone signs nothing. */
import { createPrivateKey, type KeyObject, type webcrypto } from "node:crypto";
import type { Kith } from "../kith.ts";
import { purposeKey } from "./purpose.ts";

type Secret = Pick<Kith, "secret">;
const PURPOSE = "actor-keys";

export async function wrapKey(kith: Secret, key: KeyObject): Promise<string> {
  const { CompactEncrypt } = await import("jose");
  const plain = new TextEncoder().encode(JSON.stringify(key.export({ format: "jwk" })));
  return await new CompactEncrypt(plain).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(purposeKey(kith, PURPOSE));
}

/** @throws Error when it was wrapped under another secret: `secret.key` and the database belong together */
export async function unwrapKey(kith: Secret, jwe: string): Promise<KeyObject> {
  const options = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
  const { compactDecrypt } = await import("jose");
  const { plaintext } = await compactDecrypt(jwe, purposeKey(kith, PURPOSE), options);
  const jwk = JSON.parse(new TextDecoder().decode(plaintext)) as webcrypto.JsonWebKey;
  return createPrivateKey({ key: jwk, format: "jwk" });
}
