/** Recommendations of others for our people, which are fetched from where they stand; and what their subjects elsewhere say to those of ours. */
import type { Account } from "../../db/schema.ts";
import { findCvRow } from "../../cv/load.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { receiveRecommendationAnswer } from "../../recommendations/answer.ts";
import { findRecommendation } from "../../recommendations/load.ts";
import { mayBeOffered, receiveRecommendation } from "../../recommendations/receive.ts";
import { refetchAccount } from "../lookup/account.ts";
import { isGone } from "../lookup/failure.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { ids, sameOrigin } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchRecommendation } from "../recommendations.ts";
import { findLocalAccount, type Receive } from "./receive.ts";

/** An Offer names it, and to whom it is offered; all else its own document says, with its author's proof. Offers of other things are not ours. */
export const receiveRecommendationOffer: Receive = async (kith, { object_uri, to }, actor) => {
  if (object_uri === undefined || !sameOrigin(object_uri, actor.uri)) return;
  const [subject_uri] = ids(to, 1);
  const subject = await findLocalAccount(kith, subject_uri);
  if (subject === undefined || !(await mayBeOffered(kith, actor, subject))) return;
  const { record, ...proven } = await fetchRecommendation(kith, object_uri).catch((error: unknown) => {
    // Taken back before it came.
    if (isGone(error)) throw new Unreadable("a recommendation that is not there");
    throw error;
  });
  if (record.author_uri !== actor.uri || record.subject_uri !== subject.uri)
    throw new Unreadable("a recommendation by, or about, somebody else");
  await receiveRecommendation(kith, { author: actor, subject }, { ...record, ...proven });
};

/** Accept or Reject of an offer of ours; false when it answers something else. */
export async function receiveRecommendationAnswerOf(
  kith: Kith,
  { object_uri }: ActivityRecord,
  actor: Account,
  accepted: boolean,
): Promise<boolean> {
  const rest =
    object_uri?.startsWith(`${kith.instance.origin}/users/`) === true ? object_uri.slice(kith.instance.origin.length) : "";
  const [, author, named, at] = /^\/users\/(\d+)\/recommendations\/(\d+)#offers\/(\d{1,15})$/.exec(rest) ?? [];
  if (named === undefined) return false;
  const row = await findRecommendation(kith.db, readId(named) ?? 0);
  if (row?.subject_id !== actor.id || row.author_id !== readId(author)) throw new Unreadable("an answer for somebody else");
  await receiveRecommendationAnswer(kith, row, { offered_at: Number(at), accepted });
  // Whoever shows something has a CV now, of which their profile tells.
  if (accepted && ((await findCvRow(kith.db, actor.id))?.uri ?? "") === "") await refetchAccount(kith, actor);
  return true;
}
