/** Finds accounts, ours and remote ones, by id, handle or uri. */
import { missing } from "../errors.ts";
import { normalizeUsername } from "../text/names.ts";
import type { Account, Reads } from "../db/schema.ts";

/** More ids than this in one query would pass SQLite's limit of bound values. */
const CHUNK = 900;

export const findAccountById = async (db: Reads, id: number): Promise<Account | undefined> =>
  await db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();

/** @throws Refusal `missing` when there is none, or when it has been deleted */
export async function getAccount(db: Reads, id: number): Promise<Account> {
  const account = await findAccountById(db, id);
  if (account === undefined || account.deleted_at > 0) throw missing();
  return account;
}

/**
 * @param username in any case
 * @param host normalised (`text/names.ts`); "" for an account of this server
 */
export const findAccountByHandle = async (db: Reads, username: string, host: string): Promise<Account | undefined> =>
  await db
    .selectFrom("accounts")
    .selectAll()
    .where("username_lower", "=", normalizeUsername(username))
    .where("host", "=", host)
    .executeTakeFirst();

export const findAccountByUri = async (db: Reads, uri: string): Promise<Account | undefined> =>
  await db.selectFrom("accounts").selectAll().where("uri", "=", uri).executeTakeFirst();

/** The accounts among `ids` that exist, by id. */
export async function loadAccounts(db: Reads, ids: Iterable<number>): Promise<Map<number, Account>> {
  const wanted = [...new Set(ids)];
  const found = new Map<number, Account>();
  for (let at = 0; at < wanted.length; at += CHUNK) {
    const rows = await db
      .selectFrom("accounts")
      .selectAll()
      .where("id", "in", wanted.slice(at, at + CHUNK))
      .execute();
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}
