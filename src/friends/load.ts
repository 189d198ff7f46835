/** Friends: two who follow each other. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads } from "../db/schema.ts";
import type { FollowEntry } from "../follows/load.ts";

/**
 * The account's friends; `id` is that of its own follow. The newest first.
 *
 * @param which `open`: without those who keep to themselves whom they follow
 */
export async function friendIds(
  db: Reads,
  account_id: number,
  paging: Paging,
  which: "all" | "open" = "all",
): Promise<FollowEntry[]> {
  const query = db
    .selectFrom("follows")
    .innerJoin("follows as back", (join) =>
      join
        .onRef("back.account_id", "=", "follows.target_id")
        .onRef("back.target_id", "=", "follows.account_id")
        .on("back.state", "=", "accepted"),
    )
    .select(["follows.id", "follows.target_id as account_id"])
    .where("follows.account_id", "=", account_id)
    .where("follows.state", "=", "accepted");
  const open = (friend: typeof query) =>
    friend.where((eb) =>
      eb.exists(
        eb
          .selectFrom("accounts")
          .select("accounts.id")
          .whereRef("accounts.id", "=", "follows.target_id")
          .where("accounts.hide_collections", "=", 0),
      ),
    );
  return inOrder(await paged(which === "open" ? open(query) : query, "follows.id", paging).execute(), paging);
}

/** Those of the accounts who are friends of the account. */
export async function friendsAmong(db: Reads, account_id: number, ids: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom("follows")
    .select(["follows.target_id as id"])
    .where("follows.account_id", "=", account_id)
    .where("follows.target_id", "in", padded(ids))
    .where("follows.state", "=", "accepted")
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("follows as back")
          .select("back.id")
          .whereRef("back.account_id", "=", "follows.target_id")
          .where("back.target_id", "=", account_id)
          .where("back.state", "=", "accepted"),
      ),
    )
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Those of the accounts who follow the account. */
export async function followersAmong(db: Reads, account_id: number, ids: readonly number[]): Promise<Set<number>> {
  const follows = db.selectFrom("follows").select("account_id as id").where("target_id", "=", account_id);
  const rows = await follows.where("account_id", "in", padded(ids)).where("state", "=", "accepted").execute();
  return new Set(rows.map(({ id }) => id));
}

export const areFriends = async (db: Reads, one_id: number, other_id: number): Promise<boolean> =>
  (await friendsAmong(db, one_id, [other_id])).has(other_id);

/** How many of the viewer's friends follow each of the accounts; of accounts that hide who follows them, none. */
export async function countFriendsKnowing(db: Reads, viewer_id: number, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; count: number }>`select theirs.target_id as id, count(*) as count
    from follows as theirs
    join follows as mine on mine.target_id = theirs.account_id and mine.account_id = ${viewer_id} and mine.state = 'accepted'
    join follows as back on back.account_id = theirs.account_id and back.target_id = ${viewer_id} and back.state = 'accepted'
    join accounts on accounts.id = theirs.target_id and accounts.hide_collections = 0
    where theirs.target_id in (${sql.join(padded(ids))}) and theirs.state = 'accepted'
    group by theirs.target_id`.execute(db);
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}
