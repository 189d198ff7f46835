/** An account as other servers read it: a Person, a Service when a program speaks, a Group, the instance itself an Application. */
import type { Application, Group, Organization, Person, Service, Update } from "@fedify/fedify/vocab";
import { fromJson } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { PublicKeys } from "../../keys/load.ts";
import { featuredTagsUri, sharedInboxUri, updateUri } from "../../uris.ts";
import { imageType, toEmojis } from "./tags.ts";
import { fileUrl, instant, PUBLIC, url, urls, type Writer } from "./writer.ts";

export type Actor = Application | Group | Organization | Person | Service;

/** @param account one of ours, with its keys */
export function toActor(account: Account, keys: PublicKeys, writer: Writer): Actor {
  const { vocab, instance } = writer;
  const values = {
    id: url(account.uri),
    preferredUsername: account.username,
    name: account.display_name || null,
    summary: account.note || null,
    url: url(account.url),
    inbox: url(account.inbox_url),
    outbox: url(account.outbox_url),
    followers: url(account.followers_url),
    following: url(account.following_url),
    featured: url(account.featured_url),
    featuredTags: account.actor_type === "Application" ? null : url(featuredTagsUri(instance, account.id)),
    endpoints: toEndpoints(account, writer),
    manuallyApprovesFollowers: account.locked === 1,
    discoverable: account.discoverable === 1,
    indexable: account.indexable === 1,
    memorial: account.memorial === 1 ? true : null,
    suspended: account.suspended_at > 0 ? true : null,
    published: instant(account.created_at),
    icon: toImage(account.avatar, account.avatar_description, writer),
    image: toImage(account.header, account.header_description, writer),
    attachments: toFields(account, writer),
    tags: toEmojis(account.emojis, writer),
    aliases: urls(fromJson(account.also_known_as)),
    successor: account.moved_to_uri === "" ? null : url(account.moved_to_uri),
    ...toKeys(account, keys, writer),
  };
  return new vocab[kindOf(account)](values);
}

/** Where clients post what is not an activity; `uploadMedia` is a word that the vocabulary lacks (`documents.ts`). */
function toEndpoints({ uri, actor_type }: Account, { vocab, instance }: Writer) {
  const sharedInbox = url(sharedInboxUri(instance));
  // Nobody logs in as the server or as a group.
  if (actor_type === "Application" || actor_type === "Group") return new vocab.Endpoints({ sharedInbox });
  return new vocab.Endpoints({
    sharedInbox,
    proxyUrl: url(`${uri}/proxy`),
    oauthAuthorizationEndpoint: url(`${instance.origin}/oauth/authorize`),
    oauthTokenEndpoint: url(`${instance.origin}/oauth/token`),
  });
}

function kindOf(account: Account): "Application" | "Group" | "Service" | "Person" {
  if (account.actor_type === "Application" || account.actor_type === "Group") return account.actor_type;
  return account.bot === 1 ? "Service" : "Person";
}

/** RSA for HTTP signatures, and Ed25519 for proofs (FEP-521a). */
function toKeys(account: Account, { rsa, ed25519 }: PublicKeys, { vocab }: Writer) {
  const owner = url(account.uri);
  return {
    publicKey: new vocab.CryptographicKey({
      id: url(rsa.key_id),
      owner,
      publicKey: rsa.key.toCryptoKey({ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, ["verify"]),
    }),
    assertionMethods: [
      new vocab.Multikey({
        id: url(ed25519.key_id),
        controller: owner,
        publicKey: ed25519.key.toCryptoKey("Ed25519", true, ["verify"]),
      }),
    ],
  };
}

/** Mastodon reads what a picture shows in `summary`, others in `name`. */
function toImage(file: string, description: string, { vocab, instance }: Writer) {
  const address = fileUrl(instance, file);
  const words = description === "" ? {} : { name: description, summary: description };
  return address === null ? null : new vocab.Image({ url: address, mediaType: imageType(file), ...words });
}

const toFields = (account: Account, { vocab }: Writer) =>
  fromJson(account.fields).map(({ name, value }) => new vocab.PropertyValue({ name, value }));

/** News of a profile: the whole actor, for all who know it. */
export function toProfileUpdate(account: Account, actor: Actor, { vocab }: Writer): Update {
  return new vocab.Update({
    id: url(updateUri(account.uri, account.updated_at)),
    actor: url(account.uri),
    tos: urls([PUBLIC]),
    ccs: urls([account.followers_url]),
    object: actor,
  });
}
