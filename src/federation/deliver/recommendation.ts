/** Offers recommendations to those whom they are about, answers for those of ours, and takes them back. Each is the handler of a job. */
import { loadAccounts } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findRecommendation, type Recommendation } from "../../recommendations/load.ts";
import { knowsNone } from "../../recommendations/write.ts";
import { deleteUri, offerUri } from "../../uris.ts";
import { documentOf } from "../recommendations.ts";
import { toRecommendationDeed } from "../write/cv.ts";
import { nothingToSend, send, type Job } from "./send.ts";

/** From one to the other, when the one lives here and the other does not. */
async function loadPair(kith: Kith, from_id: number, to_id: number): Promise<{ from: Account; to: Account } | undefined> {
  const found = await loadAccounts(kith.db, [from_id, to_id]);
  const [from, to] = [found.get(from_id), found.get(to_id)];
  return from?.host === "" && to !== undefined && to.host !== "" ? { from, to } : undefined;
}

const sendTo = async (kith: Kith, { from, to }: { from: Account; to: Account }, activity: Record<string, unknown>, job: Job) =>
  await send(kith, { account_id: from.id, status_id: null, activity, inboxes: [to.inbox_url], priority: 0 }, job);

/** Also of one that is signed anew: by the same words its reader knows that there is nothing to answer, and takes the proof alone. */
export async function offerRecommendation(
  kith: Kith,
  event: KithEventOf<"recommendation.written"> | KithEventOf<"recommendation.signed">,
  job: Job,
): Promise<void> {
  const row = await findRecommendation(kith.db, event.recommendation_id);
  const document = row === undefined ? undefined : await documentOf(kith, row);
  const pair = row === undefined ? undefined : await loadPair(kith, row.author_id, row.subject_id);
  if (row === undefined || document === undefined || pair === undefined || (await knowsNone(kith, pair.to.host)))
    return await nothingToSend(kith, job);
  const offer = offerUri(row.uri, row.updated_at);
  const uri = event.type === "recommendation.signed" ? `${offer}/signed/${event.at}` : offer;
  await sendTo(
    kith,
    pair,
    toRecommendationDeed("Offer", { uri, actor_uri: pair.from.uri, object: row.uri, to: pair.to.uri }),
    job,
  );
}

/** Accept or Reject, to the server of who wrote it. */
export async function deliverRecommendationAnswer(
  kith: Kith,
  { recommendation_id, offered_at, accepted }: KithEventOf<"recommendation.answered">,
  job: Job,
): Promise<void> {
  const row: Recommendation | undefined = await findRecommendation(kith.db, recommendation_id);
  const pair = row === undefined ? undefined : await loadPair(kith, row.subject_id, row.author_id);
  if (row === undefined || pair === undefined) return await nothingToSend(kith, job);
  const uri = `${pair.from.uri}#${accepted ? "accepts" : "rejects"}/${kith.newId()}`;
  const deed = { uri, actor_uri: pair.from.uri, object: offerUri(row.uri, offered_at), to: pair.to.uri };
  await sendTo(kith, pair, toRecommendationDeed(accepted ? "Accept" : "Reject", deed), job);
}

export async function deliverRecommendationEnd(
  kith: Kith,
  { uri, author_id, subject_id }: KithEventOf<"recommendation.revoked">,
  job: Job,
): Promise<void> {
  const pair = await loadPair(kith, author_id, subject_id);
  if (pair === undefined) return await nothingToSend(kith, job);
  const deed = { uri: deleteUri(uri), actor_uri: pair.from.uri, object: uri, to: pair.to.uri };
  await sendTo(kith, pair, toRecommendationDeed("Delete", deed), job);
}
