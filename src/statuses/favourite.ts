/** Favourites, given here and elsewhere: one for each account and status. */
import { assertHere } from "../accounts/rules.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { notify, removeNotices } from "../notifications/notify.ts";
import { actorUri } from "../uris.ts";
import { assertConsent } from "./consent.ts";
import { countOn } from "./counts.ts";
import type { Happened } from "./entry.ts";
import { findOriginal, findStatusById } from "./find.ts";
import { findVisibleAbroad } from "./load.ts";

/**
 * A local account favours a status that it may see; of a reblog, what it reblogs. Twice is once.
 *
 * @returns the favoured status as it is now
 * @throws Refusal `missing` when it has been deleted, `forbidden` when its author does not let them
 */
export async function favourite(kith: Kith, account: Account, asked: Status): Promise<Status> {
  assertHere(account);
  const status = await findOriginal(kith.db, asked);
  if (status === undefined) throw missing();
  await assertConsent(kith.db, account, status, "favourite");
  // Rare, and read when it is needed.
  const against = status.downvotes_count > 0 ? await import("./against.ts") : undefined;
  return await kith.write(async (tx, happened) => {
    const favourite_id = kith.newId();
    const uri = `${actorUri(kith.instance, account.id)}#likes/${favourite_id}`;
    await against?.takeDownvote(tx, happened, account.id, status);
    const made = await insertFavourite(tx, kith, happened, { id: favourite_id, account_id: account.id, status, uri });
    if (made)
      happened({
        type: "favourite.added",
        favourite_id,
        status_id: status.id,
        account_id: account.id,
        group_id: status.group_id,
      });
    return await current(tx, status);
  });
}

/** Takes a favourite back; there need not be one. */
export async function unfavourite(kith: Kith, account: Account, asked: Status): Promise<Status> {
  const status = await findOriginal(kith.db, asked);
  if (status === undefined) throw missing();
  return await kith.write(async (tx, happened) => {
    await takeFavourite(tx, happened, account.id, status);
    return await current(tx, status);
  });
}

/** Whoever was told of it is told. */
export async function takeFavourite(tx: Tx, happened: Happened, account_id: number, status: Status): Promise<void> {
  const gone = await removeFavourite(tx, account_id, status);
  if (gone === undefined) return;
  const { id: status_id, group_id } = status;
  happened({ type: "favourite.removed", favourite_id: gone.id, status_id, account_id, uri: gone.uri, group_id });
}

/** A Like from elsewhere. Nothing comes of it when its sender may not see the status. */
export async function receiveFavourite(kith: Kith, account: Account, asked: Status, uri: string): Promise<void> {
  const original = await findOriginal(kith.db, asked);
  const status = original === undefined ? undefined : await findVisibleAbroad(kith.db, account.id, original.id);
  if (status !== undefined) await keepFavourite(kith, account, status, uri);
}

/** The same of a status that its sender may see: in a group for its members, only the group's server knows. */
export async function keepFavourite(kith: Kith, account: Account, status: Status, uri: string): Promise<void> {
  if (account.suspended_at > 0) return;
  const against = status.downvotes_count > 0 ? await import("./against.ts") : undefined;
  await kith.write(async (tx, happened) => {
    await against?.removeDownvote(tx, account.id, status);
    await insertFavourite(tx, kith, happened, { id: kith.newId(), account_id: account.id, status, uri });
  });
}

/** The Undo of a Like from elsewhere. */
export async function receiveUnfavourite(kith: Kith, account: Account, asked: Status): Promise<void> {
  const status = await findOriginal(kith.db, asked);
  if (status !== undefined) await kith.write(async (tx) => await removeFavourite(tx, account.id, status));
}

type NewFavourite = { id: number; account_id: number; status: Status; uri: string };

async function insertFavourite(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { id, account_id, status, uri }: NewFavourite,
): Promise<boolean> {
  const living = await findStatusById(tx, status.id);
  if (living === undefined || living.deleted_at > 0) throw missing();
  const made = await tx
    .insertInto("favourites")
    .values({ id, account_id, status_id: status.id, uri, created_at: kith.now() })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made === undefined) return false;
  await countOn(tx, status.id, "favourites_count", 1);
  await notify(tx, kith, happened, {
    account_id: status.account_id,
    type: "favourite",
    from_account_id: account_id,
    status_id: status.id,
  });
  return true;
}

/** Returns what there was. */
export async function removeFavourite(
  tx: Tx,
  account_id: number,
  status: Status,
): Promise<{ id: number; uri: string } | undefined> {
  const gone = await tx
    .deleteFrom("favourites")
    .where("account_id", "=", account_id)
    .where("status_id", "=", status.id)
    .returning(["id", "uri"])
    .executeTakeFirst();
  if (gone === undefined) return undefined;
  await countOn(tx, status.id, "favourites_count", -1);
  await removeNotices(tx, {
    account_id: status.account_id,
    type: "favourite",
    from_account_id: account_id,
    status_id: status.id,
  });
  return gone;
}

async function current(tx: Tx, { id }: Status): Promise<Status> {
  const status = await findStatusById(tx, id);
  if (status === undefined) throw missing();
  return status;
}
