/** The two key pairs of a local account: RSA for HTTP signatures, Ed25519 for proofs (FEP-8b32). Made once, then kept stable. */
import { createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { toJson } from "../db/columns.ts";
import type { Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { wrapKey } from "./wrap.ts";

export type KeyKind = Row<"keys">["kind"];
export type NewKey = Pick<Row<"keys">, "kind" | "public_jwk" | "private_jwe">;

/** Makes both pairs; takes some tenths of a second, so it belongs before the transaction. */
export async function makeKeys(kith: Pick<Kith, "secret" | "makeRsaKey">): Promise<NewKey[]> {
  return [await makeKey(kith, "rsa"), await makeKey(kith, "ed25519")];
}

/** Makes one pair; before the transaction, too. */
export async function makeKey(kith: Pick<Kith, "secret" | "makeRsaKey">, kind: KeyKind): Promise<NewKey> {
  const key =
    kind === "rsa"
      ? createPrivateKey((await kith.makeRsaKey()).privateKey)
      : (await promisify(generateKeyPair)("ed25519")).privateKey;
  const jwk = createPublicKey(key).export({ format: "jwk" }) as Record<string, unknown>;
  return { kind, public_jwk: toJson(jwk), private_jwe: await wrapKey(kith, key) };
}

/** Keeps the pairs of an account; those it has already stay, for peers have cached them. */
export async function insertKeys(tx: Tx, { now }: Pick<Kith, "now">, account_id: number, keys: readonly NewKey[]): Promise<void> {
  await tx
    .insertInto("keys")
    .values(keys.map((key) => ({ ...key, account_id, created_at: now() })))
    .onConflict((oc) => oc.doNothing())
    .execute();
}
