/** Keeps accounts findable by the words of their names. A recurring job, for accounts come and change in more ways than one. */
import { sql } from "kysely";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { insertVocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** In `settings`: up to which change accounts have been read, as `<ms>:<id>`. */
const KEY = "accounts-indexed";
const AT_ONCE = 200;
const WORDS = 20;

/** Reads the names of all that have changed since the last time. */
export async function indexAccounts(kith: Kith): Promise<void> {
  let more = true;
  while (more) more = await indexNext(kith);
}

async function indexNext(kith: Kith): Promise<boolean> {
  const marker = await kith.db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  const [at = 0, after = 0] = (marker?.value ?? "").split(":").map(Number);
  const accounts = await kith.db
    .selectFrom("accounts")
    .select(["id", "updated_at", "username", "display_name", "deleted_at", "suspended_at"])
    .where(sql<boolean>`(accounts.updated_at > ${at} or (accounts.updated_at = ${at} and accounts.id > ${after}))`)
    .orderBy("updated_at")
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();
  const last = accounts.at(-1);
  if (last === undefined) return false;
  await kith.write(async (tx) => {
    const ids = accounts.map(({ id }) => id);
    await tx.deleteFrom("account_words").where("account_id", "in", ids).execute();
    await insertVocabulary(tx, kith, accounts.flatMap(namesOf));
    for (const account of accounts) {
      const rows = namesOf(account).map((word) => ({ word, account_id: account.id }));
      if (rows.length > 0) await tx.insertInto("account_words").values(rows).execute();
    }
    const value = `${last.updated_at}:${last.id}`;
    await tx
      .insertInto("settings")
      .values({ key: KEY, value })
      .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
      .execute();
  });
  return accounts.length === AT_ONCE;
}

type Named = Pick<Account, "username" | "display_name" | "deleted_at" | "suspended_at">;

const namesOf = ({ username, display_name, deleted_at, suspended_at }: Named): string[] =>
  deleted_at > 0 || suspended_at > 0 ? [] : [...new Set(wordsOf(`${display_name} ${username}`))].slice(0, WORDS);
