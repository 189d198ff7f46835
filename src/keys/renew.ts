/**
 * What is left to do when `secret.key` is lost for good: new keys for all accounts whose keys it was that opened. Other servers fetch a key anew when a
 * signature does not fit the one that they know, and are told, so nobody loses a follower.
 */
import type { Kith } from "../kith.ts";
import { forgetPush } from "../push/vapid.ts";
import { isKeptCode } from "../access/totp.ts";
import { makeKey, type NewKey } from "./make.ts";
import { opensKey } from "./wrap.ts";

/** `accounts` have new keys; `subscriptions` of apps to push have ended; `codes`: people whose app for codes can be asked no more. */
export type Renewed = { accounts: number; subscriptions: number; codes: number };

/** Accounts that are looked at together. */
const PORTION = 100;

/**
 * Makes anew what the secret does not open, and leaves alone what it does: called again after an interruption, it goes on. The last account's keys are
 * the last thing, for by them a start tells that there is more to be done.
 *
 * @param told hears of each account, with how many there are in all
 */
export async function renewKeys(kith: Kith, told: (done: number, of: number) => void): Promise<Renewed> {
  const subscriptions = await forgetPush(kith);
  const codes = await countLostCodes(kith);
  const { of } = await kith.db
    .selectFrom("keys")
    .select((eb) => eb.fn.count<number>("account_id").distinct().as("of"))
    .executeTakeFirstOrThrow();
  let [accounts, done] = [0, 0];
  for (let after = -1; ;) {
    const ids = await kith.db
      .selectFrom("keys")
      .select("account_id")
      .distinct()
      .where("account_id", ">", after)
      .orderBy("account_id")
      .limit(PORTION)
      .execute();
    for (const { account_id } of ids) {
      if (await renewOf(kith, account_id)) accounts++;
      told(++done, Number(of));
      after = account_id;
    }
    if (ids.length < PORTION) return { accounts, subscriptions, codes };
  }
}

/** @returns whether one of its keys could not be opened */
async function renewOf(kith: Kith, account_id: number): Promise<boolean> {
  const rows = await kith.db.selectFrom("keys").selectAll().where("account_id", "=", account_id).execute();
  const lost = rows.filter(({ private_jwe }) => !opensKey(kith, private_jwe));
  if (lost.length === 0) return false;
  const made: NewKey[] = [];
  for (const { kind } of lost) made.push(await makeKey(kith, kind));
  const now = kith.now();
  await kith.write(async (tx, happened) => {
    for (const { kind, ...key } of made)
      await tx
        .updateTable("keys")
        .set({ ...key, created_at: now })
        .where("account_id", "=", account_id)
        .where("kind", "=", kind)
        .execute();
    await tx.updateTable("accounts").set({ updated_at: now }).where("id", "=", account_id).execute();
    happened({ type: "account.updated", account_id });
  });
  return true;
}

async function countLostCodes(kith: Kith): Promise<number> {
  let lost = 0;
  for (let after = 0; ;) {
    const rows = await kith.db
      .selectFrom("two_factor")
      .select(["user_id", "secret"])
      .where("confirmed_at", ">", 0)
      .where("user_id", ">", after)
      .orderBy("user_id")
      .limit(PORTION)
      .execute();
    for (const { user_id, secret } of rows) {
      if (!isKeptCode(kith, secret)) lost++;
      after = user_id;
    }
    if (rows.length < PORTION) return lost;
  }
}
