/**
 * Friendship in one step: who asks, follows; who agrees, accepts that and follows back. To other servers it is two Follows and their Accepts; the first
 * one bears a mark, by which a Kith there knows that more is asked for than to be followed.
 */
import { assertLimit } from "../access/limits.ts";
import { assertNotBlocked } from "../blocks/hidden.ts";
import type { Account, Follow, Tx } from "../db/schema.ts";
import { forbidden, missing } from "../errors.ts";
import { acceptRow, turnAway } from "../follows/accept.ts";
import { announce, announceAgain, assertMayFollow, insertFollow } from "../follows/follow.ts";
import { findFollow } from "../follows/load.ts";
import { endFollow } from "../follows/unfollow.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { actorUri } from "../uris.ts";
import { areFriends } from "./load.ts";
import { hasAsked, insertRequest, markDeclined, removeRequest, takeBack } from "./requests.ts";

type Happened = (event: KithEvent) => void;

/** Groups have members, and what runs a server has nobody. */
export const mayBefriend = ({ actor_type }: Pick<Account, "actor_type">): boolean =>
  actor_type !== "Group" && actor_type !== "Application";

/**
 * Asks somebody to be friends; who has asked already is agreed with. Friends stay friends, and asking twice is asking once.
 *
 * @throws Refusal as `follow` does; `forbidden` for groups, `too-many`
 */
export async function befriend(kith: Kith, account: Account, target: Account): Promise<void> {
  assertMayFollow(account, target);
  if (!mayBefriend(target)) throw forbidden();
  if (await areFriends(kith.db, account.id, target.id)) return;
  if (await hasAsked(kith.db, target.id, account.id)) return await acceptFriend(kith, account, target);
  await assertLimit(kith, "befriend", account.id);
  const id = kith.newId();
  await kith.write(async (tx, happened) => {
    await assertNotBlocked(tx, account.id, target.id);
    // Whom one has declined oneself one may ask, of course; who was declined asks in vain, and is not told.
    if (!(await insertRequest(tx, kith, account.id, target.id))) return;
    const known = await findFollow(tx, account.id, target.id);
    if (known !== undefined) return await announceAgain(tx, kith, happened, await renewed(tx, kith, known, id));
    const waits = target.host !== "" || target.locked === 1 || account.silenced_at > 0;
    const back = await findFollow(tx, target.id, account.id);
    const made = await makeFollow(tx, kith, { id, account, target, state: waits ? "pending" : "accepted" });
    const friendly = !waits && back?.state === "accepted" ? "agrees" : "asks";
    if (made !== undefined) await announce(tx, kith, happened, { ...made, friendly });
  });
}

type NewFollow = { id: number; account: Account; target: Account; state: Follow["state"] };

const makeFollow = async (tx: Tx, kith: Kith, { id, account, target, state }: NewFollow): Promise<Follow | undefined> =>
  await insertFollow(tx, {
    id,
    account_id: account.id,
    target_id: target.id,
    state,
    uri: followUri(kith, account.id, id),
    created_at: kith.now(),
  });

/** Said once more, with the mark, it is another activity: the one before has been heard. */
async function renewed(tx: Tx, kith: Kith, known: Follow, id: number): Promise<Follow> {
  const uri = followUri(kith, known.account_id, id);
  await tx.updateTable("follows").set({ uri }).where("id", "=", known.id).execute();
  return { ...known, uri };
}

const followUri = ({ instance }: Kith, account_id: number, id: number): string =>
  `${actorUri(instance, account_id)}/follows/${id}`;

/** @throws Refusal `missing` when the other has not asked */
export async function acceptFriend(kith: Kith, account: Account, asker: Account): Promise<void> {
  assertMayFollow(account, asker);
  const id = kith.newId();
  await kith.write(async (tx, happened) => {
    await assertNotBlocked(tx, account.id, asker.id);
    if (!(await removeRequest(tx, asker.id, account.id))) throw missing();
    const theirs = await findFollow(tx, asker.id, account.id);
    if (theirs?.state === "pending") await acceptRow(tx, kith, happened, theirs);
    await followBack(tx, kith, happened, { id, account, target: asker, state: asker.host === "" ? "accepted" : "pending" });
  });
}

/** They have asked for it, so nobody is asked again: here it stands at once, and elsewhere their server accepts it by itself. */
async function followBack(tx: Tx, kith: Kith, happened: Happened, wanted: NewFollow): Promise<void> {
  const { account, target, state } = wanted;
  const mine = await findFollow(tx, account.id, target.id);
  if (mine?.state === "pending" && state === "accepted") return await acceptRow(tx, kith, happened, mine);
  if (mine !== undefined) return;
  if (state === "pending") await insertRequest(tx, kith, account.id, target.id);
  const made = await makeFollow(tx, kith, wanted);
  if (made !== undefined) await announce(tx, kith, happened, { ...made, friendly: "agrees" });
}

/** Of an account that lets everybody follow it the other stays a follower. @throws Refusal `missing` when the other has not asked */
export async function declineFriend(kith: Kith, account: Pick<Account, "id">, asker: Pick<Account, "id">): Promise<void> {
  await kith.write(async (tx, happened) => {
    if (!(await markDeclined(tx, kith, asker.id, account.id))) throw missing();
    const theirs = await findFollow(tx, asker.id, account.id);
    if (theirs?.state === "pending") await turnAway(tx, kith, happened, { account_id: asker.id, target_id: account.id });
  });
}

/** Ends a friendship, on both ends as far as they are here; or takes back what one has asked for. Where there is nothing, nothing changes. */
export async function unfriend(kith: Kith, account: Pick<Account, "id">, other: Pick<Account, "id">): Promise<void> {
  const friends = await areFriends(kith.db, account.id, other.id);
  await kith.write(async (tx, happened) => {
    const asked = await takeBack(tx, kith, account.id, other.id);
    const mine = await findFollow(tx, account.id, other.id);
    // Whom one follows anyway one goes on following when only the question is taken back.
    if (friends || (asked && mine?.state === "pending"))
      await endFollow(tx, kith, happened, { account_id: account.id, target_id: other.id });
    if (friends) await turnAway(tx, kith, happened, { account_id: other.id, target_id: account.id });
  });
}
