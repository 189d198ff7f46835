/** Who follows whom, in pages by the follow's own id. */
import { sql, type SqlBool } from "kysely";
import { notHiddenFrom, type Condition } from "../blocks/hidden.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Follow, Reads } from "../db/schema.ts";

/** A row of a page: `id` is the follow's, for the cursor; `account_id` is whom the page is about. */
export type FollowEntry = { id: number; account_id: number };

/** Who looks at somebody else's list, and when (ms): without those whom they have blocked or muted, or who have blocked them. */
export type Onlooker = { viewer_id: number; now: number };

export const findFollow = async (db: Reads, account_id: number, target_id: number): Promise<Follow | undefined> =>
  await db
    .selectFrom("follows")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .executeTakeFirst();

/** Accounts that follow `account_id`, the newest follow first. */
export const followerIds = async (db: Reads, account_id: number, paging: Paging, onlooker?: Onlooker): Promise<FollowEntry[]> =>
  await followers(db, { target_id: account_id, state: "accepted", onlooker }, paging);

/** Accounts that wait for `account_id` to accept their follow. */
export const loadFollowRequests = async (db: Reads, account_id: number, paging: Paging): Promise<FollowEntry[]> =>
  await followers(db, { target_id: account_id, state: "pending" }, paging);

/** Accounts that `account_id` follows. */
export async function followingIds(db: Reads, account_id: number, paging: Paging, onlooker?: Onlooker): Promise<FollowEntry[]> {
  const query = db
    .selectFrom("follows")
    .select(["follows.id", "follows.target_id as account_id"])
    .where("follows.account_id", "=", account_id)
    .where("state", "=", "accepted")
    .where(isSeen("follows.target_id", account_id, onlooker))
    .where(isNoSecret("follows.target_id", account_id, onlooker));
  return inOrder(await paged(query, "follows.id", paging).execute(), paging);
}

type Followed = Pick<Follow, "target_id" | "state"> & { onlooker?: Onlooker | undefined };

/** Those who follow an account, or wait to; the newest follow first. */
export async function followers(db: Reads, { target_id, state, onlooker }: Followed, paging: Paging): Promise<FollowEntry[]> {
  const query = db
    .selectFrom("follows")
    .select(["follows.id", "follows.account_id"])
    .where("follows.target_id", "=", target_id)
    .where("state", "=", state)
    .where(isSeen("follows.account_id", target_id, onlooker));
  return inOrder(await paged(query, "follows.id", paging).execute(), paging);
}

/** One's own list is whole. @param column of the account that stands in the list of `account_id` */
export const isSeen = (column: string, account_id: number, { viewer_id, now }: Onlooker = NOBODY): Condition =>
  viewer_id === 0 || viewer_id === account_id ? sql<SqlBool>`1 = 1` : notHiddenFrom(viewer_id, column, now);

/** Who is in a private group is the business of those who are in it, and of nobody else. */
export const isNoSecret = (column: string, account_id: number, { viewer_id }: Onlooker = NOBODY) =>
  viewer_id === account_id
    ? sql<SqlBool>`1 = 1`
    : sql<SqlBool>`not exists (select 1 from accounts as closed where closed.id = ${sql.ref(column)} and closed.members_only = 1 and closed.actor_type = 'Group'
        and not exists (select 1 from follows as own where own.target_id = closed.id and own.account_id = ${viewer_id} and own.state = 'accepted'))`;
const NOBODY: Onlooker = Object.freeze({ viewer_id: 0, now: 0 });

/** How many wait to be accepted; counted to `most`, for a badge needs no more. */
export async function countFollowRequests(db: Reads, account_id: number, most = 100): Promise<number> {
  const waiting = db
    .selectFrom("follows")
    .select("id")
    .where("target_id", "=", account_id)
    .where("state", "=", "pending")
    .limit(most);
  const { count } = await db
    .selectFrom(waiting.as("waiting"))
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many on a host the account follows, and how many there follow it. */
export async function countFollowsWith(
  db: Reads,
  account_id: number,
  host: string,
): Promise<{ following: number; followers: number }> {
  const counted = async (mine: "account_id" | "target_id", theirs: "account_id" | "target_id"): Promise<number> => {
    const { count } = await db
      .selectFrom("follows")
      .innerJoin("accounts", "accounts.id", `follows.${theirs}`)
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where(`follows.${mine}`, "=", account_id)
      .where("follows.state", "=", "accepted")
      .where("accounts.host", "=", host)
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  return { following: await counted("account_id", "target_id"), followers: await counted("target_id", "account_id") };
}
