/** Private keys at rest: a JWK, sealed, so that a copied database alone signs nothing. */
import { createPrivateKey, type KeyObject, type webcrypto } from "node:crypto";
import type { Kith } from "../kith.ts";
import { seal, unseal } from "./seal.ts";

type Secret = Pick<Kith, "secret">;
const PURPOSE = "actor-keys";

export const wrapKey = async (kith: Secret, key: KeyObject): Promise<string> =>
  await seal(kith, PURPOSE, JSON.stringify(key.export({ format: "jwk" })));

/** @throws Error when it was wrapped under another secret: `secret.key` and the database belong together */
export async function unwrapKey(kith: Secret, jwe: string): Promise<KeyObject> {
  const jwk = JSON.parse(await unseal(kith, PURPOSE, jwe)) as webcrypto.JsonWebKey;
  return createPrivateKey({ key: jwk, format: "jwk" });
}
