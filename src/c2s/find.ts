/** Finds what an activity names, as its author may see it, and what they did before, by the uri that we gave it. */
import { sql } from "kysely";
import { findAccountById } from "../accounts/find.ts";
import type { Account, Row, Status } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findSeenStatus, findStatusById } from "../statuses/find.ts";
import { findVisibleStatus } from "../statuses/load.ts";
import { readId } from "../ids.ts";
import { isOurs, localStatusId } from "../uris.ts";
import type { Deed } from "./documents.ts";

/** A status that is here and that the account may see, by its uri or by that of what brought it. */
export async function findKnown(kith: Kith, account: Account, uri: string): Promise<Status | undefined> {
  const ours = isOurs(kith.instance, uri);
  const id = ours ? localStatusId(kith.instance, uri) : undefined;
  const status = id === undefined ? await findSeenStatus(kith.db, uri) : await findStatusById(kith.db, id);
  // Ids can be put into any address of ours: the author's must be the right one.
  const itself = status?.uri === uri || `${status?.uri}/activity` === uri;
  return status === undefined || !itself ? undefined : await findVisibleStatus(kith.db, account.id, status.id);
}

/** The same, fetched when it is not known. @throws Refusal `missing` */
export async function getSeen(kith: Kith, account: Account, uri: string): Promise<Status> {
  const known = await findKnown(kith, account, uri);
  if (known !== undefined) return known;
  const fetched = isOurs(kith.instance, uri) ? undefined : await kith.remote.fetchStatus(uri);
  const seen = fetched === undefined ? undefined : await findVisibleStatus(kith.db, account.id, fetched.id);
  if (seen === undefined) throw missing("There is no such post, or not for you");
  return seen;
}

/** @throws Refusal `missing` for an account that is not, or cannot be found */
export async function getNamed(kith: Kith, uri: string): Promise<Account> {
  const account = await kith.remote.findAccount(uri);
  if (account === undefined) throw missing("There is no such account");
  return account;
}

export type Done =
  | { kind: "Like"; row: Row<"favourites"> }
  | { kind: "Dislike"; row: Row<"downvotes"> }
  | { kind: "Follow"; row: Row<"follows"> }
  | { kind: "Block"; row: Row<"blocks"> };

/** What the account did, or what was asked of it, by the uri of the activity. Ours end in the id of the row. */
export async function findDone({ db }: Kith, account: Account, uri: string): Promise<Done | undefined> {
  const [, kind, digits] = uri.startsWith(account.uri)
    ? (/^(#likes|#dislikes|\/blocks)\/(\d+)$/.exec(uri.slice(account.uri.length)) ?? [])
    : [];
  const id = readId(digits) ?? 0;
  if (kind === "#likes") {
    const row = await db.selectFrom("favourites").selectAll().where("id", "=", id).executeTakeFirst();
    return row?.account_id === account.id && row.uri === uri ? { kind: "Like", row } : undefined;
  }
  if (kind === "#dislikes") {
    const row = await db.selectFrom("downvotes").selectAll().where("id", "=", id).executeTakeFirst();
    return row?.account_id === account.id && row.uri === uri ? { kind: "Dislike", row } : undefined;
  }
  if (kind === "/blocks") {
    const row = await db.selectFrom("blocks").selectAll().where("id", "=", id).executeTakeFirst();
    return row?.account_id === account.id && row.uri === uri ? { kind: "Block", row } : undefined;
  }
  // Said outright, so that its index serves, which holds no others.
  const named = sql<boolean>`uri <> ''`;
  const row = await db.selectFrom("follows").selectAll().where("uri", "=", uri).where(named).executeTakeFirst();
  return row !== undefined && [row.account_id, row.target_id].includes(account.id) ? { kind: "Follow", row } : undefined;
}

/** Who did it, and to what. */
export async function deedOf({ db }: Kith, { row }: Done): Promise<Deed> {
  const actor = await findAccountById(db, row.account_id);
  const object = await ("status_id" in row ? findStatusById(db, row.status_id) : findAccountById(db, row.target_id));
  return { uri: row.uri, actor_uri: actor?.uri ?? "", object_uri: object?.uri ?? "" };
}

/** What a vote for or against a status is known by. */
export const findVoteUri = async (
  { db }: Kith,
  votes: "favourites" | "downvotes",
  { account_id, status_id }: { account_id: number; status_id: number },
): Promise<string | undefined> =>
  (
    await db
      .selectFrom(votes)
      .select("uri")
      .where("account_id", "=", account_id)
      .where("status_id", "=", status_id)
      .executeTakeFirst()
  )?.uri;

export const findReblogUri = async ({ db }: Kith, account_id: number, status_id: number): Promise<string | undefined> =>
  (
    await db
      .selectFrom("statuses")
      .select("uri")
      .where("account_id", "=", account_id)
      .where("reblog_of_id", "=", status_id)
      .where("deleted_at", "=", 0)
      .executeTakeFirst()
  )?.uri;

export const findBlock = async ({ db }: Kith, account_id: number, target_id: number): Promise<Row<"blocks"> | undefined> =>
  await db
    .selectFrom("blocks")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .executeTakeFirst();
