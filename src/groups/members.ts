/** People whom a group has banned, and statuses that it has removed. Both are about the group only: what is elsewhere stays as it is. */
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

export const insertBan = async (tx: Tx, row: Row<"group_bans">): Promise<void> => {
  const { reason, expires_at } = row;
  await tx
    .insertInto("group_bans")
    .values(row)
    .onConflict((oc) => oc.columns(["account_id", "group_id"]).doUpdateSet({ reason, expires_at }))
    .execute();
};

/** Whether there was one. */
export const removeBan = async (
  tx: Tx,
  { group_id, account_id }: Pick<Row<"group_bans">, "group_id" | "account_id">,
): Promise<boolean> => {
  const bans = tx.deleteFrom("group_bans").where("account_id", "=", account_id).where("group_id", "=", group_id);
  return (await bans.executeTakeFirst()).numDeletedRows > 0n;
};

/** The first of the account's bans from these groups that is still in force. @param now ms */
export async function findBan(
  db: Reads,
  account_id: number,
  group_ids: readonly number[],
  now: number,
): Promise<Row<"group_bans"> | undefined> {
  if (group_ids.length === 0) return undefined;
  return await db
    .selectFrom("group_bans")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("group_id", "in", group_ids)
    .where((eb) => eb.or([eb("expires_at", "=", 0), eb("expires_at", ">", now)]))
    .orderBy("group_id")
    .limit(1)
    .executeTakeFirst();
}

/** From now on the threads of the group do without them (`statuses/context.ts`). The caller has seen that they are in it. */
export async function insertRemovals(
  tx: Tx,
  kith: Pick<Kith, "now">,
  group: Pick<Account, "id">,
  { statuses, reason }: { statuses: readonly Pick<Status, "id">[]; reason: string },
): Promise<void> {
  const shared = { group_id: group.id, reason, created_at: kith.now() };
  if (statuses.length === 0) return;
  const ids = padded(statuses.map(({ id }) => id));
  // What it has decided is known now.
  await tx.deleteFrom("group_unpassed").where("status_id", "in", ids).where("group_id", "=", group.id).execute();
  await tx
    .insertInto("group_removals")
    .values(statuses.map(({ id: status_id }) => ({ status_id, ...shared })))
    .onConflict((oc) => oc.columns(["status_id", "group_id"]).doUpdateSet({ reason }))
    .execute();
}

/** What its author has taken back and restored stays out of the groups that had removed it: only their moderators let it in again. @param before its tombstones */
export async function inheritRemovals(tx: Tx, { id: status_id }: Status, before: readonly Pick<Status, "id">[]): Promise<void> {
  for (const { id } of before) {
    const rows = await tx.deleteFrom("group_removals").where("status_id", "=", id).returningAll().execute();
    const moved = rows.map((row) => ({ ...row, status_id }));
    if (moved.length > 0)
      await tx
        .insertInto("group_removals")
        .values(moved)
        .onConflict((oc) => oc.doNothing())
        .execute();
    // It has waited as answers do, and is none.
    const none = { in_reply_to_id: null, in_reply_to_account_id: null };
    await tx.updateTable("statuses").set(none).where("id", "=", id).execute();
  }
}

/** @param group_id one in which it has been posted */
export const isRemoved = async (db: Reads, status_id: number, group_id: number): Promise<boolean> =>
  (await db
    .selectFrom("group_removals")
    .select("status_id")
    .where("status_id", "=", status_id)
    .where("group_id", "=", group_id)
    .executeTakeFirst()) !== undefined;

export const removeFromGroup = async (kith: Kith, group: Account, statuses: readonly Pick<Status, "id">[], reason: string) =>
  await kith.write(async (tx) => await insertRemovals(tx, kith, group, { statuses, reason }));

/** Ids of those that had been removed. */
export const restoreToGroup = async (kith: Kith, group: Account, statuses: readonly Pick<Status, "id">[]): Promise<number[]> =>
  await kith.write(async (tx) => {
    const gone = tx.deleteFrom("group_removals").where("group_id", "=", group.id);
    const rows = await gone
      .where("status_id", "in", padded(statuses.map(({ id }) => id)))
      .returning("status_id")
      .execute();
    return rows.map(({ status_id }) => status_id).sort((a, b) => a - b);
  });

type Pair = { group_id: number; account_id: number };

/** What the account has posted to the group before an id, the newest first; also answers there that name nobody but whom they answer. */
export const loadPostsIn = async (
  db: Reads,
  { group_id, account_id }: Pair,
  { before_id, limit }: { before_id: number; limit: number },
): Promise<Status[]> =>
  await db
    .selectFrom("statuses")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("id", "<", before_id)
    .where("deleted_at", "=", 0)
    .where("reblog_of_id", "is", null)
    .where((eb) =>
      eb.or([
        eb("group_id", "=", group_id),
        eb.exists(
          eb
            .selectFrom("mentions")
            .select("mentions.status_id")
            .whereRef("mentions.status_id", "=", "statuses.id")
            .where("mentions.account_id", "=", group_id)
            .where("mentions.blind", "=", 0),
        ),
      ]),
    )
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

/** Whether anything that the account has posted has been removed from the group. */
export const hasRemovals = async (db: Reads, group_id: number, account_id: number): Promise<boolean> =>
  (await db
    .selectFrom("group_removals")
    .innerJoin("statuses", "statuses.id", "group_removals.status_id")
    .select("statuses.id")
    .where("group_removals.group_id", "=", group_id)
    .where("statuses.account_id", "=", account_id)
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** People of ours who are in a group, those first who have been in it longest. */
export async function loadEldest(db: Reads, group_id: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom("follows")
    .innerJoin("users", "users.id", "follows.account_id")
    .innerJoin("accounts", "accounts.id", "users.id")
    .select("users.id")
    .where("follows.target_id", "=", group_id)
    .where("follows.state", "=", "accepted")
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .orderBy("follows.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
