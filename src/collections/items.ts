/** Who stands in a collection: its curator adds and removes, and whoever was added can leave for good. */
import { notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import type { Account, Tx } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import type { Kith, KithEvent } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import type { Collection, CollectionItem } from "./load.ts";
import { assertOwn, COLLECTION_LIMITS } from "./rules.ts";

/**
 * The accounts that may be added. Those of other servers may not: there is no way yet to ask whether they agree.
 *
 * @throws Refusal `missing` for who is not there, `forbidden` for who may not be added, `invalid` for too many
 */
export async function readMembers(kith: Kith, curator: Account, ids: readonly number[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  if (ids.length > COLLECTION_LIMITS.items) throw tooMany();
  const accounts = await kith.db
    .selectFrom("accounts")
    .selectAll()
    .where("id", "in", padded(ids))
    .where("deleted_at", "=", 0)
    .where("suspended_at", "=", 0)
    .execute();
  if (accounts.length < new Set(ids).size) throw missing();
  const free = await kith.db
    .selectFrom("accounts")
    .select("accounts.id")
    .where("accounts.id", "in", padded(ids))
    .where("accounts.host", "=", "")
    .where(notBlockedBetween(curator.id, "accounts.id"))
    .where(notHostBlockedBy(curator.id, "accounts.id"))
    .execute();
  if (free.length < accounts.length) throw forbidden("This account cannot be added to collections");
  return accounts.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** @throws Refusal `forbidden`, `missing`, and `invalid` for who is in it already or has left it, or past its limit */
export async function addItem(kith: Kith, account: Account, collection: Collection, target_id: number): Promise<CollectionItem> {
  assertOwn(account, collection);
  const [member] = await readMembers(kith, account, [target_id]);
  if (member === undefined) throw missing();
  return await kith.write(async (tx, happened) => {
    const item = await insertItem(tx, kith, happened, { collection, member });
    await tx.updateTable("collections").set({ updated_at: kith.now() }).where("id", "=", collection.id).execute();
    return item;
  });
}

export async function insertItem(
  tx: Tx,
  kith: Kith,
  happened: (event: KithEvent) => void,
  { collection, member }: { collection: Collection; member: Account },
): Promise<CollectionItem> {
  const { count } = await tx
    .selectFrom("collection_items")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("collection_id", "=", collection.id)
    .where("state", "=", "accepted")
    .executeTakeFirstOrThrow();
  if (count >= COLLECTION_LIMITS.items) throw tooMany();
  const item = await tx
    .insertInto("collection_items")
    .values({ id: kith.newId(), collection_id: collection.id, account_id: member.id, state: "accepted", created_at: kith.now() })
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (item === undefined) throw invalid("Validation failed: Account has already been taken");
  const [account_id, from_account_id] = [member.id, collection.account_id];
  await notify(tx, kith, happened, { account_id, type: "added_to_collection", from_account_id, subject_id: collection.id });
  return item;
}

const tooMany = () =>
  invalid(`Validation failed: Collection has reached the maximum number of accounts (${COLLECTION_LIMITS.items})`);

/** By the curator. @throws Refusal `forbidden`, and `missing` for what is not in it (any more) */
export async function removeItem(kith: Kith, account: Account, collection: Collection, id: number): Promise<void> {
  assertOwn(account, collection);
  await kith.write(async (tx) => {
    const gone = await tx
      .deleteFrom("collection_items")
      .where("id", "=", id)
      .where("collection_id", "=", collection.id)
      .where("state", "<>", "revoked")
      .returningAll()
      .executeTakeFirst();
    if (gone === undefined) throw missing();
    await removeNotice(tx, collection, gone.account_id);
  });
}

/** By whom it is about: they leave, and cannot be added again. @throws Refusal `missing`, `forbidden` for another's item */
export async function revokeItem(kith: Kith, account: Account, collection: Collection, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const item = await tx
      .selectFrom("collection_items")
      .selectAll()
      .where("id", "=", id)
      .where("collection_id", "=", collection.id)
      .where("state", "<>", "revoked")
      .executeTakeFirst();
    if (item === undefined) throw missing();
    if (item.account_id !== account.id) throw forbidden();
    await tx.updateTable("collection_items").set({ state: "revoked" }).where("id", "=", id).execute();
    await removeNotice(tx, collection, account.id);
  });
}

const removeNotice = async (tx: Tx, collection: Collection, account_id: number): Promise<unknown> =>
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", account_id)
    .where("from_account_id", "=", collection.account_id)
    .where("type", "in", ["added_to_collection", "collection_update"])
    .where("subject_id", "=", collection.id)
    .execute();
