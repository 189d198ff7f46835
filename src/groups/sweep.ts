/**
 * Whoever is banned with all that they have posted has posted any number of things: they go from the group (and come back) in portions, by a job, the newest first.
 * Its row says what is being done and how far it has come, so that whoever looks after the group is told so, and what is decided in between holds.
 */
import { findAccountById } from "../accounts/find.ts";
import { padded } from "../db/lists.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { GroupSweep } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import type { Happened } from "../statuses/entry.ts";
import { bringBack, takeAway } from "./decide.ts";
import { hasRemovals, loadPostsIn } from "./members.ts";

const AT_ONCE = 50;

type Pair = Pick<Row<"group_sweeps">, "group_id" | "account_id">;
type Asked = Pair & { what: GroupSweep; reason: string };

/** In the transaction that bans somebody, or lifts the ban. What was begun before ends. Returns whether there is anything to do. */
export async function sweep(tx: Tx, happened: Happened, { group_id, account_id, what, reason }: Asked): Promise<boolean> {
  if (what === "restore" && !(await hasRemovals(tx, group_id, account_id))) {
    await removeSweep(tx, { group_id, account_id });
    return false;
  }
  const row = { what, reason, before_id: Number.MAX_SAFE_INTEGER };
  await tx
    .insertInto("group_sweeps")
    .values({ group_id, account_id, ...row })
    .onConflict((oc) => oc.columns(["group_id", "account_id"]).doUpdateSet(row))
    .execute();
  happened({ type: "group.swept", group_id, account_id });
  return true;
}

const findSweep = async (db: Reads, { group_id, account_id }: Pair): Promise<Row<"group_sweeps"> | undefined> =>
  await db
    .selectFrom("group_sweeps")
    .selectAll()
    .where("group_id", "=", group_id)
    .where("account_id", "=", account_id)
    .executeTakeFirst();

const removeSweep = async (tx: Tx, { group_id, account_id }: Pair, done?: Row<"group_sweeps">): Promise<void> => {
  let query = tx.deleteFrom("group_sweeps").where("group_id", "=", group_id).where("account_id", "=", account_id);
  if (done !== undefined) query = query.where("what", "=", done.what).where("before_id", "=", done.before_id);
  await query.execute();
};

/** Of these people: what is being done with what they have posted there. */
export async function loadSweeps(
  db: Reads,
  group_id: number,
  account_ids: readonly number[],
): Promise<ReadonlyMap<number, GroupSweep>> {
  if (account_ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("group_sweeps")
    .select(["account_id", "what"])
    .where("group_id", "=", group_id)
    .where("account_id", "in", padded(account_ids))
    .execute();
  return new Map(rows.map(({ account_id, what }) => [account_id, what]));
}

/** The handler of a job: goes on where it was, until nothing is left. */
export async function sweepPosts(kith: Kith, pair: KithEventOf<"group.swept">): Promise<void> {
  const group = await findAccountById(kith.db, pair.group_id);
  if (group === undefined) return;
  for (;;) {
    const at = await findSweep(kith.db, pair);
    if (at === undefined) return;
    const posts = await loadPostsIn(kith.db, pair, { before_id: at.before_id, limit: AT_ONCE });
    if (posts.length > 0) await (at.what === "remove" ? takeAway(kith, group, posts, at.reason) : bringBack(kith, group, posts));
    const last = posts.at(-1);
    await kith.write(async (tx) => {
      if (last === undefined) return await removeSweep(tx, pair, at);
      await tx
        .updateTable("group_sweeps")
        .set({ before_id: last.id })
        .where("group_id", "=", pair.group_id)
        .where("account_id", "=", pair.account_id)
        .where("what", "=", at.what)
        .where("before_id", "=", at.before_id)
        .execute();
    });
  }
}
