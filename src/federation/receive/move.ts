/**
 * Move: an account goes on as another. That it says so is not enough: the other one's own server has to name it in `alsoKnownAs`, or anybody could
 * make our people follow anybody.
 */
import { findAccountById } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { mayMove, receiveMove } from "../../moves/move.ts";
import { isOurs, localAccountId } from "../../uris.ts";
import { fetchAccount, findKnownAccount, refetchAccount } from "../lookup/account.ts";
import { Unreadable } from "../read/unreadable.ts";
import { isFollowedHere } from "./announce.ts";
import type { Receive } from "./receive.ts";

export const receiveMoveOf: Receive = async (kith, { object_uri, target_uri }, actor) => {
  if (object_uri !== actor.uri) throw new Unreadable("a Move of another account");
  if (target_uri === undefined || target_uri === actor.uri) throw new Unreadable("a Move to nowhere");
  // As with an Announce: a stranger makes us fetch nothing, and nobody does so again and again.
  if (!mayMove(kith, actor) || !(await isFollowedHere(kith, actor))) return;
  const target = await findTarget(kith, target_uri);
  if (target === undefined || !(await receiveMove(kith, actor, target)))
    kith.log.debug("{actor} does not move to {target}", { actor: actor.uri, target: target_uri });
};

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
