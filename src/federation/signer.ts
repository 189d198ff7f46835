/** Whether a request's signature was made by the actor that its activity names. */
import type { Kith } from "../kith.ts";
import { hostOf } from "../http/urls.ts";
import { noteLife } from "./deliver/hosts.ts";
import type { ReadSignature } from "./signatures/request.ts";
import { fetchKey, findKey, storeKey, type RemoteKey } from "./lookup/keys.ts";

/** A key younger than this (ms) is not fetched again because a signature fails: whoever sends rubbish would make us fetch at every try. */
const YOUNG = 300_000;
/** ms for which it stands whether an account is suspended. */
const LOOKED = 60_000;

/**
 * The key that made the signature, or undefined when the named key did not. A key that was changed at its origin is fetched anew, once.
 * Whoever signs is alive: their server hears what waits for it.
 *
 * @throws what `fetchKey` throws when the key is not known and cannot be had
 */
export async function findSigner(kith: Kith, signature: ReadSignature): Promise<RemoteKey | undefined> {
  const signer = await whoSigned(kith, signature);
  if (signer !== undefined) await noteLife(kith, hostOf(signer.owner_uri));
  return signer;
}

async function whoSigned(kith: Kith, signature: ReadSignature): Promise<RemoteKey | undefined> {
  const known = await findKey(kith, signature.key_id);
  if (known !== undefined && signature.check(known.key)) return known;
  if (known !== undefined && known.fetched_at > kith.now() - YOUNG) return undefined;
  const fetched = await fetchKey(kith, signature.key_id);
  if (!signature.check(fetched.key)) return undefined;
  await storeKey(kith, fetched);
  return fetched;
}

/** Whether the key's owner is suspended here, as of the last minute. */
export async function isSuspended(kith: Kith, signer: RemoteKey): Promise<boolean> {
  if (signer.checked_at + LOOKED > kith.now()) return signer.suspended;
  const account = await kith.db
    .selectFrom("accounts")
    .select(["suspended_at", "suspended_there", "deleted_at"])
    .where("uri", "=", signer.owner_uri)
    .executeTakeFirst();
  // One that had gone and comes back is fetched anew by `inbox.ts`; one that its own server has suspended may say when that is over.
  const ours = account !== undefined && account.suspended_at > 0 && account.suspended_there === 0;
  signer.suspended = ours && account.deleted_at === 0;
  signer.checked_at = kith.now();
  return signer.suspended;
}
