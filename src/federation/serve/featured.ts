/** Serves collections of accounts (FEP-7aa9), their list, their entries, and the stamps by which our people let others show them. */
import type { Request, Response } from "express";
import { findAccountById } from "../../accounts/find.ts";
import { findCollection, findItem, loadCollectionsOf, loadFeatured, type Collection } from "../../collections/load.ts";
import { COLLECTION_LIMITS } from "../../collections/rules.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { collectionsUri, collectionUri, featureStampUri } from "../../uris.ts";
import { renderFeatured } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toOrderedCollection } from "../write/collection.ts";
import { standing, toFeaturedItem, toFeatureStamp } from "../write/featured.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { assertMayAsk } from "./reader.ts";

/** @throws Refusal `missing` */
async function getOwnCollection(kith: Kith, author: Account, id: unknown): Promise<Collection> {
  const collection_id = readId(id);
  const found = collection_id === undefined ? undefined : await findCollection(kith.db, collection_id);
  if (found === undefined || found.account_id !== author.id || found.uri !== null) throw missing();
  return found;
}

/** Those that are discoverable; the others are found by who knows their address. */
export async function serveCollections(kith: Kith, request: Request, response: Response): Promise<void> {
  const author = await getStandingAccount(kith, request.params.id);
  if (!wantsActivity(request.headers.accept)) return toPage(response, author.url);
  await assertMayAsk(kith, request);
  const rows = await loadCollectionsOf(kith.db, 0, author.id, { offset: 0, limit: COLLECTION_LIMITS.collections });
  const head = { uri: collectionsUri(kith.instance, author.id), total: rows.length };
  const json = await serialise(toOrderedCollection(head, await loadWriter(kith)), "status");
  const orderedItems = rows.map(({ id }) => collectionUri(kith.instance, author.id, id));
  reply(response, { body: JSON.stringify({ ...json, orderedItems }), open: !kith.instance.federation.authorized_fetch });
}

export async function serveCollection(kith: Kith, request: Request, response: Response): Promise<void> {
  const author = await getStandingAccount(kith, request.params.id);
  const collection = await getOwnCollection(kith, author, request.params.collection);
  if (!wantsActivity(request.headers.accept)) return toPage(response, author.url);
  await assertMayAsk(kith, request);
  // Who stands in it changes, and consent is taken back: nobody keeps it.
  reply(response, { body: JSON.stringify(standing(await renderFeatured(kith, collection))), open: false });
}

export async function serveItem(kith: Kith, request: Request, response: Response): Promise<void> {
  const author = await getStandingAccount(kith, request.params.id);
  const collection = await getOwnCollection(kith, author, request.params.collection);
  await assertMayAsk(kith, request);
  const [member] = await loadFeatured(kith.db, collection, readId(request.params.item) ?? 0);
  if (member === undefined) throw missing();
  reply(response, { body: JSON.stringify(standing(toFeaturedItem(collection, member, kith.instance))), open: false });
}

/** @throws Refusal `missing` for what is not, or no longer, allowed */
export async function serveFeatureStamp(kith: Kith, request: Request, response: Response): Promise<void> {
  await assertMayAsk(kith, request);
  const member = await getStandingAccount(kith, request.params.id);
  const item = await findItem(kith.db, readId(request.params.item) ?? 0);
  if (item === undefined || item.account_id !== member.id || item.state !== "accepted") throw missing();
  const collection = await findCollection(kith.db, item.collection_id);
  const curator = collection === undefined ? undefined : await findAccountById(kith.db, collection.account_id);
  if (collection === undefined || curator === undefined || curator.suspended_at > 0 || curator.deleted_at > 0) throw missing();
  // Who does not want to be found stands in collections of this server only.
  if (collection.uri === null && member.discoverable === 0) throw missing();
  const collection_uri = collection.uri ?? collectionUri(kith.instance, collection.account_id, collection.id);
  const stamp = { uri: featureStampUri(kith.instance, member.id, item.id), collection_uri, member_uri: member.uri };
  reply(response, { body: JSON.stringify(standing(toFeatureStamp(stamp))), open: false });
}
