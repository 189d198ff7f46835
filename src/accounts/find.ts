/** Finds accounts, ours and remote ones, by id, handle or uri. */
import { sql } from "kysely";
import { missing } from "../errors.ts";
import { normalizeUsername } from "../text/names.ts";
import { padded, parts } from "../db/lists.ts";
import { hasPage, pageAt, type Page } from "../db/pages.ts";
import { prepare } from "../db/prepared.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";

/** More ids than this in one query would pass SQLite's limit of bound values. */
const CHUNK = 900;

const selectById = prepare((db, { id }: { id: number }) => db.selectFrom("accounts").selectAll().where("id", "=", id));
const selectByHandle = prepare((db, { name, host }: { name: string; host: string }) =>
  db.selectFrom("accounts").selectAll().where("username_lower", "=", name).where("host", "=", host),
);
const selectByUri = prepare((db, { uri }: { uri: string }) => db.selectFrom("accounts").selectAll().where("uri", "=", uri));
const selectMany = prepare((db, { ids }: { ids: number[] }) => db.selectFrom("accounts").selectAll().where("id", "in", ids));

const selectByPage = prepare((db, page: Page) =>
  db
    .selectFrom("accounts")
    .selectAll()
    .where(sql<boolean>`accounts.host <> ''`)
    .where(hasPage("accounts", page))
    .where("deleted_at", "=", 0)
    .limit(1),
);

export const findAccountById = async (db: Reads, id: number): Promise<Account | undefined> => (await selectById(db, { id }))[0];

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
  (await selectByHandle(db, { name: normalizeUsername(username), host }))[0];

export const findAccountByUri = async (db: Reads, uri: string): Promise<Account | undefined> =>
  (await selectByUri(db, { uri }))[0];

/** The account of another server whose profile is at this address. */
export const findAccountByPage = async (db: Reads, url: string): Promise<Account | undefined> =>
  (await selectByPage(db, pageAt(url)))[0];

/** The accounts among `ids` that exist, by id. */
export async function loadAccounts(db: Reads, ids: Iterable<number>): Promise<Map<number, Account>> {
  const found = new Map<number, Account>();
  for (const part of parts([...new Set(ids)], CHUNK))
    for (const row of await selectMany(db, { ids: padded(part) })) found.set(row.id, row);
  return found;
}

/** By uri: the accounts to which some of these have moved, in one query, and in none when nobody has. Whether they say so, too, is for who shows them. */
export async function loadMoved(db: Reads, accounts: Iterable<Account>): Promise<Map<string, Account>> {
  const found = new Map<string, Account>();
  const uris = new Set([...accounts].flatMap(({ moved_to_uri }) => (moved_to_uri === "" ? [] : [moved_to_uri])));
  for (const part of parts([...uris], CHUNK)) {
    const rows = await db.selectFrom("accounts").selectAll().where("uri", "in", part).where("deleted_at", "=", 0).execute();
    for (const row of rows) found.set(row.uri, row);
  }
  return found;
}

/**
 * Takes the rows of accounts until the work ends, in the order that the gate asks for. Of two works that look at something before they write, and hold the
 * same account first, the second sees what the first has done.
 */
export async function holdAccounts(tx: Tx, ...ids: readonly number[]): Promise<void> {
  for (const id of ids.toSorted((a, b) => a - b))
    await tx
      .updateTable("accounts")
      .set((eb) => ({ followers_count: eb.ref("followers_count") }))
      .where("id", "=", id)
      .execute();
}
