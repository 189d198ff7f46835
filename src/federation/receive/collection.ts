/**
 * Collections (FEP-7aa9) as they are made, changed and taken down elsewhere, and consent to stand in one. What an activity says of a collection is not
 * believed: it only makes us look at the collection itself.
 */
import { isFeaturedCollection } from "../read/collection.ts";
import { findCollectionByUri, findItem } from "../../collections/load.ts";
import {
  receiveCollectionRemoval,
  receiveFeatureAnswer,
  receiveFeatureRequest,
  receiveItemRemoval,
} from "../../collections/receive.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { localCollectionId } from "../../uris.ts";
import { fetchCollection } from "../lookup/collection.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { id, isA, sameOrigin } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { findLocalAccount, type Receive } from "./receive.ts";

const look = async (kith: Kith, uri: string): Promise<void> =>
  await kith.write(async (_, happened) => happened({ type: "collection.found", uri }));

/** The actor's collection that an activity is about: it may be one that we do not know. */
async function concerned(kith: Kith, actor: Account, uri: string | undefined) {
  if (uri === undefined || !sameOrigin(uri, actor.uri)) return undefined;
  const collection = await findCollectionByUri(kith.db, uri);
  return collection === undefined || collection.account_id === actor.id ? { uri, collection } : undefined;
}

/** Add: of a collection to the actor's, or of somebody to a collection. Whether it was one of these. */
export async function receiveCollectionAdd(
  kith: Kith,
  { object_uri, object, target_uri }: ActivityRecord,
  actor: Account,
): Promise<boolean> {
  const listed = target_uri !== undefined && target_uri === actor.collections_url;
  if (!listed && !(object !== undefined && isA(object, "FeaturedItem"))) return false;
  const found = await concerned(kith, actor, listed ? object_uri : target_uri);
  // As with an Announce: a stranger makes us fetch nothing.
  if (found !== undefined && (found.collection !== undefined || (await isFollowedHere(kith, actor)))) await look(kith, found.uri);
  return true;
}

/** Remove: of a collection from the actor's, or of an entry from a collection. Whether it was one of these. */
export async function receiveCollectionRemove(
  kith: Kith,
  { object_uri, target_uri }: ActivityRecord,
  actor: Account,
): Promise<boolean> {
  if (object_uri === undefined || target_uri === undefined) return false;
  if (target_uri === actor.collections_url) {
    await receiveCollectionRemoval(kith, actor, object_uri);
    return true;
  }
  const found = await concerned(kith, actor, target_uri);
  if (found?.collection === undefined) return false;
  await receiveItemRemoval(kith, found.collection, object_uri);
  return true;
}

/** Update of a collection. Whether it was one. */
export async function receiveCollectionUpdate(
  kith: Kith,
  { object_uri, object }: ActivityRecord,
  actor: Account,
): Promise<boolean> {
  if (object === undefined || !isFeaturedCollection(object)) return false;
  const found = await concerned(kith, actor, object_uri);
  if (found === undefined) throw new Unreadable("an Update of somebody else's collection");
  if (found.collection !== undefined || (await isFollowedHere(kith, actor))) await look(kith, found.uri);
  return true;
}

/** Somebody wants to put one of ours into a collection of theirs: it is looked at, and the request answered. */
export const receiveFeatureRequestOf: Receive = async (kith, activity, actor) => {
  const member = await findLocalAccount(kith, activity.object_uri);
  if (member === undefined) return;
  const found = await concerned(kith, actor, activity.instrument?.uri);
  if (found === undefined) throw new Unreadable("a request for another server's collection, or somebody else's");
  const collection = found.collection ?? (await fetchCollection(kith, found.uri));
  if (collection.account_id !== actor.id) throw new Unreadable("a request for somebody else's collection");
  await receiveFeatureRequest(kith, { collection, curator: actor, member, request_uri: activity.uri });
  await look(kith, found.uri);
};

/** Accept or Reject of a FeatureRequest of ours; false when it answers something else. */
export async function receiveFeatureAnswerOf(
  kith: Kith,
  { object_uri, raw }: ActivityRecord,
  actor: Account,
  accepted: boolean,
): Promise<boolean> {
  const named = object_uri === undefined ? undefined : localCollectionId(kith.instance, object_uri);
  if (named?.request_id === undefined) return false;
  const item = await findItem(kith.db, named.request_id);
  if (item === undefined || item.collection_id !== named.collection_id) return true;
  const stamp = accepted ? id(raw.result) : undefined;
  if (accepted && (stamp === undefined || !sameOrigin(stamp, actor.uri))) throw new Unreadable("consent without a stamp");
  await receiveFeatureAnswer(kith, actor, item.id, stamp);
  return true;
}
