/** Where things of ours are: ActivityPub uris (which never change) and pages (which people read). */
import type { Instance } from "./config.ts";
import { readId } from "./ids.ts";

type Origin = Pick<Instance, "origin">;

export const actorUri = ({ origin }: Origin, account_id: number): string => `${origin}/users/${account_id}`;
export const inboxUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/inbox`;
export const outboxUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/outbox`;
export const followersUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/followers`;
export const followingUri = (instance: Origin, account_id: number): string => `${actorUri(instance, account_id)}/following`;
export const featuredUri = (instance: Origin, account_id: number): string =>
  `${actorUri(instance, account_id)}/collections/featured`;
export const sharedInboxUri = ({ origin }: Origin): string => `${origin}/inbox`;
export const statusUri = (instance: Origin, account_id: number, status_id: number): string =>
  `${actorUri(instance, account_id)}/statuses/${status_id}`;
/** The stamp (FEP-044f) by which one of ours lets a status quote theirs. */
export const quoteStampUri = (instance: Origin, account_id: number, quoting_id: number): string =>
  `${actorUri(instance, account_id)}/quote_authorizations/${quoting_id}`;
/** The Create or Announce that brought the status. */
export const activityUri = (instance: Origin, account_id: number, status_id: number): string =>
  `${statusUri(instance, account_id, status_id)}/activity`;

export const profileUrl = ({ origin }: Origin, username: string): string => `${origin}/@${username}`;
export const statusUrl = ({ origin }: Origin, username: string, status_id: number): string =>
  `${origin}/@${username}/${status_id}`;
export const tagUrl = ({ origin }: Origin, name: string): string => `${origin}/tags/${encodeURIComponent(name)}`;

/** The name by which people here call an account: `mia`, or `mia@elsewhere.example`. */
export const acct = ({ username, host }: { username: string; host: string }): string =>
  host === "" ? username : `${username}@${host}`;

/** Whether a uri is one of ours: it begins with our origin and nothing else does. */
export const isOurs = ({ origin }: Origin, uri: string): boolean => uri === origin || uri.startsWith(`${origin}/`);

/** The id in a uri of one of our accounts, or undefined. */
export function localAccountId(instance: Origin, uri: string): number | undefined {
  const rest = uri.startsWith(`${instance.origin}/users/`) ? uri.slice(instance.origin.length + 7) : "";
  return readId(/^(\d+)\/?$/.exec(rest)?.[1]);
}

/** The id in a uri of one of our statuses (or of the activity that brought it), or undefined. */
export function localStatusId(instance: Origin, uri: string): number | undefined {
  const rest = uri.startsWith(`${instance.origin}/users/`) ? uri.slice(instance.origin.length + 7) : "";
  return readId(/^\d+\/statuses\/(\d+)(?:\/activity)?$/.exec(rest)?.[1]);
}
