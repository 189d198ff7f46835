// The first look at a signed request: which scheme, whose key, and whether everything about the signature but the key is in order.
import { verifyCavage } from "./cavage.ts";
import type { IncomingRequest, ReadSignature, RefusedSignature } from "./request.ts";
import { verifyRfc9421 } from "./rfc9421.ts";

/** A request that carries no HTTP signature of either scheme: whoever calls decides what else may vouch for it. */
export type ForeignSignature = { foreign: true };

/**
 * Reads a request's signature. Costs one hash of the body and no verification: `check(key)` is that.
 *
 * - `refused`: there is a signature, and it is malformed, stale, does not match the body or does not cover what it must. 401.
 * - `foreign`: there is none.
 * - otherwise the signature stands if the key named `key_id` passes `check`; that the key belongs to the activity's actor remains to be seen.
 *
 * A request with both headers is RFC 9421, and only that: falling back would let an attacker choose the weaker of two. Never throws.
 */
export function readSignature(request: IncomingRequest, now: number): ReadSignature | RefusedSignature | ForeignSignature {
  if (request.headers["signature-input"] !== undefined) return verifyRfc9421(request, now);
  if (request.headers.signature !== undefined) return verifyCavage(request, now);
  return { foreign: true };
}
