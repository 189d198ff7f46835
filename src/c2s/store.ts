/**
 * The store of activitypub-express, as an adapter over Kith's domain: it reads, as the account whose outbox is posted to, and never writes. What it
 * would write is done by `perform.ts`, through the same functions as at every other door.
 */
import type { ApexObject } from "activitypub-express";
import { findAccountByUri, findAccountById } from "../accounts/find.ts";
import type { Account, Status } from "../db/schema.ts";
import { findFollow } from "../follows/load.ts";
import type { Kith } from "../kith.ts";
import { actorDocument, bringingDocument, deedDocument, noteDocument } from "./documents.ts";
import { deedOf, findBlock, findDone, findKnown, getSeen } from "./find.ts";

/** @param viewer the account on whose behalf it is asked */
export function makeStore(kith: Kith, viewer: () => Account): object {
  return {
    generateId: () => String(kith.newId()),
    getObject: async (uri: string) => await findObject(kith, viewer(), uri),
    getActivity: async (uri: unknown) => (typeof uri === "string" ? await findActivity(kith, viewer(), uri) : undefined),
    findActivityByCollectionAndObjectId: async (_: string, uri: unknown) =>
      typeof uri === "string" ? await findOutward(kith, viewer(), uri) : undefined,
    findActivityByCollectionAndActorId: async (_: string, uri: unknown) =>
      typeof uri === "string" ? await findInward(kith, viewer(), uri) : undefined,
    // It keeps copies of all that it meets. We have the rows.
    saveObject: async () => true,
    saveActivity: async () => true,
    updateObject: async (object: ApexObject) => object,
  };
}

async function findObject(kith: Kith, viewer: Account, uri: string): Promise<ApexObject | undefined> {
  if (uri === viewer.uri) return actorDocument(viewer);
  const status = await findKnown(kith, viewer, uri);
  if (status !== undefined) return noteDocument(status, await authorUri(kith, status));
  const account = await kith.remote.findAccount(uri);
  return account === undefined ? undefined : actorDocument(account);
}

async function findActivity(kith: Kith, viewer: Account, uri: string): Promise<ApexObject | undefined> {
  const done = await findDone(kith, viewer, uri);
  if (done !== undefined) return deedDocument(done.kind, await deedOf(kith, done));
  const status = await getSeen(kith, viewer, uri).catch(() => undefined);
  return status === undefined ? undefined : bringingDocument(kith.instance, status, await authorUri(kith, status));
}

async function authorUri({ db }: Kith, { account_id }: Status): Promise<string> {
  return (await findAccountById(db, account_id))?.uri ?? "";
}

/** Whom somebody follows or blocks, named by the account alone: few clients remember the ids of such things. */
async function findOutward(kith: Kith, viewer: Account, uri: string): Promise<ApexObject | undefined> {
  const target = await findAccountByUri(kith.db, uri);
  if (target === undefined) return undefined;
  const block = await findBlock(kith, viewer.id, target.id);
  const follow = block === undefined ? await findFollow(kith.db, viewer.id, target.id) : undefined;
  const row = block ?? follow;
  const kind = block === undefined ? "Follow" : "Block";
  return row && deedDocument(kind, { uri: row.uri, actor_uri: viewer.uri, object_uri: target.uri });
}

/** The follow of somebody who is refused, named by the account alone. */
async function findInward(kith: Kith, viewer: Account, uri: string): Promise<ApexObject | undefined> {
  const follower = await findAccountByUri(kith.db, uri);
  const follow = follower && (await findFollow(kith.db, follower.id, viewer.id));
  return follow && deedDocument("Follow", { uri: follow.uri, actor_uri: uri, object_uri: viewer.uri });
}
