/**
 * An actor's document as a plain record. Pure: that the document really came from its own id's origin is for whoever fetched it to see to.
 */
import { plainText } from "../../text/plain.ts";
import { aboutOf } from "./content.ts";
import { emojis, pageUrl, pictureUrl, tagsOf, type EmojiRecord } from "./links.ts";
import { interactionPolicyOf, type InteractionPolicy } from "./policy.ts";
import { rulesOf } from "./rules.ts";
import { flag, id, ids, instant, isA, list, object, objects, one, sameOrigin, text, types, type Doc } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

export const ACTOR_TYPES = ["Person", "Service", "Application", "Group", "Organization"] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

export type ActorKey = { id: string; owner: string; pem?: string; multibase?: string };

export type ActorRecord = {
  uri: string;
  type: ActorType;
  /** As its server spells it; whether its host is the uri's is for WebFinger to say. */
  username: string;
  display_name: string;
  /** Raw HTML: sanitise it. */
  note: string;
  url: string;
  inbox_url: string;
  shared_inbox_url: string | undefined;
  outbox_url: string | undefined;
  followers_url: string | undefined;
  following_url: string | undefined;
  featured_url: string | undefined;
  featured_tags_url: string | undefined;
  /** Hosts, in lower case. */
  attribution_domains: string[];
  /** Its collections (FEP-7aa9), and who may put it into one. */
  collections_url: string | undefined;
  feature_policy: InteractionPolicy | undefined;
  avatar_url: string | undefined;
  header_url: string | undefined;
  /** What the pictures show, in plain words. */
  avatar_description: string;
  header_description: string;
  /** Follows need approval (`manuallyApprovesFollowers`). */
  locked: boolean;
  discoverable: boolean;
  indexable: boolean;
  bot: boolean;
  memorial: boolean;
  suspended: boolean;
  /** Visitors who are not signed in are not to see what it posts (Misskey). */
  signed_in_only: boolean;
  /** Of a group: what is posted there is for its members alone. */
  members_only: boolean;
  /** It takes no votes against. */
  no_downvotes: boolean;
  approves_posts: boolean;
  /** It says who may post (Lemmy's word, which Mbin, PieFed, NodeBB and Kith have as well). */
  passes_on: boolean;
  /** Its moderators alone begin threads there. */
  restricted: boolean;
  /** Of a group, in plain text. */
  rules: string[];
  /** Kith's own: where a group for its members alone tells those what it tells nobody else. */
  inside_url: string | undefined;
  /** Kith's own: one line on what they do, about what they want to be written to, and where their CV is. */
  headline: string;
  open_to: string[];
  cv_url: string | undefined;
  /** PeerTube's, on its own server. */
  playlists_url: string | undefined;
  /** `value` is raw HTML. */
  fields: { name: string; value: string }[];
  also_known_as: string[];
  moved_to: string | undefined;
  emojis: EmojiRecord[];
  /** Milliseconds. */
  published: number | undefined;
  /** Only keys whose id shares the actor's origin and whose owner is the actor. */
  keys: ActorKey[];
  /** `user@host` (FEP-2c59), unverified. */
  webfinger: string | undefined;
};

/** Whether a document is an actor, by its type. */
export function isActor(doc: Doc): boolean {
  return actorType(doc) !== undefined;
}

function actorType(doc: Doc): ActorType | undefined {
  const all = types(doc);
  return ACTOR_TYPES.find((type) => all.includes(type));
}

/**
 * Reads an actor.
 *
 * Collections and inboxes of another origin are left out, for an actor could otherwise make us post to, or fetch, somebody else's.
 *
 * @throws Unreadable without an id, an actor's type, a usable `preferredUsername` or an inbox of the actor's own origin
 */
export function readActor(doc: Doc): ActorRecord {
  const [uri, type] = [id(doc.id), actorType(doc)];
  if (uri === undefined) throw new Unreadable("an actor without an id");
  if (type === undefined) throw new Unreadable("not an actor");
  return {
    uri,
    type,
    username: usernameOf(doc),
    display_name: text(doc.name ?? doc.nameMap, 500)
      .replace(/\s+/g, " ")
      .trim(),
    note: aboutOf(doc),
    url: ownPage(doc, uri),
    ...placesOf(doc, uri),
    feature_policy: interactionPolicyOf(doc, "canFeature"),
    avatar_url: pictureUrl(doc.icon),
    header_url: pictureUrl(doc.image),
    avatar_description: descriptionOf(doc.icon),
    header_description: descriptionOf(doc.image),
    attribution_domains: domainsOf(doc.attributionDomains),
    locked: flag(doc.manuallyApprovesFollowers),
    discoverable: flag(doc.discoverable),
    indexable: flag(doc.indexable),
    bot: type === "Service" || type === "Application",
    memorial: flag(doc.memorial),
    suspended: flag(doc.suspended),
    signed_in_only: flag(doc._misskey_requireSigninToViewContents),
    members_only: type === "Group" && flag(doc.membersOnly),
    no_downvotes: type === "Group" && flag(doc.noDownvotes),
    approves_posts: type === "Group" && flag(doc.approvesFirst),
    // Blogs of WordPress say that they are restricted, and are no forums otherwise.
    passes_on: type === "Group" && doc.postingRestrictedToMods === false,
    restricted: type === "Group" && flag(doc.postingRestrictedToMods),
    rules: type === "Group" ? rulesOf(doc) : [],
    headline: headlineOf(doc),
    open_to: list(doc.openTo, 10).map((entry) => text(entry, 20)),
    fields: fieldsOf(doc),
    also_known_as: ids(doc.alsoKnownAs, 50),
    moved_to: id(doc.movedTo),
    emojis: emojis(tagsOf(doc)),
    published: instant(doc.published),
    keys: keysOf(doc, uri),
    webfinger: webfingerOf(doc),
  };
}

/** A page elsewhere may be somebody else's, and the links that lead to it (rel="me") would speak for this actor. */
function ownPage(doc: Doc, uri: string): string {
  const page = pageUrl(doc.url);
  return page !== undefined && sameOrigin(page, uri) ? page : uri;
}

/** What a picture shows. Mastodon writes it into `summary`, others into `name`. */
export function descriptionOf(picture: unknown): string {
  const image = object(one(picture));
  return image === undefined ? "" : text(image.summary, 1500).trim() || text(image.name, 1500).trim();
}

/** Plain hosts; JSON-LD processors make addresses of them, of which the last part is what was meant. */
function domainsOf(v: unknown): string[] {
  const hosts = list(v, 50).flatMap((entry) => {
    const said = text(object(entry)?.id ?? entry, 300).toLowerCase();
    return /^(?:.*\/)?([a-z0-9.-]+\.[a-z0-9-]+)$/.exec(said)?.[1] ?? [];
  });
  return [...new Set(hosts)];
}

function usernameOf(doc: Doc): string {
  const username = text(doc.preferredUsername, 300);
  if (!/^[^\s@/\\?#:<>"'&\p{C}]{1,200}$/u.test(username)) throw new Unreadable("an actor without a usable preferredUsername");
  return username;
}

type Places = Pick<
  ActorRecord,
  | "featured_tags_url"
  | "inbox_url"
  | "shared_inbox_url"
  | "outbox_url"
  | "followers_url"
  | "following_url"
  | "featured_url"
  | "collections_url"
  | "cv_url"
  | "playlists_url"
  | "inside_url"
>;

function placesOf(doc: Doc, uri: string): Places {
  const own = (v: unknown) => {
    const place = id(v);
    return place !== undefined && sameOrigin(place, uri) ? place : undefined;
  };
  const inbox_url = own(doc.inbox);
  if (inbox_url === undefined) throw new Unreadable("an actor without an inbox of its own origin");
  return {
    inbox_url,
    shared_inbox_url: own(object(one(doc.endpoints))?.sharedInbox ?? doc.sharedInbox),
    outbox_url: own(doc.outbox),
    followers_url: own(doc.followers),
    following_url: own(doc.following),
    featured_url: own(doc.featured),
    featured_tags_url: own(doc.featuredTags),
    collections_url: own(doc.featuredCollections),
    cv_url: own(doc.cv),
    playlists_url: own(doc.playlists),
    inside_url: own(doc.inside),
  };
}

const headlineOf = (doc: Doc): string => text(doc.headline, 120).replace(/\s+/g, " ").trim();

/** Without the one in which the headline is said for those who know no headlines. */
function fieldsOf(doc: Doc): { name: string; value: string }[] {
  return objects(doc.attachment, 50)
    .filter((entry) => isA(entry, "PropertyValue"))
    .map((entry) => ({ name: text(entry.name, 255), value: text(entry.value, 2047) }))
    .filter((field) => field.name !== "" && (field.name !== "Headline" || plainText(field.value) !== headlineOf(doc)))
    .slice(0, 20);
}

/** RSA keys in `publicKey`, Multikeys in `assertionMethod` (FEP-521a). A key that names no owner belongs to the document it stands in. */
function keysOf(doc: Doc, uri: string): ActorKey[] {
  const keys: ActorKey[] = [];
  for (const key of [...objects(doc.publicKey, 10), ...objects(doc.assertionMethod, 10)]) {
    const [keyId, named] = [id(key.id), key.owner ?? key.controller];
    const owner = named === undefined || named === null ? uri : id(named);
    const [pem, multibase] = [text(key.publicKeyPem, 16_384), text(key.publicKeyMultibase, 1000)];
    if (keyId === undefined || owner !== uri || !sameOrigin(keyId, uri) || (pem === "" && multibase === "")) continue;
    keys.push({ id: keyId, owner, ...(pem === "" ? {} : { pem }), ...(multibase === "" ? {} : { multibase }) });
  }
  return keys;
}

function webfingerOf(doc: Doc): string | undefined {
  const handle = text(doc.webfinger, 400).replace(/^(?:acct:|@)/, "");
  return /^[^\s@/]{1,200}@[^\s@/]{1,253}$/.test(handle) ? handle : undefined;
}
