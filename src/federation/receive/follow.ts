/** Follow, and the answers to ours: Accept(Follow), Reject(Follow), and those to what else is asked. */
import { findAccountById } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { receiveFollow, receiveFollowAnswer } from "../../follows/receive.ts";
import { localStatusId } from "../../uris.ts";
import type { Kith } from "../../kith.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { flag, id, isA, text } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { receiveFeatureAnswerOf } from "./collection.ts";
import { receiveEventAnswerOf, receiveJoinAnswerOf } from "./event.ts";
import { receiveQuoteAnswerOf } from "./quote.ts";
import { findLocalAccount, type Receive } from "./receive.ts";
import { receiveRecommendationAnswerOf } from "./recommendation.ts";

export const receiveFollowOf: Receive = async (kith, activity, actor) => {
  const target = await findLocalAccount(kith, activity.object_uri);
  if (target !== undefined)
    await receiveFollow(kith, { account: actor, target, uri: activity.uri, friend: flag(activity.raw["friendRequest"]) });
};

export const receiveAccept: Receive = async (kith, activity, actor) => await receiveAnswer(kith, activity, actor, true);
export const receiveReject: Receive = async (kith, activity, actor) => await receiveAnswer(kith, activity, actor, false);

async function receiveAnswer(kith: Kith, activity: ActivityRecord, actor: Account, accepted: boolean): Promise<void> {
  if (await receiveQuoteAnswerOf(kith, activity, actor, accepted)) return;
  if (await receiveFeatureAnswerOf(kith, activity, actor, accepted)) return;
  if (await receiveJoinAnswerOf(kith, activity, actor, accepted ? "yes" : "declined")) return;
  if (await receiveRecommendationAnswerOf(kith, activity, actor, accepted)) return;
  if (await (await import("./consent.ts")).receiveConsentOf(kith, activity, actor, accepted)) return;
  if (!accepted && (await receiveGroupRefusal(kith, activity, actor))) return;
  if (await receiveEventAnswerOf(kith, activity, actor, accepted ? "yes" : "no")) return;
  const asked = await findAsked(kith, activity, actor);
  if (asked !== undefined) await receiveFollowAnswer(kith, { ...asked, target: actor, accepted });
}

/** A group keeps out what one of ours has posted to it; false when it is about something else. */
async function receiveGroupRefusal(kith: Kith, { object_uri, raw }: ActivityRecord, actor: Account): Promise<boolean> {
  const status_id = object_uri === undefined ? undefined : localStatusId(kith.instance, object_uri);
  if (actor.actor_type !== "Group" || status_id === undefined) return false;
  return await (await import("../../statuses/held.ts")).refuseHeld(kith, status_id, actor, text(raw.summary, 500));
}

/** Whose Follow of `actor` is answered: as the embedded Follow says, or by its id alone. Somebody else's Follow is none of the actor's business. */
async function findAsked(
  kith: Kith,
  { object, object_uri }: ActivityRecord,
  actor: Account,
): Promise<{ account: Account; uri: string } | undefined> {
  const named = object === undefined ? undefined : id(object.object);
  if (named !== undefined && named !== actor.uri) throw new Unreadable("an answer to a follow of somebody else");
  if (object !== undefined && isA(object, "Follow")) {
    const account = await findLocalAccount(kith, id(object.actor));
    if (account !== undefined) return { account, uri: object_uri ?? "" };
  }
  if (object_uri === undefined) return undefined;
  const follow = await kith.db
    .selectFrom("follows")
    .select("account_id")
    .where("uri", "=", object_uri)
    .where("target_id", "=", actor.id)
    .executeTakeFirst();
  const account = follow === undefined ? undefined : await findAccountById(kith.db, follow.account_id);
  return account?.host === "" ? { account, uri: object_uri } : undefined;
}
