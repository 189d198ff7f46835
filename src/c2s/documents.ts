/**
 * Rows as activitypub-express wants to see them: half-expanded, every property but id and type a list, and no more of them than its rules look at.
 */
import type { ApexObject } from "activitypub-express";
import type { Instance } from "../config.ts";
import type { Account, Status } from "../db/schema.ts";
import { activityUri } from "../uris.ts";

/** An actor. It takes the last part of the uri for the name. */
export const actorDocument = (account: Account): ApexObject => ({
  id: account.uri,
  type: "Person",
  preferredUsername: [account.host === "" ? String(account.id) : account.username],
  inbox: [account.inbox_url],
  outbox: [account.outbox_url],
  followers: [account.followers_url],
  following: [account.following_url],
});

export const noteDocument = (status: Pick<Status, "uri">, author_uri: string): ApexObject => ({
  id: status.uri,
  type: "Note",
  attributedTo: [author_uri],
});

/** What brought the status: only activities can be liked, announced, undone and pinned by its rules. */
export function bringingDocument(instance: Pick<Instance, "origin">, status: Status, author_uri: string): ApexObject {
  const own = status.local === 1 ? activityUri(instance, status.account_id, status.id) : `${status.uri}#create`;
  return status.reblog_of_id === null
    ? deedDocument("Create", { uri: own, actor_uri: author_uri, object_uri: status.uri })
    : deedDocument("Announce", { uri: status.uri, actor_uri: author_uri, object_uri: status.uri });
}

export type Deed = { uri: string; actor_uri: string; object_uri: string };

export const deedDocument = (type: string, { uri, actor_uri, object_uri }: Deed): ApexObject => ({
  id: uri,
  type,
  actor: [actor_uri],
  object: [object_uri],
});

/** The same with single values, as it is sent. */
export const deedJson = (type: string, { uri, actor_uri, object_uri }: Deed): object => ({
  ...(uri === "" ? {} : { id: uri }),
  type,
  actor: actor_uri,
  object: object_uri,
});

/** The first of one or many. */
export const one = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : value);

/** The values of one or many. */
export const all = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as unknown[]) : [value];

export const asObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;

/** The id of a thing that is named, or stands there whole. */
export function idOf(value: unknown): string | undefined {
  const first = one(value);
  const id = asObject(first)?.["id"] ?? first;
  return typeof id === "string" ? id : undefined;
}

/** A text, "" when there is none. */
export function textOf(value: unknown): string {
  const first = one(value);
  const plain = asObject(first)?.["@value"] ?? first;
  return typeof plain === "string" ? plain : "";
}
