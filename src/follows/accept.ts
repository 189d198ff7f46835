/** The answer to a follow request, given by whom it asks; it may come from here or from elsewhere. */
import type { Account, Follow, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { findFollow } from "./load.ts";
import { countFollow, removeFollow, removeNotices } from "./rows.ts";

/** @throws Refusal `missing` when `account_id` has not asked to follow `target_id` */
export async function getFollowRequest(kith: Kith, account_id: number, target_id: number): Promise<Follow> {
  const asked = await findFollow(kith.db, account_id, target_id);
  if (asked?.state !== "pending") throw missing();
  return asked;
}

/** Accepts a pending follow; accepting again changes nothing. */
export const acceptFollow = async (kith: Kith, asked: Follow): Promise<void> =>
  await kith.write(async (tx, happened) => await acceptRow(tx, kith, happened, asked));

/** The same in the caller's transaction. */
export async function acceptRow(tx: Tx, kith: Kith, happened: (event: KithEvent) => void, asked: Follow): Promise<void> {
  const accepted = await tx
    .updateTable("follows")
    .set({ state: "accepted" })
    .where("id", "=", asked.id)
    .where("state", "=", "pending")
    .returningAll()
    .executeTakeFirst();
  if (accepted === undefined) return;
  const { id: follow_id, account_id, target_id, uri } = accepted;
  await countFollow(tx, accepted, 1);
  await removeNotices(tx, accepted, ["follow_request"]);
  await notify(tx, kith, happened, { account_id: target_id, from_account_id: account_id, type: "follow" });
  happened({ type: "follow.accepted", follow_id, account_id, target_id, uri });
}

/** Accepts everybody who waits: for an account that stops approving its followers itself. */
export async function acceptAllFollows(kith: Kith, account: Pick<Account, "id">): Promise<void> {
  for (;;) {
    const waiting = await kith.db
      .selectFrom("follows")
      .selectAll()
      .where("target_id", "=", account.id)
      .where("state", "=", "pending")
      .limit(50)
      .execute();
    if (waiting.length === 0) return;
    await kith.write(async (tx, happened) => {
      for (const asked of waiting) await acceptRow(tx, kith, happened, asked);
    });
  }
}

/** Refuses a pending follow, or ends an accepted one from the followed side. */
export async function rejectFollow(kith: Kith, asked: Pick<Follow, "account_id" | "target_id">): Promise<void> {
  await kith.write(async (tx, happened) => await turnAway(tx, kith, happened, asked));
}

export async function turnAway(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now" | "instance" | "locales">,
  happened: (event: KithEvent) => void,
  asked: Pick<Follow, "account_id" | "target_id">,
): Promise<void> {
  const gone = await removeFollow(tx, kith, happened, asked);
  if (gone === undefined) return;
  const { id: follow_id, account_id, target_id, uri } = gone;
  happened({ type: "follow.rejected", follow_id, account_id, target_id, uri });
}

/** Makes somebody stop following `account`; they can ask again. */
export const removeFollower = async (kith: Kith, account: Pick<Account, "id">, follower: Pick<Account, "id">): Promise<void> =>
  await rejectFollow(kith, { account_id: follower.id, target_id: account.id });
