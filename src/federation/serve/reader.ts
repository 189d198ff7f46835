/** Who asks: the account behind a signed GET. Private statuses are shown to nobody else, and with `authorized_fetch` nothing is. */
import type { Request } from "express";
import { findAccountByUri } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { unauthenticated } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { isBarred } from "../../moderation/policy.ts";
import { findKey, type RemoteKey } from "../lookup/keys.ts";
import { isTheirs } from "../lookup/failure.ts";
import { findSigner } from "../signer.ts";
import type { ReadSignature } from "../signatures/request.ts";
import { readSignature } from "../signatures/verify.ts";

/**
 * The account that signed the request: by a key that we have already, for most have sent us something before, or by that of an account that is known here, which is
 * fetched. No stranger makes us ask anybody. Undefined for everybody else, the suspended included.
 */
export async function findReader(kith: Kith, request: Request): Promise<Account | undefined> {
  const signature = readSignature(incoming(kith, request), kith.now());
  if (!("check" in signature)) return undefined;
  const known = (await findKey(kith, signature.key_id)) ?? (await fetchKeyOfKnown(kith, signature));
  if (known === undefined || !signature.check(known.key)) return undefined;
  const account = await findAccountByUri(kith.db, known.owner_uri);
  return account === undefined || account.suspended_at > 0 || account.deleted_at > 0 ? undefined : account;
}

/** Who has been mentioned here, and never sent anything. */
async function fetchKeyOfKnown(kith: Kith, signature: ReadSignature): Promise<RemoteKey | undefined> {
  const owner = await findAccountByUri(kith.db, signature.key_id.replace(/#.*$/, ""));
  if (owner === undefined || owner.host === "" || owner.suspended_at > 0 || (await isBarred(kith, owner.uri))) return undefined;
  return await findSigner(kith, signature).catch(notTheirs);
}

/**
 * Lets everybody pass, or with `authorized_fetch` only who signs; strangers' keys are fetched then.
 *
 * @throws Refusal `unauthenticated`
 */
export async function assertMayAsk(kith: Kith, request: Request): Promise<void> {
  if (!kith.instance.federation.authorized_fetch) return;
  if ((await findSignerUri(kith, request)) === undefined) throw unauthenticated("This server answers signed requests only");
}

/** The actor that signed the request, whose key is fetched if it is not known. Undefined also for the suspended and for blocked servers. */
export async function findSignerUri(kith: Kith, request: Request): Promise<string | undefined> {
  const signature = readSignature(incoming(kith, request), kith.now());
  if (!("check" in signature) || (await isBarred(kith, signature.key_id))) return undefined;
  const owner = await findSigner(kith, signature).catch(notTheirs);
  const account = owner === undefined ? undefined : await findAccountByUri(kith.db, owner.owner_uri);
  return (account?.suspended_at ?? 0) > 0 ? undefined : owner?.owner_uri;
}

function notTheirs(error: unknown): undefined {
  if (!isTheirs(error)) throw error;
  return undefined;
}

function incoming(kith: Kith, { method, originalUrl, headers }: Request) {
  const plain = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
  return { method, target: originalUrl, headers: plain, body: Buffer.alloc(0), url: kith.instance.origin + originalUrl };
}
