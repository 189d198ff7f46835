/** QuoteRequest (FEP-044f), the answers to ours, and revocations. */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { receiveQuoteAnswer, receiveQuoteRequest } from "../../quotes/answer.ts";
import { localStatusId } from "../../uris.ts";
import { findKnownStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { isNote, readNoteRecord } from "../read/note.ts";
import { id, isA, sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";
import { receiveNote } from "./note.ts";
import type { Receive } from "./receive.ts";

/** Somebody wants to quote one of ours: their status is taken in with the request, and the request answered. */
export const receiveQuoteRequestOf: Receive = async (kith, activity, actor) => {
  const quoted = activity.object_uri === undefined ? undefined : await findKnownStatus(kith, activity.object_uri);
  const instrument = activity.instrument?.uri;
  if (quoted === undefined || quoted.local === 0 || quoted.local_only === 1) return;
  if (instrument === undefined || !sameOrigin(instrument, actor.uri))
    throw new Unreadable("a request for another server's status");
  const status = (await findKnownStatus(kith, instrument)) ?? (await takeIn(kith, activity, actor, instrument));
  if (status === undefined || status.account_id !== actor.id) throw new Unreadable("a request for somebody else's status");
  if (status.quoted_id !== null && status.quoted_id !== quoted.id) throw new Unreadable("a status that quotes another one");
  await receiveQuoteRequest(kith, { status, quoted, request_uri: activity.uri });
};

async function takeIn(kith: Kith, { instrument, object_uri }: ActivityRecord, actor: Account, uri: string) {
  const doc = await noteOf(kith, instrument?.doc, uri);
  if (!isNote(doc)) throw new Unreadable("a request for what is no status");
  const record = readNoteRecord(doc, actor.followers_url || undefined);
  if (record.quote_uri !== object_uri) throw new Unreadable("a request for a status that quotes something else");
  return await receiveNote(kith, actor, record, { wanted: true });
}

const noteOf = async (kith: Kith, embedded: Doc | undefined, uri: string): Promise<Doc> =>
  embedded !== undefined && Object.keys(embedded).length > 2 ? embedded : await fetchDocument(kith, uri);

/** Accept or Reject of a QuoteRequest of ours; false when it answers something else. */
export async function receiveQuoteAnswerOf(
  kith: Kith,
  { object, object_uri, raw }: ActivityRecord,
  actor: Account,
  accepted: boolean,
): Promise<boolean> {
  const request = object_uri ?? "";
  const ours = request.endsWith("#quote_request") || (object !== undefined && isA(object, "QuoteRequest"));
  if (!ours) return false;
  const named = request.endsWith("#quote_request") ? request.slice(0, -"#quote_request".length) : id(object?.instrument);
  const status_id = named === undefined ? undefined : localStatusId(kith.instance, named);
  if (status_id === undefined) return true;
  const stamp = accepted ? id(raw.result) : undefined;
  if (accepted && (stamp === undefined || !sameOrigin(stamp, actor.uri))) throw new Unreadable("consent without a stamp");
  await receiveQuoteAnswer(kith, actor, status_id, stamp);
  return true;
}
