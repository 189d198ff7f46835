/** Join, Leave, TentativeAccept, Ignore, Accept and Reject of our events, and what organisers elsewhere answer to the Joins of people here. */
import { receiveAnswer, receiveUnanswer, type Answered } from "../../events/answer.ts";
import { receiveDecision } from "../../events/decide.ts";
import { findEventOf } from "../../events/beside.ts";
import type { Event } from "../../events/store.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { findVisibleAbroad } from "../../statuses/load.ts";
import { localStatusId } from "../../uris.ts";
import { findKnownStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { count, isA, text } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import type { Receive } from "./receive.ts";

/**
 * One of our events, if whoever acts may see it: whether it is there is nobody else's business. What they have answered they may take back in any case, also when they
 * are not in its group any more; of others nothing comes of that (`receiveAnswer`).
 */
async function findOurs(kith: Kith, uri: string | undefined, actor: Account, answer: Answered) {
  const known = uri === undefined ? undefined : await findKnownStatus(kith, uri);
  if (known?.local !== 1) return undefined;
  const seen = answer === "no" || (await findVisibleAbroad(kith.db, actor.id, known.id)) !== undefined;
  return seen ? await findEventOf(kith.db, known.id) : undefined;
}

const answering =
  (answer: Answered): Receive =>
  async (kith, activity, actor) => {
    const event = await findOurs(kith, activity.object_uri, actor, answer);
    if (event === undefined) return kith.log.debug("an answer to no event of ours: {uri}", { uri: activity.uri });
    await answerOf(kith, activity, actor, { event, answer });
  };

type Answering = { event: Event; answer: Answered };

async function answerOf(kith: Kith, { uri, raw }: ActivityRecord, actor: Account, { event, answer }: Answering): Promise<void> {
  const message = text(raw["participationMessage"], 2000);
  const number = count(raw["people"], 1000) ?? 1;
  await receiveAnswer(kith, actor, event, answer === "yes" ? { answer, uri, message, number } : { answer, uri: "" });
}

const ANSWERS: Readonly<Record<string, Answered>> = { Join: "yes", Leave: "no", Ignore: "no", TentativeAccept: "maybe" };

/** The same in a group for its members, whose server says that whoever answers is in it. False for what answers no event. */
export async function receiveVouchedAnswer(
  kith: Kith,
  activity: ActivityRecord,
  actor: Account,
  status: Status,
): Promise<boolean> {
  const answer = Object.hasOwn(ANSWERS, activity.type) ? ANSWERS[activity.type] : undefined;
  const event = answer === undefined ? undefined : await findEventOf(kith.db, status.id);
  if (answer === undefined || event === undefined || status.local === 0) return false;
  await answerOf(kith, activity, actor, { event, answer });
  return true;
}

export const receiveJoinOf = answering("yes");
export const receiveLeaveOf = answering("no");
export const receiveIgnoreOf = answering("no");

/**
 * Accept or Reject of an event itself, which is how Friendica's people say that they come, or do not; false when it is about something else. They have asked for
 * nothing, so nothing is answered: there is no Join that an answer could name.
 */
export async function receiveEventAnswerOf(
  kith: Kith,
  { object_uri }: ActivityRecord,
  actor: Account,
  answer: "yes" | "no",
): Promise<boolean> {
  if (object_uri === undefined || actor.actor_type === "Group" || localStatusId(kith.instance, object_uri) === undefined)
    return false;
  const event = await findOurs(kith, object_uri, actor, answer);
  if (event !== undefined) await receiveAnswer(kith, actor, event, { answer, uri: "" });
  return event !== undefined;
}

/** Undo of what says so, or of a TentativeAccept. */
export async function receiveEventUnanswerOf(
  kith: Kith,
  actor: Account,
  uri: string | undefined,
  answer: Answered,
): Promise<void> {
  const event = await findOurs(kith, uri, actor, "no");
  if (event !== undefined) await receiveUnanswer(kith, actor, event, answer);
}

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
