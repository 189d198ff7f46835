/** Private keys at rest: a JWK, sealed, so that a copied database alone signs nothing. */
import { createPrivateKey, type KeyObject, type webcrypto } from "node:crypto";
import type { Kith } from "../kith.ts";
import { seal, unseal } from "./seal.ts";

type Secret = Pick<Kith, "secret">;
const PURPOSE = "actor-keys";

export const wrapKey = async (kith: Secret, key: KeyObject): Promise<string> =>
  await seal(kith, PURPOSE, JSON.stringify(key.export({ format: "jwk" })));

/** @throws Error when it was wrapped under another secret: `secret.key` and the database belong together */
export function unwrapKey(kith: Secret, jwe: string): KeyObject {
  const jwk = JSON.parse(unseal(kith, PURPOSE, jwe)) as webcrypto.JsonWebKey;
  return createPrivateKey({ key: jwk, format: "jwk" });
}

/** Whether the secret is the one under which a key was wrapped. */
export function opensKey(kith: Secret, jwe: string): boolean {
  try {
    unwrapKey(kith, jwe);
    return true;
  } catch {
    return false;
  }
}
