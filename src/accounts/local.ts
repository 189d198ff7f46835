/** Where everything of a local account is: the uris that follow from its id and never change, and its page. */
import type { Instance } from "../config.ts";
import type { Account } from "../db/schema.ts";
import { actorUri, featuredUri, followersUri, followingUri, inboxUri, outboxUri, profileUrl, sharedInboxUri } from "../uris.ts";

type Places = Pick<
  Account,
  "uri" | "url" | "inbox_url" | "shared_inbox_url" | "outbox_url" | "followers_url" | "following_url" | "featured_url"
>;

export const placesOf = (instance: Instance, account_id: number, username: string): Places => ({
  uri: actorUri(instance, account_id),
  url: profileUrl(instance, username),
  inbox_url: inboxUri(instance, account_id),
  shared_inbox_url: sharedInboxUri(instance),
  outbox_url: outboxUri(instance, account_id),
  followers_url: followersUri(instance, account_id),
  following_url: followingUri(instance, account_id),
  featured_url: featuredUri(instance, account_id),
});
