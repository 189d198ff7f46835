/** Collections: accounts that somebody recommends together. What they hold, loaded for many at once. */
import { isBlockedBetween, notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import { loadAccounts } from "../accounts/find.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";

export type Collection = Row<"collections">;
export type CollectionItem = Row<"collection_items">;
/**
 * A collection with what a viewer sees of it: its curator all items but revoked ones, others those that are accepted, but for people with whom they have nothing to do
 * since one has blocked the other, or their server.
 */
export type LoadedCollection = {
  collection: Collection;
  items: CollectionItem[];
  tag: { name: string; display_name: string } | undefined;
};

type Page = { offset: number; limit: number };

/**
 * One that is not discoverable is found by whoever knows its address, as on Mastodon.
 *
 * @throws Refusal `missing`, also where one of curator and viewer has blocked the other
 */
export async function getCollection(db: Reads, viewer_id: number, id: number): Promise<Collection> {
  const found = await db
    .selectFrom("collections")
    .innerJoin("accounts", "accounts.id", "collections.account_id")
    .selectAll("collections")
    .where("collections.id", "=", id)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .executeTakeFirst();
  if (found === undefined) throw missing();
  const own = found.account_id === viewer_id;
  if (viewer_id !== 0 && !own && (await isBlockedBetween(db, viewer_id, found.account_id))) throw missing();
  return found;
}

/** An account's own, the newest first; others see those that are discoverable, and none where one of the two has blocked the other. */
export async function loadCollectionsOf(db: Reads, viewer_id: number, account_id: number, page: Page): Promise<Collection[]> {
  if (viewer_id !== 0 && viewer_id !== account_id && (await isBlockedBetween(db, viewer_id, account_id))) return [];
  let query = db.selectFrom("collections").selectAll().where("account_id", "=", account_id);
  if (viewer_id !== account_id) query = query.where("discoverable", "=", 1);
  return await query.orderBy("id", "desc").limit(page.limit).offset(page.offset).execute();
}

/** Those in which somebody stands, for themselves. */
export const loadCollectionsWith = async (db: Reads, account_id: number, { limit, offset }: Page): Promise<Collection[]> =>
  await db
    .selectFrom("collections")
    .innerJoin("collection_items", "collection_items.collection_id", "collections.id")
    .innerJoin("accounts", "accounts.id", "collections.account_id")
    .selectAll("collections")
    .where("collection_items.account_id", "=", account_id)
    .where("collection_items.state", "=", "accepted")
    .where("accounts.suspended_at", "=", 0)
    .orderBy("collection_items.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();

/** By their ids; those that are gone fall out. */
export const loadCollectionsById = async (db: Reads, ids: readonly number[]): Promise<Collection[]> =>
  ids.length === 0 ? [] : await db.selectFrom("collections").selectAll().where("id", "in", padded(ids)).execute();

/** Two queries, whatever their number. */
export async function completeCollections(
  db: Reads,
  viewer_id: number,
  collections: readonly Collection[],
): Promise<LoadedCollection[]> {
  if (collections.length === 0) return [];
  const rows = await db
    .selectFrom("collection_items")
    .innerJoin("accounts", "accounts.id", "collection_items.account_id")
    .selectAll("collection_items")
    .where("collection_id", "in", padded(collections.map(({ id }) => id)))
    .where("state", "in", ["accepted", "pending"])
    .where("accounts.suspended_at", "=", 0)
    .where(notBlockedBetween(viewer_id, "collection_items.account_id"))
    .where(notHostBlockedBy(viewer_id, "collection_items.account_id"))
    .orderBy("collection_items.id")
    .execute();
  const items = grouped(rows, (row) => row.collection_id);
  const tagged = collections.map(({ tag_id }) => tag_id);
  const tags = tagged.every((id) => id === null)
    ? []
    : await db.selectFrom("tags").select(["id", "name", "display_name"]).where("id", "in", padded(tagged)).execute();
  return collections.map((collection) => ({
    collection,
    items: (items.get(collection.id) ?? []).filter(({ state }) => state === "accepted" || collection.account_id === viewer_id),
    tag: tags.find(({ id }) => id === collection.tag_id),
  }));
}

export const findCollectionByUri = async (db: Reads, uri: string): Promise<Collection | undefined> =>
  await db.selectFrom("collections").selectAll().where("uri", "=", uri).executeTakeFirst();

export const findCollection = async (db: Reads, id: number): Promise<Collection | undefined> =>
  await db.selectFrom("collections").selectAll().where("id", "=", id).executeTakeFirst();

export const findItem = async (db: Reads, id: number): Promise<CollectionItem | undefined> =>
  await db.selectFrom("collection_items").selectAll().where("id", "=", id).executeTakeFirst();

/** Who stands in it. */
export async function memberIds(db: Reads, collection_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("collection_items")
    .select("account_id")
    .where("collection_id", "=", collection_id)
    .where("state", "=", "accepted")
    .execute();
  return rows.map(({ account_id }) => account_id);
}

export type FeaturedMember = { item: CollectionItem; account: Account };

/**
 * The items of one of ours that other servers may see: those of ours who do not want to be found are shown here only.
 *
 * @param item_id of one alone
 */
export async function loadFeatured(db: Reads, { id }: Collection, item_id?: number): Promise<FeaturedMember[]> {
  let query = db
    .selectFrom("collection_items")
    .selectAll()
    .where("collection_id", "=", id)
    .where("state", "=", "accepted")
    .orderBy("id");
  if (item_id !== undefined) query = query.where("id", "=", item_id);
  const items = await query.execute();
  const accounts = await loadAccounts(
    db,
    items.map(({ account_id }) => account_id),
  );
  return items.flatMap((item) => {
    const account = accounts.get(item.account_id);
    const stands = account !== undefined && account.suspended_at === 0 && account.deleted_at === 0;
    return stands && (account.host === "" ? account.discoverable === 1 : item.stamp_uri !== "") ? [{ item, account }] : [];
  });
}

export async function findTag(db: Reads, { tag_id }: Pick<Collection, "tag_id">) {
  if (tag_id === null) return undefined;
  return await db.selectFrom("tags").select(["name", "display_name"]).where("id", "=", tag_id).executeTakeFirst();
}
