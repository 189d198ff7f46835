/** Groups that live here, with the account by which all know them. */
import { findAccountById } from "../accounts/find.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { gone, missing, type Refusal } from "../errors.ts";

export type Group = { account: Account; group: Row<"groups"> };

export const findGroupRow = async (db: Reads, account_id: number): Promise<Row<"groups"> | undefined> =>
  await db.selectFrom("groups").selectAll().where("account_id", "=", account_id).executeTakeFirst();

/** What is said where one is looked for that is no more. */
export const closedGroup = (): Refusal => gone("This group has been closed");

/** Undefined also for one that has been closed or suspended. */
export async function findOwnGroup(db: Reads, account_id: number): Promise<Group | undefined> {
  const group = await findGroupRow(db, account_id);
  const account = group === undefined ? undefined : await findAccountById(db, account_id);
  if (group === undefined || account === undefined || account.deleted_at > 0 || account.suspended_at > 0) return undefined;
  return { account, group };
}

/** @throws Refusal `missing`, or `gone` for one that has been closed */
export async function getOwnGroup(db: Reads, account_id: number): Promise<Group> {
  const found = await findOwnGroup(db, account_id);
  if (found !== undefined) return found;
  throw (await findAccountById(db, account_id))?.deleted_at ? closedGroup() : missing();
}

/** Of these accounts, those that are groups of ours. */
export async function loadGroupRows(db: Reads, ids: readonly number[]): Promise<Map<number, Row<"groups">>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("groups").selectAll().where("account_id", "in", ids).execute();
  return new Map(rows.map((row) => [row.account_id, row]));
}

/** Those of these groups in which somebody is. */
export async function loadMemberships(db: Reads, account_id: number, group_ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (account_id === 0 || group_ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("follows")
    .select("target_id")
    .where("account_id", "=", account_id)
    .where("target_id", "in", padded(group_ids))
    .where("state", "=", "accepted")
    .execute();
  return new Set(rows.map(({ target_id }) => target_id));
}

/** Whether somebody is in it, or waits to be. */
export async function findStanding(db: Reads, group_id: number, account_id: number): Promise<"member" | "waiting" | undefined> {
  if (account_id === 0) return undefined;
  const follow = await db
    .selectFrom("follows")
    .select("state")
    .where("account_id", "=", account_id)
    .where("target_id", "=", group_id)
    .executeTakeFirst();
  return follow === undefined ? undefined : follow.state === "accepted" ? "member" : "waiting";
}
