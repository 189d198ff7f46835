/**
 * Collections and consent in JSON (FEP-7aa9), as Mastodon 4.6 words them: Fedify's vocabulary of this version has no words for them, so they are
 * written plainly, under a context of their own.
 */
import type { Collection, FeaturedMember } from "../../collections/load.ts";
import { featureBits } from "../../collections/policy.ts";
import type { Instance } from "../../config.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import { escapeHtml } from "../../html.ts";
import { groupsIn } from "../../quotes/policy.ts";
import { collectionItemUri, collectionUri, featureStampUri, tagUrl } from "../../uris.ts";
import type { Json } from "./complete.ts";
import { ACTIVITYSTREAMS } from "./context.ts";
import { toRule } from "./quote.ts";
import { PUBLIC } from "./writer.ts";

const FEP = "https://w3id.org/fep/7aa9#";
const reference = (iri: string) => ({ "@id": iri, "@type": "@id" });

const CONTEXT = [
  ACTIVITYSTREAMS,
  {
    toot: "http://joinmastodon.org/ns#",
    gts: "https://gotosocial.org/ns#",
    sensitive: "as:sensitive",
    Hashtag: "as:Hashtag",
    discoverable: "toot:discoverable",
    FeaturedCollection: `${FEP}FeaturedCollection`,
    FeaturedItem: `${FEP}FeaturedItem`,
    FeatureRequest: `${FEP}FeatureRequest`,
    FeatureAuthorization: `${FEP}FeatureAuthorization`,
    featuredObject: reference(`${FEP}featuredObject`),
    featuredObjectType: `${FEP}featuredObjectType`,
    featureAuthorization: reference(`${FEP}featureAuthorization`),
    topic: reference(`${FEP}topic`),
    interactingObject: reference("gts:interactingObject"),
    interactionTarget: reference("gts:interactionTarget"),
  },
];

/** What an actor says of collections: where its own are, and who may put it into theirs. */
export const toFeaturePolicy = (account: Account, collections_uri: string): Json => ({
  featuredCollections: collections_uri,
  interactionPolicy: { canFeature: toRule(groupsIn(featureBits(account)).automatic, account) },
});

/** As a document of its own. */
export const standing = (json: Json): Json => ({ "@context": CONTEXT, ...json });

export type Featured = {
  collection: Collection;
  author: Pick<Account, "uri" | "url">;
  members: readonly FeaturedMember[];
  tag: { name: string; display_name: string } | undefined;
};

export function toFeaturedCollection({ collection, author, members, tag }: Featured, instance: Instance): Json {
  const { id, account_id, name, language } = collection;
  const description = escapeHtml(collection.description);
  return {
    id: collectionUri(instance, account_id, id),
    type: "FeaturedCollection",
    attributedTo: author.uri,
    name,
    ...(language === "" ? { summary: description } : { summaryMap: { [language]: description } }),
    url: author.url,
    sensitive: collection.sensitive === 1,
    discoverable: collection.discoverable === 1,
    published: rfc3339(collection.created_at),
    updated: rfc3339(collection.updated_at),
    ...(tag === undefined
      ? {}
      : { topic: { type: "Hashtag", name: `#${tag.display_name || tag.name}`, href: tagUrl(instance, tag.name) } }),
    totalItems: members.length,
    orderedItems: members.map((member) => toFeaturedItem(collection, member, instance)),
  };
}

export const toFeaturedItem = (collection: Collection, { item, account }: FeaturedMember, instance: Instance): Json => ({
  id: collectionItemUri(instance, collection, item.id),
  type: "FeaturedItem",
  featuredObject: account.uri,
  featuredObjectType: account.bot === 1 && account.host === "" ? "Service" : account.actor_type,
  featureAuthorization: account.host === "" ? featureStampUri(instance, account.id, item.id) : item.stamp_uri,
});

/** By uris: the stamp, the collection, and the account that agrees to stand in it. */
export type FeatureStamp = { uri: string; collection_uri: string; member_uri: string };

export const toFeatureStamp = ({ uri, collection_uri, member_uri }: FeatureStamp): Json => ({
  id: uri,
  type: "FeatureAuthorization",
  attributedTo: member_uri,
  interactingObject: collection_uri,
  interactionTarget: member_uri,
});

export type FeatureAsking = { uri: string; curator_uri: string; member_uri: string; collection_uri: string };

const requestOf = ({ uri, curator_uri, member_uri, collection_uri }: FeatureAsking): Json => ({
  id: uri,
  type: "FeatureRequest",
  actor: curator_uri,
  object: member_uri,
  instrument: collection_uri,
});

export const toFeatureRequest = (asking: FeatureAsking): Json => standing({ ...requestOf(asking), to: asking.member_uri });

/** @param answer `stamp_uri` undefined: refused. The request is named by its id alone, which is how Mastodon reads it. */
export const toFeatureAnswer = (asking: FeatureAsking, answer: { uri: string; stamp_uri: string | undefined }): Json =>
  standing({
    id: answer.uri,
    type: answer.stamp_uri === undefined ? "Reject" : "Accept",
    actor: asking.member_uri,
    to: asking.curator_uri,
    object: asking.uri,
    ...(answer.stamp_uri === undefined ? {} : { result: answer.stamp_uri }),
  });

export const toFeatureRevocation = (stamp: FeatureStamp): Json =>
  standing({
    id: `${stamp.uri}#delete`,
    type: "Delete",
    actor: stamp.member_uri,
    to: [PUBLIC],
    object: toFeatureStamp(stamp),
  });

export type CollectionDeed = {
  uri: string;
  actor: Pick<Account, "uri" | "followers_url">;
  object: Json | string;
  target?: string;
};

/** What a curator does: Add and Remove name the list that they change. */
export const toCollectionActivity = (type: "Add" | "Remove" | "Update", { uri, actor, object, target }: CollectionDeed): Json =>
  standing({
    id: uri,
    type,
    actor: actor.uri,
    to: [PUBLIC],
    cc: [actor.followers_url],
    object,
    ...(target === undefined ? {} : { target }),
  });
