/** Votes against what stands in a group, given here and elsewhere: one for each account and status, in the place of its favourite. Nobody is notified of them. */
import { assertHere } from "../accounts/rules.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import { forbidden, missing } from "../errors.ts";
import { findBan } from "../groups/members.ts";
import type { Kith } from "../kith.ts";
import { actorUri } from "../uris.ts";
import { loadVotable, removeDownvote, takeDownvote } from "./against.ts";
import { countOn } from "./counts.ts";
import { removeFavourite, takeFavourite } from "./favourite.ts";
import { findOriginal, findStatusById } from "./find.ts";
import { findVisibleAbroad } from "./load.ts";

/**
 * A local account votes against a status that it may see; of a reblog, against what it reblogs. Twice is once.
 *
 * @throws Refusal `missing` when it has been deleted; `forbidden` where no such votes are taken, or not from them
 */
export async function downvote(kith: Kith, account: Account, asked: Status): Promise<Status> {
  assertHere(account);
  const status = await getOriginal(kith, asked);
  if (!(await mayDownvote(kith, account, status))) throw forbidden("Votes against are not taken here");
  return await kith.write(async (tx, happened) => {
    const id = kith.newId();
    const uri = `${actorUri(kith.instance, account.id)}#dislikes/${id}`;
    const given = { id, account_id: account.id, status_id: status.id, group_id: status.group_id };
    await takeFavourite(tx, happened, account.id, status);
    if (await insertDownvote(tx, kith, { ...given, uri })) happened({ type: "downvote.added", downvote_id: id, ...given });
    return await current(tx, status);
  });
}

/** Takes it back; there need not be one. */
export async function undownvote(kith: Kith, account: Account, asked: Status): Promise<Status> {
  const status = await getOriginal(kith, asked);
  return await kith.write(async (tx, happened) => {
    await takeDownvote(tx, happened, account.id, status);
    return await current(tx, status);
  });
}

/** A Dislike from elsewhere. Nothing comes of it where none are taken, nor when its sender may not see the status. */
export async function receiveDownvote(kith: Kith, account: Account, asked: Status, uri: string): Promise<void> {
  const original = await findOriginal(kith.db, asked);
  const status = original === undefined ? undefined : await findVisibleAbroad(kith.db, account.id, original.id);
  if (status !== undefined) await keepDownvote(kith, account, status, uri);
}

/** The same of a status that its sender may see: in a group for its members, only the group's server knows. */
export async function keepDownvote(kith: Kith, account: Account, status: Status, uri: string): Promise<void> {
  if (account.suspended_at > 0 || !(await mayDownvote(kith, account, status))) return;
  await kith.write(async (tx) => {
    // Whoever had heard of that hears of this by its own server, or by the group.
    await removeFavourite(tx, account.id, status);
    await insertDownvote(tx, kith, { id: kith.newId(), account_id: account.id, status_id: status.id, uri });
  });
}

/** The Undo of a Dislike from elsewhere, by what it is about or by its id. */
export async function receiveUndownvote(kith: Kith, account: Account, asked: Status | undefined, uri: string): Promise<void> {
  const row =
    uri === ""
      ? undefined
      : await kith.db
          .selectFrom("downvotes")
          .select("status_id")
          .where("account_id", "=", account.id)
          .where("uri", "=", uri)
          .executeTakeFirst();
  const status = asked === undefined ? undefined : await findOriginal(kith.db, asked);
  const id = row?.status_id ?? status?.id;
  if (id !== undefined) await kith.write(async (tx) => await removeDownvote(tx, account.id, { id }));
}

async function mayDownvote({ db, now }: Kith, account: Account, status: Status): Promise<boolean> {
  if (!(await loadVotable(db, [status])).has(status.id)) return false;
  return status.group_id === 0 || (await findBan(db, account.id, [status.group_id], now())) === undefined;
}

type NewDownvote = { id: number; account_id: number; status_id: number; uri: string };

async function insertDownvote(tx: Tx, kith: Kith, { id, account_id, status_id, uri }: NewDownvote): Promise<boolean> {
  const living = await findStatusById(tx, status_id);
  if (living === undefined || living.deleted_at > 0) throw missing();
  const made = await tx
    .insertInto("downvotes")
    .values({ id, account_id, status_id, uri, created_at: kith.now() })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made === undefined) return false;
  await countOn(tx, status_id, "downvotes_count", 1);
  return true;
}

async function getOriginal({ db }: Kith, asked: Status): Promise<Status> {
  const status = await findOriginal(db, asked);
  if (status === undefined || status.deleted_at > 0) throw missing();
  return status;
}

async function current(tx: Tx, { id }: Status): Promise<Status> {
  const status = await findStatusById(tx, id);
  if (status === undefined) throw missing();
  return status;
}
