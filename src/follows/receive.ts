/**
 * Follows that come from other servers, and their answers to ours. Ids of follows are kept, because servers undo a follow by its id alone,
 * make a new one each time they follow again, and send things late and twice.
 */
import { holdAccounts } from "../accounts/find.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account, Follow, Tx } from "../db/schema.ts";
import { admissionTo } from "../groups/admission.ts";
import type { Kith } from "../kith.ts";
import { isOurs } from "../uris.ts";
import { hasAsked, insertRequest } from "../friends/requests.ts";
import { acceptFollow, acceptRow, rejectFollow } from "./accept.ts";
import { announce, announceAgain, insertFollow, tellGroup } from "./follow.ts";
import { findFollow } from "./load.ts";
import { removeFollow } from "./rows.ts";

/**
 * A remote account asks to follow a local one. Known already: the newest id is kept, and an acceptance is said again, for the other side
 * seems not to have heard it.
 *
 * @param friend it asks for friendship: the follow back is to be asked for as well
 * @param uri the Follow's id, of the account's own origin (checked before); "" when it has none
 */
export async function receiveFollow(
  kith: Kith,
  { account, target, uri, friend = false }: { account: Account; target: Account; uri: string; friend?: boolean },
): Promise<void> {
  const admission = await admissionTo(kith.db, target, account, kith.now());
  const unwanted = admission === "banned" || admission === "uninvited";
  const id = kith.newId();
  await kith.write(async (tx, happened) => {
    const event = { account_id: account.id, target_id: target.id, uri };
    await holdAccounts(tx, account.id, target.id);
    if (unwanted || !mayBeFollowed(target) || (await isBlockedBetween(tx, target.id, account.id)))
      return happened({ type: "follow.rejected", follow_id: id, ...event });
    // Who has asked for it is not asked again.
    const wanted = admission === undefined && (await hasAsked(tx, target.id, account.id));
    const asked = !wanted && (admission === undefined ? target.locked === 1 || account.silenced_at > 0 : admission === "waits");
    const asks = friend && !wanted && mayBefriend(target) && (await asksAnew(tx, kith, account.id, target.id));
    const state = asked ? "pending" : "accepted";
    const made = await insertFollow(tx, { id, account_id: account.id, target_id: target.id, state, uri, created_at: kith.now() });
    if (made !== undefined) {
      await announce(tx, kith, happened, { ...made, friendly: wanted ? "agrees" : asks ? "asks" : undefined });
      if (admission !== undefined) await tellGroup(tx, kith, happened, made);
      return;
    }
    const known = await tx
      .updateTable("follows")
      .set({ uri })
      .where("account_id", "=", account.id)
      .where("target_id", "=", target.id)
      .returningAll()
      .executeTakeFirst();
    if (known !== undefined && asks) await announceAgain(tx, kith, happened, known);
    if (known?.state === "pending" && wanted) return await acceptRow(tx, kith, happened, known);
    if (known?.state === "accepted") happened({ type: "follow.accepted", follow_id: known.id, ...event });
  });
}

/** A request is heard once; none comes of it between those who are friends, for the follow that brought it settles it. */
async function asksAnew(tx: Tx, kith: Kith, account_id: number, target_id: number): Promise<boolean> {
  const [mine, theirs] = [await findFollow(tx, account_id, target_id), await findFollow(tx, target_id, account_id)];
  if (mine?.state === "accepted" && theirs?.state === "accepted") return false;
  return await insertRequest(tx, kith, account_id, target_id);
}

const mayBefriend = ({ actor_type }: Account): boolean => actor_type !== "Group" && actor_type !== "Application";

/** The account that signs for the server is nobody to follow, and neither is who has moved away. */
const mayBeFollowed = (target: Account): boolean =>
  target.host === "" &&
  target.suspended_at === 0 &&
  target.deleted_at === 0 &&
  target.moved_to_uri === "" &&
  target.actor_type !== "Application";

/**
 * A remote `target` accepts or refuses the follow of a local `account`. An answer that nobody waits for, or to a follow that has been
 * replaced by a newer one, is ignored. A refusal also ends a follow that had been accepted.
 */
export async function receiveFollowAnswer(
  kith: Kith,
  { account, target, uri, accepted }: { account: Account; target: Account; uri: string; accepted: boolean },
): Promise<void> {
  const asked = await findFollow(kith.db, account.id, target.id);
  if (asked === undefined || (uri !== asked.uri && isOurs(kith.instance, uri))) return;
  if (accepted) await acceptFollow(kith, asked);
  else await rejectFollow(kith, asked);
}

/** ms within which an Undo of an older follow is taken for one that the newer follow has overtaken. */
const OVERTAKEN = 10_000;

/**
 * A remote account takes a follow back: by its id, or, when the id is unknown, by whom it followed. The id of an older follow of theirs
 * that comes right after a newer follow ends nothing, for the two have changed places under way. Later it ends the follow: snac, told to follow
 * whom it follows already, sends a new Follow and goes on knowing the old one only.
 *
 * @returns whether there was something to end
 */
export async function receiveUnfollow(
  kith: Kith,
  { account, target, uri }: { account: Account; target: Account | undefined; uri: string },
): Promise<boolean> {
  return await kith.write(async (tx, happened) => {
    const known = await findUndone(tx, { account, target, uri, now: kith.now() });
    const gone = known && (await removeFollow(tx, kith, happened, known));
    if (gone === undefined) return false;
    const { id: follow_id, account_id, target_id } = gone;
    happened({ type: "follow.removed", follow_id, account_id, target_id, uri: gone.uri });
    return true;
  });
}

async function findUndone(
  tx: Tx,
  { account, target, uri, now }: { account: Account; target: Account | undefined; uri: string; now: number },
): Promise<Follow | undefined> {
  if (uri !== "") {
    const named = await tx
      .selectFrom("follows")
      .selectAll()
      .where("uri", "=", uri)
      .where("account_id", "=", account.id)
      .executeTakeFirst();
    if (named !== undefined) return named;
  }
  const known = target && (await findFollow(tx, account.id, target.id));
  if (known === undefined || uri === "") return known;
  const came = await tx
    .selectFrom("inbox")
    .select(["activity_uri", "received_at"])
    .where("activity_uri", "in", [uri, known.uri])
    .where("actor_uri", "=", account.uri)
    .execute();
  const older = came.some(({ activity_uri }) => activity_uri === uri);
  const fresh = came.some(({ activity_uri, received_at }) => activity_uri === known.uri && received_at > now - OVERTAKEN);
  return older && fresh ? undefined : known;
}
