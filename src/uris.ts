/** Where things of ours are: ActivityPub uris (which never change) and pages (which people read). */
import type { Instance } from "./config.ts";
import { readId } from "./ids.ts";

type Origin = Pick<Instance, "origin">;

export const actorUri = ({ origin }: Origin, account_id: number): string => `${origin}/users/${account_id}`;
export const inboxUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/inbox`;
export const outboxUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/outbox`;
export const followersUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/followers`;
/** The followers of one server, for that server (FEP-8fcf). */
export const partialFollowersUri = (instance: Origin, account_id: number): string =>
  `${actorUri(instance, account_id)}/followers_synchronization`;
export const followingUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/following`;
export const featuredUri = (instance: Origin, account_id: number): string =>
  `${actorUri(instance, account_id)}/collections/featured`;
/** Those who look after a group. */
/** What a group here tells those who are in it, and nobody else. */
export const insideUri = (instance: Origin, group_id: number): string => `${actorUri(instance, group_id)}/inside`;
export const moderatorsUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/moderators`;
export const featuredTagsUri = (instance: Origin, account_id: number): string =>
  `${actorUri(instance, account_id)}/collections/tags`;
export const sharedInboxUri = ({ origin }: Origin): string => `${origin}/inbox`;
export const statusUri = (instance: Origin, account_id: number, status_id: number): string =>
  `${actorUri(instance, account_id)}/statuses/${status_id}`;
export const storyUri = (instance: Origin, account_id: number, story_id: number): string =>
  `${actorUri(instance, account_id)}/stories/${story_id}`;
/** The id of a story of ours by its uri. */
export const localStoryId = (instance: Origin, uri: string): number | undefined => {
  const [, account, story] = /^(.*)\/stories\/(\d+)$/.exec(uri) ?? [];
  return account === undefined || localAccountId(instance, account) === undefined ? undefined : readId(story);
};
/** The collection of the whole thread that a status of ours has begun (FEP-7888). */
export const contextUri = (status_uri: string): string => `${status_uri}/context`;
/** The stamp (FEP-044f) by which one of ours lets a status quote theirs. @param name `quotes/stamps.ts` */
export const quoteStampUri = (instance: Origin, account_id: number, name: string): string =>
  `${actorUri(instance, account_id)}/quote_authorizations/${name}`;
/** The list of an account's collections (FEP-7aa9), one of them, one entry of it, and the request by which its subject is asked. */
export const collectionsUri = (instance: Origin, account_id: number): string =>
  `${actorUri(instance, account_id)}/featured_collections`;
export const collectionUri = (instance: Origin, account_id: number, id: number): string =>
  `${actorUri(instance, account_id)}/collections/${id}`;
export const collectionItemUri = (
  instance: Origin,
  { account_id, id }: { account_id: number; id: number },
  item: number,
): string => `${collectionUri(instance, account_id, id)}/items/${item}`;
export const featureRequestUri = (
  instance: Origin,
  { account_id, id }: { account_id: number; id: number },
  item: number,
): string => `${collectionUri(instance, account_id, id)}/requests/${item}`;
/** The stamp (FEP-7aa9) by which one of ours lets a collection show them. */
export const featureStampUri = (instance: Origin, account_id: number, item_id: number): string =>
  `${actorUri(instance, account_id)}/feature_authorizations/${item_id}`;
/** The list of an account's playlists, one of them, and a film in one, by the id of its status. */
export const playlistsUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/playlists`;
export const playlistUri = (instance: Origin, account_id: number, id: number): string =>
  `${playlistsUri(instance, account_id)}/${id}`;
export const playlistFilmUri = (playlist_uri: string, status_id: number): string => `${playlist_uri}/videos/${status_id}`;
/** The CV of one of ours, and what they have written to recommend somebody. */
export const cvUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/cv`;
export const recommendationUri = (instance: Origin, account_id: number, id: number): string =>
  `${actorUri(instance, account_id)}/recommendations/${id}`;
/** By which its subject is asked whether it may be shown as it is since `at` (ms). */
export const offerUri = (recommendation_uri: string, at: number): string => `${recommendation_uri}#offers/${at}`;
/** The Create or Announce that brought the status. */
export const activityUri = (instance: Origin, account_id: number, status_id: number): string =>
  `${statusUri(instance, account_id, status_id)}/activity`;

/** The news of an edit at `at` (ms), of a status or an account. */
export const updateUri = (uri: string, at: number): string => `${uri}#updates/${at}`;
export const deleteUri = (uri: string): string => `${uri}#delete`;
/** What takes an activity back. */
export const undoUri = (uri: string): string => `${uri}${uri.includes("#") ? "/" : "#"}undo`;

export const profileUrl = ({ origin }: Origin, username: string): string => `${origin}/@${username}`;
export const statusUrl = ({ origin }: Origin, username: string, status_id: number): string =>
  `${origin}/@${username}/${status_id}`;
/** The page of a story, of whatever server. */
export const storyUrl = ({ origin }: Origin, id: number): string => `${origin}/stories/${id}`;
/** The page of a collection. */
export const collectionUrl = ({ origin }: Origin, id: number): string => `${origin}/collections/${id}`;
export const tagUrl = ({ origin }: Origin, name: string): string => `${origin}/tags/${encodeURIComponent(name)}`;

/** `alice@alpha.test`, of one of ours, too. @param domain ours */
export const addressAt = ({ username, host }: { username: string; host: string }, domain: string): string =>
  `${username}@${host || domain}`;
/** The name by which people here call an account: `mia`, or `mia@elsewhere.example`. */
export const acct = ({ username, host }: { username: string; host: string }): string =>
  host === "" ? username : `${username}@${host}`;

/** Of a group of people; only the servers of those in it can look it up. */
export const chatUri = ({ origin }: Origin, id: number): string => `${origin}/chats/${id}`;

/** The id in a uri of one of our groups of people, or undefined. */
export const localChatId = ({ origin }: Origin, uri: string): number | undefined =>
  uri.startsWith(`${origin}/chats/`) ? readId(uri.slice(origin.length + 7)) : undefined;

/** Whether a uri is one of ours: it begins with our origin and nothing else does. */
export const isOurs = ({ origin }: Origin, uri: string): boolean => uri === origin || uri.startsWith(`${origin}/`);

/** The id in a uri of one of our accounts, or undefined. */
export function localAccountId(instance: Origin, uri: string): number | undefined {
  const rest = uri.startsWith(`${instance.origin}/users/`) ? uri.slice(instance.origin.length + 7) : "";
  return readId(/^(\d+)\/?$/.exec(rest)?.[1]);
}

/**
 * The id in an address of ours that shows a status, whoever wrote it: its uri (or that of the activity that brought it), or its page as people copy it. Undefined for any
 * other.
 */
export function statusIdAt(instance: Origin, address: string): number | undefined {
  const rest = isOurs(instance, address) ? address.slice(instance.origin.length) : "";
  const [, uri, page] =
    /^\/(?:users\/\d+\/statuses\/(\d+)(?:\/activity)?|@[^/]+\/(?:videos\/)?(\d+)\/?(?:[?#].*)?)$/s.exec(rest) ?? [];
  return readId(uri ?? page);
}

/** The same of what is ours alone: also by its page, by which Pixelfed (met as 0.12.6) calls what it answers, likes and shares. */
export const localStatusId = (instance: Origin, uri: string): number | undefined =>
  /^\/@[^/]*@/.test(uri.slice(instance.origin.length)) ? undefined : statusIdAt(instance, uri);

/** The ids in a uri of one of our collections, or below it; undefined for any other. */
export function localCollectionId(
  instance: Origin,
  uri: string,
): { collection_id: number; request_id: number | undefined } | undefined {
  const rest = uri.startsWith(`${instance.origin}/users/`) ? uri.slice(instance.origin.length + 7) : "";
  const [, collection, request] = /^\d+\/collections\/(\d+)(?:\/requests\/(\d+))?$/.exec(rest) ?? [];
  const collection_id = readId(collection);
  return collection_id === undefined ? undefined : { collection_id, request_id: readId(request) };
}
