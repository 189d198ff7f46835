/**
 * Collections of other servers (FEP-7aa9), from their origin. Of what they list only those count who have agreed: the stamp of each is fetched from
 * the server of the account that it is about, once.
 */
import { findAccountById } from "../../accounts/find.ts";
import { findCollectionByUri, type Collection, type CollectionItem } from "../../collections/load.ts";
import { keepItems, receiveCollection, receiveItem } from "../../collections/receive.ts";
import type { Account, Row } from "../../db/schema.ts";
import type { Leased } from "../../jobs/worker.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { isOurs } from "../../uris.ts";
import { readFeaturedCollection, type FeaturedItemRecord, type FeaturedRecord } from "../read/collection.ts";
import { id, isA, list, sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";
import { findKnownAccount, getRemoteAccount } from "./account.ts";
import { left } from "./deadline.ts";
import { once } from "./once.ts";
import { isGone, isTheirs, mayPass } from "./failure.ts";

type Job = Leased<Row<"jobs">>;

/** ms for a collection with all that it names; what is not done by then is done at the next try. */
const TIMEOUT = 120_000;
const TRIES = 5;
/** Collections of one account that are looked at when somebody asks for them. */
const MOST = 50;

/** Fetches a collection; who stands in it is found out by a job. @throws as `fetchDocument`; Unreadable when it is none, or not its author's */
export async function fetchCollection(kith: Kith, uri: string, until = kith.now() + TIMEOUT): Promise<Collection> {
  return await once(kith, "collections", uri, async () => {
    const { collection, record } = await fetchWhole(kith, uri, until);
    await kith.write(async (_, happened) => happened({ type: "collection.found", uri: record.uri }));
    return collection;
  });
}

async function fetchWhole(kith: Kith, uri: string, until: number): Promise<{ collection: Collection; record: FeaturedRecord }> {
  const record = readFeaturedCollection(await fetchDocument(kith, uri, Math.min(left(kith, until), 10_000)));
  const author = await getRemoteAccount(kith, record.author_uri, { until });
  return { collection: await receiveCollection(kith, author, record), record };
}

/** The handler of a job: the collection and who stands in it. */
export async function refreshCollection(kith: Kith, { uri }: KithEventOf<"collection.found">, job: Job): Promise<void> {
  const until = kith.now() + TIMEOUT;
  try {
    const { collection, record } = await fetchWhole(kith, uri, until);
    await keepItems(kith, collection, new Set(record.items.map((item) => item.uri)));
    const failed = await checkItems(kith, collection, record.items, until);
    if (failed !== undefined && job.row.attempts < TRIES) throw failed;
  } catch (error) {
    if (isGone(error)) return await forget(kith, uri);
    if (!isTheirs(error) || (mayPass(error) && job.row.attempts < TRIES)) throw error;
  }
}

/** Its own server says that there is none. */
async function forget(kith: Kith, uri: string): Promise<void> {
  const known = await findCollectionByUri(kith.db, uri);
  if (known !== undefined)
    await kith.write(async (tx) => await tx.deleteFrom("collections").where("id", "=", known.id).execute());
}

/** Each for itself: one that fails does not hold up the others. Returns a failure that may pass. */
async function checkItems(
  kith: Kith,
  collection: Collection,
  items: readonly FeaturedItemRecord[],
  until: number,
): Promise<unknown> {
  const rows = await kith.db.selectFrom("collection_items").selectAll().where("collection_id", "=", collection.id).execute();
  const known = new Map(rows.map((row) => [row.uri, row]));
  let failed: unknown;
  for (const item of items) {
    try {
      if (await isKnown(kith, known.get(item.uri), item)) continue;
      const account = await agreed(kith, collection.uri ?? "", item, until);
      if (account !== undefined) await receiveItem(kith, collection, { uri: item.uri, account, stamp_uri: item.stamp_uri ?? "" });
    } catch (error) {
      if (!isTheirs(error)) throw error;
      if (mayPass(error)) failed = error;
    }
  }
  return failed;
}

/** Whether an entry has been checked: its stamp for this very account. Revoked is known, too. */
async function isKnown(
  kith: Kith,
  row: CollectionItem | undefined,
  { object_uri, stamp_uri }: FeaturedItemRecord,
): Promise<boolean> {
  if (row === undefined) return false;
  const account = await findAccountById(kith.db, row.account_id);
  return account?.uri === object_uri && (account.host === "" || row.stamp_uri === stamp_uri);
}

/** The account that stands in a collection with its consent; undefined without. */
async function agreed(
  kith: Kith,
  collection_uri: string,
  { object_uri, stamp_uri }: FeaturedItemRecord,
  until: number,
): Promise<Account | undefined> {
  // Of ours we know ourselves.
  if (isOurs(kith.instance, object_uri)) return await findKnownAccount(kith, object_uri);
  // Only their own server can speak for them.
  if (stamp_uri === undefined || !sameOrigin(stamp_uri, object_uri)) return undefined;
  const doc = await fetchDocument(kith, stamp_uri, Math.min(left(kith, until), 10_000));
  const account = isStamp(doc, { uri: stamp_uri, collection_uri, member_uri: object_uri })
    ? await getRemoteAccount(kith, object_uri, { until: Math.min(until, kith.now() + 10_000) })
    : undefined;
  return account === undefined || account.deleted_at > 0 || account.uri !== object_uri ? undefined : account;
}

function isStamp(doc: Doc, stamp: { uri: string; collection_uri: string; member_uri: string }): boolean {
  const by = id(doc.attributedTo);
  return (
    isA(doc, "FeatureAuthorization") &&
    id(doc.id) === stamp.uri &&
    id(doc.interactingObject) === stamp.collection_uri &&
    id(doc.interactionTarget) === stamp.member_uri &&
    // Mastodon leaves it out.
    (by === undefined || by === stamp.member_uri)
  );
}

/** The handler of a job: the collections that an account elsewhere shows. Each is then looked at by a job of its own. */
export async function findCollections(kith: Kith, { account_id }: KithEventOf<"collections.wanted">, job: Job): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined || account.collections_url === "" || account.deleted_at > 0) return;
  try {
    const head = await fetchDocument(kith, account.collections_url);
    if (id(head.id) !== account.collections_url) throw new Unreadable("a list of collections that is elsewhere");
    const first = id(head.first);
    const named = head.orderedItems ?? head.items;
    const page =
      named === undefined && first !== undefined && sameOrigin(first, account.uri) ? await fetchDocument(kith, first) : head;
    const uris = list(page.orderedItems ?? page.items, MOST).flatMap((entry) => id(entry) ?? []);
    const own = [...new Set(uris)].filter((uri) => sameOrigin(uri, account.uri));
    await kith.write(async (_, happened) => own.forEach((uri) => happened({ type: "collection.found", uri })));
  } catch (error) {
    if (!isTheirs(error) || (mayPass(error) && job.row.attempts < TRIES)) throw error;
  }
}
