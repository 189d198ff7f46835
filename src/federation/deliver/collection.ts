/** Tells other servers of our people's collections (FEP-7aa9), asks and answers who may stand in them. The handlers of jobs. */
import { findAccountById } from "../../accounts/find.ts";
import {
  findCollection,
  findItem,
  loadFeatured,
  memberIds,
  type Collection,
  type CollectionItem,
} from "../../collections/load.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { collectionItemUri, collectionsUri, collectionUri, featureRequestUri, featureStampUri } from "../../uris.ts";
import { renderFeatured } from "../documents.ts";
import type { Json } from "../write/complete.ts";
import {
  toCollectionActivity,
  toFeatureAnswer,
  toFeaturedItem,
  toFeatureRequest,
  toFeatureRevocation,
  type CollectionDeed,
} from "../write/featured.ts";
import { followerInboxes, inboxesOf } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";

type Parties = { collection: Collection; curator: Account };

async function loadParties(kith: Kith, collection_id: number): Promise<Parties | undefined> {
  const collection = await findCollection(kith.db, collection_id);
  const curator = collection === undefined ? undefined : await findAccountById(kith.db, collection.account_id);
  return collection === undefined || curator === undefined || curator.deleted_at > 0 ? undefined : { collection, curator };
}

/** The same, with an item of it that is still there. */
async function loadItem(kith: Kith, collection_id: number, item_id: number) {
  const parties = await loadParties(kith, collection_id);
  const item = await findItem(kith.db, item_id);
  const member = item === undefined ? undefined : await findAccountById(kith.db, item.account_id);
  return parties === undefined || item === undefined || member === undefined ? undefined : { ...parties, item, member };
}

type Told = { curator: Account; member_ids: readonly number[]; activity: Json };

/** To the followers of the curator, and to those who stand in the collection. */
async function tell(kith: Kith, { curator, member_ids, activity }: Told, job: Job): Promise<void> {
  const inboxes = [...(await followerInboxes(kith, curator.id)), ...(await inboxesOf(kith, member_ids, "shared"))];
  await send(kith, { account_id: curator.id, status_id: null, activity, inboxes, priority: 2, open: true }, job);
}

const deed = (kith: Kith, curator: Account, rest: Pick<CollectionDeed, "object" | "target">): CollectionDeed => ({
  uri: `${curator.uri}#collections/${kith.newId()}`,
  actor: curator,
  ...rest,
});

/** A new collection is an Add to the curator's; one that is not discoverable is told of to nobody. */
export async function deliverCollection(kith: Kith, event: KithEventOf<"collection.published">, job: Job): Promise<void> {
  const parties = await loadParties(kith, event.collection_id);
  const unseen = event.change === "made" && parties?.collection.discoverable === 0;
  if (parties === undefined || unseen) return await nothingToSend(kith, job);
  const { collection, curator } = parties;
  const object = await renderFeatured(kith, collection);
  const target = collectionsUri(kith.instance, curator.id);
  const activity =
    event.change === "made"
      ? toCollectionActivity("Add", deed(kith, curator, { object, target }))
      : toCollectionActivity("Update", deed(kith, curator, { object }));
  await tell(kith, { curator, member_ids: await memberIds(kith.db, collection.id), activity }, job);
}

export async function deliverCollectionRemoval(kith: Kith, event: KithEventOf<"collection.removed">, job: Job): Promise<void> {
  const curator = await findAccountById(kith.db, event.account_id);
  if (curator === undefined) return await nothingToSend(kith, job);
  const [object, target] = [
    collectionUri(kith.instance, curator.id, event.collection_id),
    collectionsUri(kith.instance, curator.id),
  ];
  const activity = toCollectionActivity("Remove", deed(kith, curator, { object, target }));
  await tell(kith, { curator, member_ids: event.member_ids, activity }, job);
}

export async function deliverItem(kith: Kith, event: KithEventOf<"collection_item.added">, job: Job): Promise<void> {
  const parties = await loadParties(kith, event.collection_id);
  const [member] = parties === undefined ? [] : await loadFeatured(kith.db, parties.collection, event.item_id);
  if (parties === undefined || member === undefined) return await nothingToSend(kith, job);
  const { collection, curator } = parties;
  const object = toFeaturedItem(collection, member, kith.instance);
  const target = collectionUri(kith.instance, curator.id, collection.id);
  const activity = toCollectionActivity("Add", deed(kith, curator, { object, target }));
  await tell(kith, { curator, member_ids: await memberIds(kith.db, collection.id), activity }, job);
}

export async function deliverItemRemoval(kith: Kith, event: KithEventOf<"collection_item.removed">, job: Job): Promise<void> {
  const parties = await loadParties(kith, event.collection_id);
  if (parties === undefined) return await nothingToSend(kith, job);
  const { collection, curator } = parties;
  const object = collectionItemUri(kith.instance, collection, event.item_id);
  const target = collectionUri(kith.instance, curator.id, collection.id);
  const activity = toCollectionActivity("Remove", deed(kith, curator, { object, target }));
  const member_ids = [...(await memberIds(kith.db, collection.id)), event.account_id];
  await tell(kith, { curator, member_ids, activity }, job);
}

/** A FeatureRequest, to whom it is about. */
export async function askForFeature(kith: Kith, event: KithEventOf<"collection_item.pending">, job: Job): Promise<void> {
  const found = await loadItem(kith, event.collection_id, event.item_id);
  if (found?.item.state !== "pending") return await nothingToSend(kith, job);
  const { collection, curator, item, member } = found;
  const activity = toFeatureRequest({
    uri: featureRequestUri(kith.instance, collection, item.id),
    curator_uri: curator.uri,
    member_uri: member.uri,
    collection_uri: collectionUri(kith.instance, curator.id, collection.id),
  });
  const inboxes = await inboxesOf(kith, [member.id], "own");
  await send(kith, { account_id: curator.id, status_id: null, activity, inboxes, priority: 0 }, job);
}

/** Accept with its stamp, or Reject, to who asked. */
export async function deliverFeatureAnswer(kith: Kith, event: KithEventOf<"collection_item.answered">, job: Job): Promise<void> {
  const found = await loadItem(kith, event.collection_id, event.item_id);
  if (found === undefined || found.collection.uri === null || found.item.request_uri === "")
    return await nothingToSend(kith, job);
  const { collection, curator, item, member } = found;
  const accepted = event.accepted && item.state === "accepted";
  const activity = toFeatureAnswer(
    { uri: item.request_uri, curator_uri: curator.uri, member_uri: member.uri, collection_uri: collection.uri ?? "" },
    {
      uri: `${member.uri}#${accepted ? "accepts" : "rejects"}/${kith.newId()}`,
      stamp_uri: accepted ? featureStampUri(kith.instance, member.id, item.id) : undefined,
    },
  );
  const inboxes = await inboxesOf(kith, [curator.id], "own");
  await send(kith, { account_id: member.id, status_id: null, activity, inboxes, priority: 0 }, job);
}

/** A Delete of the stamp, to the curator's server and to whoever may have seen it. */
export async function deliverFeatureRevocation(
  kith: Kith,
  event: KithEventOf<"collection_item.revoked">,
  job: Job,
): Promise<void> {
  const found = await loadItem(kith, event.collection_id, event.item_id);
  if (found === undefined || found.member.host !== "") return await nothingToSend(kith, job);
  const { collection, curator, member, item } = found;
  const activity = toFeatureRevocation({
    uri: stampOf(kith, member, item),
    collection_uri: collection.uri ?? collectionUri(kith.instance, curator.id, collection.id),
    member_uri: member.uri,
  });
  const inboxes = [
    ...(await inboxesOf(kith, [curator.id, ...(await memberIds(kith.db, collection.id))], "shared")),
    ...(await followerInboxes(kith, member.id)),
    ...(await followerInboxes(kith, curator.id)),
  ];
  await send(kith, { account_id: member.id, status_id: null, activity, inboxes, priority: 1, open: true }, job);
}

const stampOf = ({ instance }: Kith, member: Account, item: CollectionItem): string =>
  featureStampUri(instance, member.id, item.id);
