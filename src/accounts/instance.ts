/** The account that signs what no person does: fetches, reports, relays. An Application, made at first use. */
import type { Account } from "../db/schema.ts";
import { insertKeys, makeKeys } from "../keys/make.ts";
import type { Kith } from "../kith.ts";
import { findAccountById } from "./find.ts";
import { insertAccount } from "./insert.ts";
import { placesOf } from "./local.ts";

const KEY = "instance_account_id";
/** Nobody can sign up with a dot in the name, so this one is always free. */
export const INSTANCE_USERNAME = "instance.actor";

export async function findInstanceAccount(kith: Kith): Promise<Account> {
  const cache = kith.cache<Account>("instance-account", 1);
  const account = cache.get(KEY) ?? (await findKept(kith)) ?? (await make(kith));
  cache.set(KEY, account);
  return account;
}

async function findKept({ db }: Pick<Kith, "db">): Promise<Account | undefined> {
  const setting = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return setting === undefined ? undefined : await findAccountById(db, Number(setting.value));
}

/** Two processes may get here at once: whoever writes the setting first makes the account. */
async function make(kith: Kith): Promise<Account> {
  const keys = await makeKeys(kith);
  return await kith.write(async (tx) => {
    const id = kith.newId();
    const first = await tx
      .insertInto("settings")
      .values({ key: KEY, value: String(id) })
      .onConflict((oc) => oc.doNothing())
      .returning("key")
      .executeTakeFirst();
    if (first === undefined) {
      const kept = await findKept({ db: tx });
      if (kept === undefined) throw new Error(`the setting ${KEY} names no account`);
      return kept;
    }
    const account = await insertAccount(tx, {
      id,
      username: INSTANCE_USERNAME,
      host: "",
      created_at: kith.now(),
      actor_type: "Application",
      bot: 1,
      locked: 1,
      ...placesOf(kith.instance, id, INSTANCE_USERNAME),
      url: `${kith.instance.origin}/about`,
    });
    await insertKeys(tx, kith, id, keys);
    return account;
  });
}
