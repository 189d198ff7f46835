/** People whom a group has banned, and statuses that it has removed. Both are about the group only: what is elsewhere stays as it is. */
import type { Account, Reads, Row, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** `expires_at` in ms, 0 = never; `reason` in plain text. */
export type Ban = Pick<Row<"group_bans">, "reason" | "expires_at">;

export const banMember = async (kith: Kith, group: Account, { id: account_id }: Account, ban: Ban): Promise<void> =>
  await kith.write(async (tx) => await insertBan(tx, { group_id: group.id, account_id, ...ban, created_at: kith.now() }));

export const insertBan = async (tx: Tx, row: Row<"group_bans">): Promise<void> => {
  const { reason, expires_at } = row;
  await tx
    .insertInto("group_bans")
    .values(row)
    .onConflict((oc) => oc.columns(["account_id", "group_id"]).doUpdateSet({ reason, expires_at }))
    .execute();
};

export const unbanMember = async (kith: Kith, group: Account, { id }: Account): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("group_bans").where("account_id", "=", id).where("group_id", "=", group.id).execute();
  });

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

/** Statuses of one account that a ban with removal takes out at once. */
const MOST_REMOVED = 1000;

/** From now on the threads of the group do without them (`statuses/context.ts`). The caller has seen that they are in it. */
export const removeFromGroup = async (kith: Kith, group: Account, statuses: readonly Pick<Status, "id">[], reason: string) =>
  await kith.write(async (tx) => {
    const shared = { group_id: group.id, reason, created_at: kith.now() };
    for (const { id: status_id } of statuses)
      await tx
        .insertInto("group_removals")
        .values({ status_id, ...shared })
        .onConflict((oc) => oc.columns(["status_id", "group_id"]).doUpdateSet({ reason }))
        .execute();
  });

/** Whether any had been removed. */
export const restoreToGroup = async (kith: Kith, group: Account, statuses: readonly Pick<Status, "id">[]): Promise<boolean> =>
  await kith.write(async (tx) => {
    let restored = false;
    for (const { id } of statuses) {
      const { numDeletedRows } = await tx
        .deleteFrom("group_removals")
        .where("status_id", "=", id)
        .where("group_id", "=", group.id)
        .executeTakeFirst();
      restored ||= numDeletedRows > 0n;
    }
    return restored;
  });

/** What the account has posted to the group, the newest; also answers there that name nobody but whom they answer. */
export const loadPostsIn = async (db: Reads, group_id: number, account_id: number): Promise<Status[]> =>
  await db
    .selectFrom("statuses")
    .selectAll()
    .where("account_id", "=", account_id)
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
    .limit(MOST_REMOVED)
    .execute();
