/**
 * Whoever is banned with all that they have posted has posted any number of things: they go from the group (and come back) in portions, by a job, the newest first.
 * Its row says what is being done and how far it has come, so that whoever looks after the group is told so, and what is decided in between holds.
 */
import { findAccountById } from "../accounts/find.ts";
import { flag } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import type { GroupSweep } from "../db/values.ts";
import { missing } from "../errors.ts";
import { isLastTry } from "../jobs/retry.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import type { Happened } from "../statuses/entry.ts";
import { bringBack, takeAway } from "./decide.ts";
import type { Group } from "./load.ts";
import { hasRemovals, loadPostsIn } from "./members.ts";
import { assertRole } from "./roles.ts";

const AT_ONCE = 50;

type Pair = Pick<Row<"group_sweeps">, "group_id" | "account_id">;
type Asked = Pair & { what: GroupSweep; reason: string };

/** In the transaction that bans somebody, or lifts the ban. What was begun before ends. Returns whether there is anything to do. */
export async function sweep(tx: Tx, happened: Happened, { group_id, account_id, what, reason }: Asked): Promise<boolean> {
  if (what === "restore" && !(await hasRemovals(tx, group_id, account_id))) {
    await removeSweep(tx, { group_id, account_id });
    return false;
  }
  const row = { what, reason, before_id: Number.MAX_SAFE_INTEGER, failed: 0 as const };
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

/** `failed`: it has been given up. */
export type Sweeping = { what: GroupSweep; failed: boolean };

/** Of these people: what is being done with what they have posted there. */
export async function loadSweeps(
  db: Reads,
  group_id: number,
  account_ids: readonly number[],
): Promise<ReadonlyMap<number, Sweeping>> {
  if (account_ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("group_sweeps")
    .select(["account_id", "what", "failed"])
    .where("group_id", "=", group_id)
    .where("account_id", "in", padded(account_ids))
    .execute();
  return new Map(rows.map(({ account_id, what, failed }) => [account_id, { what, failed: failed === 1 }]));
}

/** Whoever looks after the group has it tried again, from where it had come to. @throws Refusal `missing` where nothing has been given up */
export async function sweepAgain(kith: Kith, group: Group, by: Account, { id: account_id }: Account): Promise<void> {
  await assertRole(kith.db, group, by);
  const pair = { group_id: group.account.id, account_id };
  await kith.write(async (tx, happened) => {
    if (!(await markFailed(tx, pair, false))) throw missing();
    happened({ type: "group.swept", ...pair });
  });
}

/** Whether that changes anything. */
async function markFailed(tx: Tx, { group_id, account_id }: Pair, failed: boolean): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("group_sweeps")
    .set({ failed: flag(failed) })
    .where("group_id", "=", group_id)
    .where("account_id", "=", account_id)
    .where("failed", "=", flag(!failed))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The handler of a job. With the last try it is said that it has failed, for nobody would say that it goes on no more. */
export async function sweepPosts(kith: Kith, pair: KithEventOf<"group.swept">, { row }: Leased<Row<"jobs">>): Promise<void> {
  try {
    await goOn(kith, pair);
  } catch (error) {
    if (isLastTry(row)) await kith.write(async (tx) => void (await markFailed(tx, pair, true)));
    throw error;
  }
}

/** Where it was, until nothing is left. */
async function goOn(kith: Kith, pair: Pair): Promise<void> {
  const group = await findAccountById(kith.db, pair.group_id);
  if (group === undefined) return;
  // Whoever runs the server can have the job tried again, too.
  if ((await findSweep(kith.db, pair))?.failed === 1) await kith.write(async (tx) => void (await markFailed(tx, pair, false)));
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
