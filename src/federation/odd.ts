/**
 * Activities that come without an HTTP signature of their actor, after Fedify has verified what they carry instead.
 *
 * Fedify answers whether a signature is valid. Whose it is, it believes too easily: a key's document may claim any owner (CVE-2025-54888), and a context may
 * make other terms of the ones that we read. So a proof is checked again by the letter against a key that the actor's own document names, and a Linked
 * Data signature, which permits rearranging (CVE-2022-24307), authorises nothing: its activity is fetched from its origin, and only that is believed.
 */
import { findAccountByUri } from "../accounts/find.ts";
import type { Kith } from "../kith.ts";
import { isBarred } from "../moderation/policy.ts";
import { isTheirs } from "./lookup/failure.ts";
import { isGoneAtOrigin } from "./lookup/gone.ts";
import { fetchKey, findKey, storeKey } from "./lookup/keys.ts";
import { once } from "./lookup/once.ts";
import { isProofBy } from "./proof.ts";
import { id, object, objects, sameOrigin, type Doc } from "./read/shape.ts";
import { fetchDocument } from "./signed.ts";
import { storeActivity } from "./take.ts";

/** 202 taken or of no interest, 401 not believed, 403 suspended here. */
export type OddVerdict = { status: number };
type Odd = { doc: Doc; uri: string; actor_uri: string };

const taken: OddVerdict = Object.freeze({ status: 202 });
const refuse: OddVerdict = Object.freeze({ status: 401 });
const suspended: OddVerdict = Object.freeze({ status: 403 });
const MOST_PROOFS = 4;

/** @param body as it came, which Fedify has verified in its way */
export async function receiveOdd(kith: Kith, body: string): Promise<OddVerdict> {
  const doc = object(JSON.parse(body));
  const [uri, actor_uri] = [id(doc?.id), id(doc?.actor)];
  if (doc === undefined || uri === undefined || actor_uri === undefined || !sameOrigin(uri, actor_uri)) return refuse;
  if (await isBarred(kith, actor_uri)) return suspended;
  const known = await findAccountByUri(kith.db, actor_uri);
  if ((known?.suspended_at ?? 0) > 0) return suspended;
  const odd = { doc, uri, actor_uri };
  try {
    if (await isProven(kith, odd)) return await storeActivity(kith, odd, Buffer.from(body));
    return "signature" in doc ? await receiveForwarded(kith, odd) : refuse;
  } catch (error) {
    if (!isTheirs(error)) throw error;
    kith.log.debug("{uri} is not believed: {error}", { uri, error });
    return refuse;
  }
}

const isProven = async (kith: Kith, { doc, actor_uri }: Odd): Promise<boolean> => await isProvenBy(kith, doc, actor_uri);

/** Whether one of the proofs of a document, as it came, was made by a key that the actor names. */
export async function isProvenBy(kith: Kith, doc: Doc, actor_uri: string): Promise<boolean> {
  for (const proof of objects(doc.proof, MOST_PROOFS)) {
    const method = id(proof.verificationMethod);
    if (method === undefined || !sameOrigin(method, actor_uri)) continue;
    const key = (await findKey(kith, method)) ?? (await fetchKey(kith, method));
    if (key.owner_uri !== actor_uri || !isProofBy(doc, proof, key.key, kith.now())) continue;
    await storeKey(kith, key);
    return true;
  }
  return false;
}

/** Somebody passes on what another has signed: a reply, or a deletion. What its origin says of it now is what counts. */
async function receiveForwarded(kith: Kith, odd: Odd): Promise<OddVerdict> {
  return await once(kith, "forwarded", `${odd.uri} ${odd.actor_uri}`, async () => {
    const { doc, uri, actor_uri } = odd;
    if (doc.type === "Delete") return (await isDeleted(kith, odd)) ? await storeActivity(kith, odd, plainDelete(odd)) : taken;
    const fetched = await fetchDocument(kith, uri);
    if (id(fetched.id) === uri && id(fetched.actor) === actor_uri)
      return await storeActivity(kith, odd, Buffer.from(JSON.stringify(fetched)));
    // Mastodon's Updates have the status's id and a fragment, so that what is served there is the status itself.
    const own = doc.type === "Update" && id(fetched.id) === id(doc.object) && sameOrigin(uri, id(fetched.id) ?? "");
    return own ? await storeActivity(kith, odd, Buffer.from(JSON.stringify(plain(odd, fetched)))) : refuse;
  });
}

async function isDeleted(kith: Kith, { doc, actor_uri }: Odd): Promise<boolean> {
  const deleted = id(doc.object);
  return deleted !== undefined && sameOrigin(deleted, actor_uri) && (await isGoneAtOrigin(kith, deleted));
}

/** Nothing of the forwarded document but what its origin has confirmed. */
const plainDelete = (odd: Odd): Buffer => Buffer.from(JSON.stringify(plain(odd, id(odd.doc.object))));

const plain = ({ doc, uri, actor_uri }: Odd, object: unknown): Doc => ({ id: uri, type: doc.type, actor: actor_uri, object });
