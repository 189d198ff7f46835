/** Who is in a list: only accounts that its owner follows. */
import { padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { refreshListOnly } from "../timelines/fill.ts";
import type { List } from "./lists.ts";

/** `id` is the membership's, for the cursor. */
export type ListMember = { id: number; account_id: number };
const MOST_AT_ONCE = 500;

/** The newest member first. Ask only for one's own list. */
export async function loadMembers(db: Reads, list: Pick<List, "id">, paging: Paging): Promise<ListMember[]> {
  const query = db
    .selectFrom("list_members")
    .select(["list_members.id", "list_members.account_id"])
    .where("list_id", "=", list.id);
  return inOrder(await paged(query, "list_members.id", paging).execute(), paging);
}

/** The account's lists in which `member_id` is. */
export const listsWith = async (db: Reads, account_id: number, member_id: number): Promise<List[]> =>
  await db
    .selectFrom("lists")
    .innerJoin("list_members", "list_members.list_id", "lists.id")
    .selectAll("lists")
    .where("list_members.account_id", "=", member_id)
    .where("lists.account_id", "=", account_id)
    .orderBy("lists.id")
    .execute();

/**
 * Adds accounts to one's own list: all or none.
 *
 * @throws Refusal `missing` for one that the owner does not follow, `invalid` for one that is in it already
 */
export async function addMembers(kith: Kith, list: List, account_ids: readonly number[]): Promise<void> {
  const ids = [...new Set(account_ids)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  if (ids.length > MOST_AT_ONCE) throw invalid("Validation failed: Too many accounts at once");
  await kith.write(async (tx) => {
    const followed = await tx
      .selectFrom("follows")
      .select("target_id")
      .where("account_id", "=", list.account_id)
      .where("target_id", "in", padded(ids))
      .execute();
    const known = new Set(followed.map(({ target_id }) => target_id)).add(list.account_id);
    if (ids.some((id) => !known.has(id))) throw missing();
    const added = await tx
      .insertInto("list_members")
      .values(ids.map((account_id) => ({ id: kith.newId(), list_id: list.id, account_id })))
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .execute();
    if (added.length < ids.length) throw invalid("Validation failed: Account has already been taken");
    if (list.exclusive === 1) await refreshListOnly(list.account_id).execute(tx);
  });
}

/** Those who are not in it are passed over. */
export const removeMembers = async (kith: Kith, list: List, account_ids: readonly number[]): Promise<void> =>
  await kith.write(async (tx) => {
    const ids = padded(account_ids.slice(0, MOST_AT_ONCE));
    await tx.deleteFrom("list_members").where("list_id", "=", list.id).where("account_id", "in", ids).execute();
    if (list.exclusive === 1) await refreshListOnly(list.account_id).execute(tx);
  });

/** How many are in each of an account's lists; lists without anybody are not among them. */
export async function countMembers(db: Reads, account_id: number): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("lists")
    .innerJoin("list_members", "list_members.list_id", "lists.id")
    .select((eb) => ["lists.id", eb.fn.countAll<number>().as("count")])
    .where("lists.account_id", "=", account_id)
    .groupBy("lists.id")
    .execute();
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

/** Those of the accounts that are in the list. */
export async function membersAmong(db: Reads, list: Pick<List, "id">, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("list_members")
    .select("account_id")
    .where("list_id", "=", list.id)
    .where("account_id", "in", padded(ids))
    .execute();
  return new Set(rows.map(({ account_id }) => account_id));
}
