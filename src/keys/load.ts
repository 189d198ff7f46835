/** Hands out the keys of local accounts, parsed: parsing a key anew for each signature costs more than signing. */
import { createPublicKey, type KeyObject, type webcrypto } from "node:crypto";
import { fromJson } from "../db/columns.ts";
import type { Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { actorUri } from "../uris.ts";
import type { KeyKind } from "./make.ts";
import { unwrapKey } from "./wrap.ts";

export type SigningKey = { key: KeyObject; key_id: string };
/** `pem` is SPKI, as actors show their RSA key; both JWKs are public. */
export type PublicKeys = {
  rsa: { key_id: string; key: KeyObject; pem: string };
  ed25519: { key_id: string; key: KeyObject };
};

const FRAGMENTS = { rsa: "main-key", ed25519: "ed25519-key" } as const;

export const keyId = (instance: Kith["instance"], account_id: number, kind: KeyKind): string =>
  `${actorUri(instance, account_id)}#${FRAGMENTS[kind]}`;

/** @throws Refusal `missing` when the account has no such key (it is not one of ours) */
export async function signingKey(kith: Kith, account_id: number, kind: KeyKind = "rsa"): Promise<SigningKey> {
  const cache = kith.cache<SigningKey>("signing-keys", 2000);
  const name = `${kind}/${account_id}`;
  const known = cache.get(name);
  if (known !== undefined) return known;
  const row = await getKey(kith, account_id, kind);
  const made = { key: unwrapKey(kith, row.private_jwe), key_id: keyId(kith.instance, account_id, kind) };
  cache.set(name, made);
  return made;
}

/** @throws Refusal `missing` when the account is not one of ours */
export async function publicKeys(kith: Kith, account_id: number): Promise<PublicKeys> {
  const parse = async (kind: KeyKind) => {
    const row = await getKey(kith, account_id, kind);
    const key = createPublicKey({ key: fromJson(row.public_jwk) as webcrypto.JsonWebKey, format: "jwk" });
    return { key_id: keyId(kith.instance, account_id, kind), key };
  };
  const rsa = await parse("rsa");
  const pem = rsa.key.export({ type: "spki", format: "pem" }).toString();
  return { rsa: { ...rsa, pem }, ed25519: await parse("ed25519") };
}

async function getKey({ db }: Kith, account_id: number, kind: KeyKind): Promise<Row<"keys">> {
  const row = await db
    .selectFrom("keys")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("kind", "=", kind)
    .executeTakeFirst();
  if (row === undefined) throw missing(`account ${account_id} has no ${kind} key`);
  return row;
}
