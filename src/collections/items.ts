/** Who stands in a collection: its curator adds and removes, and whoever was added can leave for good. */
import { assertHere } from "../accounts/rules.ts";
import { notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import type { Account, Tx } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import type { Approval } from "../quotes/policy.ts";
import type { Collection, CollectionItem } from "./load.ts";
import { loadFeatureApproval } from "./policy.ts";
import { assertOwn, COLLECTION_LIMITS } from "./rules.ts";

/**
 * The accounts that may be added: those of other servers where their policy lets us ask.
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
    .where(notBlockedBetween(curator.id, "accounts.id"))
    .where(notHostBlockedBy(curator.id, "accounts.id"))
    .execute();
  for (const account of accounts)
    if (!free.some(({ id }) => id === account.id) || !isOpen(await loadFeatureApproval(kith.db, account, curator)))
      throw forbidden("This account cannot be added to collections");
  return accounts.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

const isOpen = (approval: Approval): boolean => approval === "automatic" || approval === "manual";

/** @throws Refusal `forbidden`, `missing`, and `invalid` for who is in it already or has left it, or past its limit */
export async function addItem(kith: Kith, account: Account, collection: Collection, target_id: number): Promise<CollectionItem> {
  assertHere(account);
  assertOwn(account, collection);
  const [member] = await readMembers(kith, account, [target_id]);
  if (member === undefined) throw missing();
  return await kith.write(async (tx, happened) => {
    const item = await insertItem(tx, kith, happened, { collection, member });
    await tx.updateTable("collections").set({ updated_at: kith.now() }).where("id", "=", collection.id).execute();
    return item;
  });
}

/** Who is here stands in it at once; who is elsewhere is asked, again if they refused before. */
export async function insertItem(
  tx: Tx,
  kith: Kith,
  happened: (event: KithEvent) => void,
  { collection, member, told = false }: { collection: Collection; member: Account; told?: boolean },
): Promise<CollectionItem> {
  const { count } = await tx
    .selectFrom("collection_items")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("collection_id", "=", collection.id)
    .where("state", "in", ["accepted", "pending"])
    .executeTakeFirstOrThrow();
  if (count >= COLLECTION_LIMITS.items) throw tooMany();
  const state = member.host === "" ? "accepted" : "pending";
  const item = await tx
    .insertInto("collection_items")
    .values({ id: kith.newId(), collection_id: collection.id, account_id: member.id, state, ...bare, created_at: kith.now() })
    .onConflict((oc) =>
      oc
        .columns(["collection_id", "account_id"])
        .doUpdateSet({ state, ...bare, created_at: kith.now() })
        .where("collection_items.state", "=", "rejected"),
    )
    .returningAll()
    .executeTakeFirst();
  if (item === undefined) throw invalid("Validation failed: Account has already been taken");
  const where = { collection_id: collection.id, item_id: item.id };
  if (state === "pending") happened({ type: "collection_item.pending", ...where });
  else await noteAdded(tx, kith, happened, { collection, item, told });
  return item;
}

const bare = Object.freeze({ uri: "", stamp_uri: "", request_uri: "" });

/** Its member hears of it, and so do others, unless they are told of the whole collection anyway. */
export async function noteAdded(
  tx: Tx,
  kith: Kith,
  happened: (event: KithEvent) => void,
  { collection, item, told = false }: { collection: Collection; item: CollectionItem; told?: boolean },
): Promise<void> {
  const [account_id, from_account_id] = [item.account_id, collection.account_id];
  await notify(tx, kith, happened, { account_id, type: "added_to_collection", from_account_id, subject_id: collection.id });
  if (collection.uri !== null || told) return;
  happened({ type: "collection_item.added", collection_id: collection.id, item_id: item.id });
}

const tooMany = () =>
  invalid(`Validation failed: Collection has reached the maximum number of accounts (${COLLECTION_LIMITS.items})`);

/** By the curator. @throws Refusal `forbidden`, and `missing` for what is not in it (any more) */
export async function removeItem(kith: Kith, account: Account, collection: Collection, id: number): Promise<void> {
  assertOwn(account, collection);
  await kith.write(async (tx, happened) => {
    const gone = await tx
      .deleteFrom("collection_items")
      .where("id", "=", id)
      .where("collection_id", "=", collection.id)
      .where("state", "<>", "revoked")
      .returningAll()
      .executeTakeFirst();
    if (gone === undefined) throw missing();
    await removeNotice(tx, collection, gone.account_id);
    noteRemoved(happened, collection, gone);
  });
}

/** Others hear of what is no longer in one of ours. */
export function noteRemoved(happened: (event: KithEvent) => void, { id, uri }: Collection, item: CollectionItem): void {
  if (uri !== null || item.state !== "accepted") return;
  happened({ type: "collection_item.removed", collection_id: id, item_id: item.id, account_id: item.account_id });
}

/** By whom it is about: they leave, and cannot be added again. @throws Refusal `missing`, `forbidden` for another's item */
export async function revokeItem(kith: Kith, account: Account, collection: Collection, id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const item = await tx
      .selectFrom("collection_items")
      .selectAll()
      .where("id", "=", id)
      .where("collection_id", "=", collection.id)
      .where("state", "<>", "revoked")
      .executeTakeFirst();
    if (item === undefined) throw missing();
    if (item.account_id !== account.id) throw forbidden();
    await endItem(tx, happened, { collection, item });
    happened({ type: "collection_item.revoked", collection_id: collection.id, item_id: id, account_id: account.id });
  });
}

/** Consent is taken back, for good. */
export async function endItem(
  tx: Tx,
  happened: (event: KithEvent) => void,
  { collection, item }: { collection: Collection; item: CollectionItem },
): Promise<void> {
  await tx.updateTable("collection_items").set({ state: "revoked" }).where("id", "=", item.id).execute();
  await removeNotice(tx, collection, item.account_id);
  noteRemoved(happened, collection, item);
}

export const removeNotice = async (tx: Tx, collection: Collection, account_id: number): Promise<unknown> =>
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", account_id)
    .where("from_account_id", "=", collection.account_id)
    .where("type", "in", ["added_to_collection", "collection_update"])
    .where("subject_id", "=", collection.id)
    .execute();
