/**
 * Move: an account goes on as another. That it says so is not enough: the other one's own server has to name it in `alsoKnownAs`, or anybody could
 * make our people follow anybody.
 */
import { findAccountById } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { mayMove, pullMove, receiveMove } from "../../moves/move.ts";
import { isOurs, localAccountId } from "../../uris.ts";
import { fetchAccount, findKnownAccount, refetchAccount } from "../lookup/account.ts";
import { Unreadable } from "../read/unreadable.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import type { Receive } from "./receive.ts";

export const receiveMoveOf: Receive = async (kith, activity, actor) => {
  const { object_uri, target_uri } = activity;
  if (object_uri === undefined || target_uri === undefined || object_uri === target_uri)
    throw new Unreadable("a Move to nowhere");
  if (target_uri === actor.uri) return await receivePull(kith, actor, object_uri);
  if (object_uri !== actor.uri) {
    const { receiveTopicMove } = await import("./topic.ts");
    if (await receiveTopicMove(kith, activity)) return;
    throw new Unreadable("a Move of another account");
  }
  // As with an Announce: a stranger makes us fetch nothing, and nobody does so again and again.
  if (!mayMove(kith, actor) || !(await isFollowedHere(kith, actor))) return;
  const target = await findTarget(kith, target_uri);
  if (target === undefined || !(await receiveMove(kith, actor, target)))
    kith.log.debug("{actor} does not move to {target}", { actor: actor.uri, target: target_uri });
};

/** The new account says so, because the old one's server cannot any more. Only what that one has said itself counts. */
async function receivePull(kith: Kith, actor: Account, old_uri: string): Promise<void> {
  const old = await findKnownAccount(kith, old_uri);
  if (old === undefined || old.host === "" || !mayMove(kith, old) || !(await isFollowedHere(kith, old))) return;
  // While it answers, it is asked.
  const now = old.moved_to_uri === actor.uri ? old : ((await refetchAccount(kith, old)) ?? old);
  const fresh = (await refetchAccount(kith, actor)) ?? actor;
  if (!(await pullMove(kith, fresh, now))) kith.log.debug("{old} is not {actor}", { old: old_uri, actor: actor.uri });
}

/** As its own server describes it now: what we knew may be older than the link back. */
async function findTarget(kith: Kith, uri: string): Promise<Account | undefined> {
  if (isOurs(kith.instance, uri)) {
    const id = localAccountId(kith.instance, uri);
    return id === undefined ? undefined : await findAccountById(kith.db, id);
  }
  const known = await findKnownAccount(kith, uri);
  const found = known === undefined ? await fetchAccount(kith, uri) : await refetchAccount(kith, known);
  return found?.uri === uri ? found : undefined;
}
