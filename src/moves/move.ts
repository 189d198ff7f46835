/** Moving: an account says that it is another one from now on, and the other one says that it was this one. Only together it is true. */
import { fromJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { conflict, invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findOther } from "./alias.ts";

const DAY = 86_400_000;
/** As on Mastodon: one moves once in 30 days, and what another server says is carried out once in 7. */
const COOLDOWN = 30 * DAY;
const REMOTE_COOLDOWN = 7 * DAY;

/** Whether `target` says that it was `account`. */
export const namesAsItsOwn = (target: Account, account: Pick<Account, "uri">): boolean =>
  fromJson(target.also_known_as).includes(account.uri);

/**
 * Moves a local account away. Its followers are told, those here are taken along at once; what it has written stays, and it writes nothing more.
 *
 * @throws Refusal `missing` when there is no such account; `invalid` when it does not name this one as its own, or has moved on itself; `conflict`
 * within 30 days of the last move
 */
export async function moveAway(kith: Kith, account: Account, handle: string): Promise<Account> {
  const target = await findOther(kith, handle);
  const { now } = kith;
  if (target.id === account.id) throw invalid("Validation failed: This is the account itself");
  if (target.moved_to_uri !== "" || target.suspended_at > 0)
    throw invalid("Validation failed: That account cannot be moved to: it has moved on itself, or is suspended");
  if (!namesAsItsOwn(target, account))
    throw invalid("Validation failed: That account does not name this one as its alias yet: sign in there and add it first");
  const moved = await kith.write(async (tx, happened) => {
    const row = await tx
      .updateTable("accounts")
      .set({ moved_to_uri: target.uri, moved_at: now(), updated_at: now() })
      .where("id", "=", account.id)
      .where((eb) => eb.or([eb("moved_at", "=", 0), eb("moved_at", "<", now() - COOLDOWN)]))
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    happened({ type: "account.updated", account_id: account.id });
    happened({ type: "account.moved", account_id: account.id, target_id: target.id, local: true });
    return row;
  });
  if (moved === undefined) throw conflict("This account has moved less than 30 days ago");
  return moved;
}

/** Comes back: the account writes again. Who has followed it elsewhere stays there. */
export async function returnHome(kith: Kith, account: Pick<Account, "id">): Promise<void> {
  await kith.write(async (tx, happened) => {
    const changes = { moved_to_uri: "", updated_at: kith.now() };
    const row = await tx
      .updateTable("accounts")
      .set(changes)
      .where("id", "=", account.id)
      .where("moved_to_uri", "<>", "")
      .executeTakeFirst();
    // Who has been told that it moved has nobody any more that follows it.
    if (row.numUpdatedRows > 0n) happened({ type: "account.updated", account_id: account.id, widely: true });
  });
}

/** Whether a Move by this account would be carried out now: it moved long enough ago, or never. */
export const mayMove = (kith: Pick<Kith, "now">, account: Pick<Account, "moved_at">): boolean =>
  account.moved_at === 0 || account.moved_at < kith.now() - REMOTE_COOLDOWN;

/**
 * A remote account says that it has moved to `target`, which its own server has just described (or is one of ours).
 *
 * @returns whether anything comes of it: not without the link back, not to one that has moved on, not again within a week
 */
export async function receiveMove(kith: Kith, account: Account, target: Account): Promise<boolean> {
  const void_target = target.moved_to_uri !== "" || target.suspended_at > 0 || target.deleted_at > 0;
  const ours = account.host === "" || account.deleted_at > 0;
  if (ours || target.id === account.id || void_target || !namesAsItsOwn(target, account)) return false;
  return await kith.write(async (tx, happened) => {
    const row = await tx
      .updateTable("accounts")
      .set({ moved_to_uri: target.uri, moved_at: kith.now() })
      .where("id", "=", account.id)
      .where((eb) => eb.or([eb("moved_at", "=", 0), eb("moved_at", "<", kith.now() - REMOTE_COOLDOWN)]))
      .executeTakeFirst();
    if (row.numUpdatedRows === 0n) return false;
    happened({ type: "account.moved", account_id: account.id, target_id: target.id, local: false });
    return true;
  });
}

/**
 * The new account brings the old one's followers along, for the old one's server is gone and can say nothing more (FEP-7628's pull mode). What it said
 * last has to name the new account: as where it moved, or as its own.
 *
 * @param old as its own server described it, now or when it still did
 */
export const pullMove = async (kith: Kith, target: Account, old: Account): Promise<boolean> =>
  (old.moved_to_uri === target.uri || namesAsItsOwn(old, target)) && (await receiveMove(kith, old, target));

/** The same for one of ours. @throws Refusal `missing`, and `invalid` when nothing proves that the old account is theirs */
export async function claim(kith: Kith, account: Account, uri: string): Promise<void> {
  const old = await findOther(kith, uri, account);
  if (!(await pullMove(kith, account, old)))
    throw invalid(
      "Validation failed: Nothing that its server has said shows that this account is yours, or it has moved within the last week",
    );
}
