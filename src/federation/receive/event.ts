/** Join, Leave, TentativeAccept and Ignore of our events, and what organisers elsewhere answer to the Joins of people here. */
import { receiveAnswer, type Answered } from "../../events/answer.ts";
import { receiveDecision } from "../../events/decide.ts";
import { findEventOf } from "../../events/beside.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { findVisibleAbroad } from "../../statuses/load.ts";
import { findKnownStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { count, isA, text } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import type { Receive } from "./receive.ts";

/** One of our events, if whoever acts may see it: whether it is there is nobody else's business. */
async function findOurs(kith: Kith, uri: string | undefined, actor: Account) {
  const known = uri === undefined ? undefined : await findKnownStatus(kith, uri);
  const status = known?.local === 1 ? await findVisibleAbroad(kith.db, actor.id, known.id) : undefined;
  return status === undefined ? undefined : await findEventOf(kith.db, status.id);
}

const answering =
  (answer: Answered): Receive =>
  async (kith, { uri, object_uri, raw }, actor) => {
    const event = await findOurs(kith, object_uri, actor);
    if (event === undefined) return kith.log.debug("an answer to no event of ours: {uri}", { uri });
    const message = text(raw["participationMessage"], 2000);
    const number = count(raw["people"], 1000) ?? 1;
    await receiveAnswer(kith, actor, event, answer === "yes" ? { answer, uri, message, number } : { answer, uri: "" });
  };

export const receiveJoinOf = answering("yes");
export const receiveLeaveOf = answering("no");
export const receiveIgnoreOf = answering("no");

/** Of an event: perhaps. Of a Join: there is no place yet. */
export const receiveTentativeOf: Receive = async (kith, activity, actor) => {
  if (await receiveJoinAnswerOf(kith, activity, actor, "waiting")) return;
  await answering("maybe")(kith, activity, actor);
};

/** Accept, Reject or TentativeAccept of a Join; false when it answers something else. @throws Unreadable for an answer to what its actor does not hold */
export async function receiveJoinAnswerOf(
  kith: Kith,
  { object, object_uri }: ActivityRecord,
  actor: Account,
  state: "yes" | "declined" | "waiting",
): Promise<boolean> {
  const uri = object_uri ?? "";
  if (!uri.includes("#joins/") && (object === undefined || !isA(object, "Join"))) return false;
  if ((await receiveDecision(kith, actor, uri, state)) === undefined)
    throw new Unreadable("an answer to no Join that its actor may answer");
  return true;
}
