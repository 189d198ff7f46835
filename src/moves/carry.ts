/**
 * Takes along those here who had to do with an account that has moved: followers follow the new one, with what they had set and in the same lists;
 * who had blocked, muted or made a note of the old one has done so with the new one, too.
 */
import { findAccountById, loadAccounts } from "../accounts/find.ts";
import { block } from "../blocks/block.ts";
import { mute } from "../blocks/mute.ts";
import { fromJson } from "../db/columns.ts";
import type { Account, Follow } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import { follow } from "../follows/follow.ts";
import { findFollow } from "../follows/load.ts";
import { unfollow } from "../follows/unfollow.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { refreshListOnly } from "../timelines/fill.ts";
import { namesAsItsOwn } from "./move.ts";

const AT_ONCE = 100;
type Both = { from: Account; to: Account };

/** The handler of a job; what has been done already is not done again. */
export async function carryOver(kith: Kith, { account_id, target_id }: KithEventOf<"account.moved">): Promise<void> {
  const found = await loadAccounts(kith.db, [account_id, target_id]);
  const [from, to] = [found.get(account_id), found.get(target_id)];
  if (from === undefined || to === undefined || from.moved_to_uri !== to.uri || !namesAsItsOwn(to, from)) return;
  const both = { from, to };
  // First, so that nobody is made to follow whom they have blocked.
  await carryBlocks(kith, both);
  await carryMutes(kith, both);
  await carryNotes(kith, both);
  await carryFollowers(kith, both);
}

async function carryFollowers(kith: Kith, both: Both): Promise<void> {
  for (let after = 0; ;) {
    const rows = await kith.db
      .selectFrom("follows")
      .innerJoin("users", "users.id", "follows.account_id")
      .selectAll("follows")
      .where("follows.target_id", "=", both.from.id)
      .where("follows.id", ">", after)
      .orderBy("follows.id")
      .limit(AT_ONCE)
      .execute();
    for (const row of rows) await carryFollower(kith, row, both);
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)?.id ?? 0;
  }
}

async function carryFollower(kith: Kith, old: Follow, { from, to }: Both): Promise<void> {
  const follower = await findAccountById(kith.db, old.account_id);
  if (follower === undefined || follower.id === to.id) return;
  const options = { reblogs: old.reblogs === 1, notify: old.notify === 1, languages: fromJson(old.languages) };
  try {
    // What they have set for the new one already stays.
    if ((await findFollow(kith.db, follower.id, to.id)) === undefined) await follow(kith, follower, to, options);
  } catch (error) {
    // Blocked by it, or moved away themselves: they stay where they are.
    if (error instanceof Refusal) return;
    throw error;
  }
  await carryLists(kith, follower, { from, to });
  await carryCircles(kith, follower, { from, to });
  await unfollow(kith, follower, from);
}

/** Who keeps the old one in a circle keeps the new one there instead: one person is not to be counted as two, nor written to twice. */
const carryCircles = async (kith: Kith, { id }: Account, { from, to }: Both): Promise<void> =>
  await kith.write(async (tx) => {
    const circles = await tx
      .selectFrom("circle_members")
      .innerJoin("circles", "circles.id", "circle_members.circle_id")
      .select("circles.id")
      .where("circles.account_id", "=", id)
      .where("circle_members.account_id", "=", from.id)
      .execute();
    if (circles.length === 0) return;
    await tx
      .insertInto("circle_members")
      .values(circles.map((circle) => ({ id: kith.newId(), circle_id: circle.id, account_id: to.id })))
      .onConflict((oc) => oc.doNothing())
      .execute();
    await tx
      .deleteFrom("circle_members")
      .where(
        "circle_id",
        "in",
        circles.map((circle) => circle.id),
      )
      .where("account_id", "=", from.id)
      .execute();
  });

async function carryLists(kith: Kith, { id }: Account, { from, to }: Both): Promise<void> {
  await kith.write(async (tx) => {
    const lists = await tx
      .selectFrom("list_members")
      .innerJoin("lists", "lists.id", "list_members.list_id")
      .select(["lists.id", "lists.exclusive"])
      .where("lists.account_id", "=", id)
      .where("list_members.account_id", "=", from.id)
      .execute();
    if (lists.length === 0) return;
    await tx
      .insertInto("list_members")
      .values(lists.map((list) => ({ id: kith.newId(), list_id: list.id, account_id: to.id })))
      .onConflict((oc) => oc.doNothing())
      .execute();
    if (lists.some(({ exclusive }) => exclusive === 1)) await refreshListOnly(id).execute(tx);
  });
}

async function carryBlocks(kith: Kith, { from, to }: Both): Promise<void> {
  const rows = await kith.db
    .selectFrom("blocks")
    .innerJoin("users", "users.id", "blocks.account_id")
    .select("blocks.account_id")
    .where("blocks.target_id", "=", from.id)
    .execute();
  for (const { account_id } of rows) {
    // Whom one follows one has not meant.
    if (account_id === to.id || (await findFollow(kith.db, account_id, to.id)) !== undefined) continue;
    await block(kith, { id: account_id }, to);
  }
}

async function carryMutes(kith: Kith, { from, to }: Both): Promise<void> {
  const now = kith.now();
  const rows = await kith.db
    .selectFrom("mutes")
    .innerJoin("users", "users.id", "mutes.account_id")
    .select(["mutes.account_id", "mutes.notifications", "mutes.expires_at"])
    .where("mutes.target_id", "=", from.id)
    .where((eb) => eb.or([eb("mutes.expires_at", "=", 0), eb("mutes.expires_at", ">", now)]))
    .execute();
  for (const { account_id, notifications, expires_at } of rows) {
    if (account_id === to.id) continue;
    const duration = expires_at === 0 ? 0 : Math.ceil((expires_at - now) / 1000);
    await mute(kith, { id: account_id }, to, { notifications: notifications === 1, duration });
  }
}

/** What somebody has noted about the old one stands with the new one, too, below what they have noted there. */
async function carryNotes(kith: Kith, { from, to }: Both): Promise<void> {
  await kith.write(async (tx) => {
    const rows = await tx.selectFrom("account_notes").selectAll().where("target_id", "=", from.id).execute();
    for (const { account_id, comment } of rows) {
      const there = tx.selectFrom("account_notes").select("comment").where("account_id", "=", account_id);
      const known = (await there.where("target_id", "=", to.id).executeTakeFirst())?.comment ?? "";
      if (known.includes(comment)) continue;
      const both = known === "" ? comment : `${known}\n\n${comment}`;
      await tx
        .insertInto("account_notes")
        .values({ account_id, target_id: to.id, comment: both })
        .onConflict((oc) => oc.columns(["account_id", "target_id"]).doUpdateSet({ comment: both }))
        .execute();
    }
  });
}
