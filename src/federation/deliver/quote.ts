/** Consent between servers: asks for it, answers, revokes, checks stamps, and tells of what has changed by it. Each is the handler of a job. */
import { findAccountById, getAccount } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import type { Quote } from "../../quotes/add.ts";
import { findQuote, settleQuote } from "../../quotes/answer.ts";
import { findStatusById } from "../../statuses/find.ts";
import { renderCounts, renderNote } from "../documents.ts";
import { isGone } from "../lookup/failure.ts";
import { id, isA, sameOrigin } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";
import { toQuoteAnswer, toQuoteRequest, toRevocation } from "../write/quote.ts";
import { followerInboxes, inboxesOf } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";
import { envelopeOf, loadOwn, readersOf, sharersOf } from "./status.ts";

/** What our QuoteRequest for a status is called. */
export const requestUri = (status_uri: string): string => `${status_uri}#quote_request`;

/** Says anew what a status of ours is, without its being an edit. */
export async function deliverRefreshed(kith: Kith, event: KithEventOf<"status.refreshed">, job: Job): Promise<void> {
  const found = await loadOwn(kith, event);
  if (found === undefined || found.status.reblog_of_id !== null) return await nothingToSend(kith, job);
  const { status, page } = found;
  const inboxes = [...(await readersOf(kith, status, page)), ...(await sharersOf(kith, status))];
  await send(kith, { ...envelopeOf(status), activity: await renderCounts(kith, status, page), inboxes }, job);
}

/** A QuoteRequest, to the author of what one of ours quotes. */
export async function askForQuote(kith: Kith, event: KithEventOf<"quote.pending">, job: Job): Promise<void> {
  const quote = await findQuote(kith.db, event.status_id);
  const found =
    quote?.state === "pending"
      ? await loadOwn(kith, { status_id: quote.status_id, account_id: quote.account_id, local: true })
      : undefined;
  const quoted = quote === undefined ? undefined : await findStatusById(kith.db, quote.quoted_id);
  if (quote === undefined || found === undefined || quoted === undefined || quoted.deleted_at > 0)
    return await nothingToSend(kith, job);
  const { "@context": context, ...instrument } = await renderNote(kith, found.status, found.page);
  const request = {
    uri: requestUri(found.status.uri),
    actor_uri: (await getAccount(kith.db, quote.account_id)).uri,
    quoted_uri: quoted.uri,
    instrument,
  };
  const inboxes = await inboxesOf(kith, [quote.quoted_account_id], "own");
  const envelope = { account_id: quote.account_id, status_id: quote.status_id, priority: 0 as const, inboxes };
  await send(kith, { ...envelope, activity: toQuoteRequest(request, context) }, job);
}

/** Accept with its stamp, or Reject, to who asked. */
export async function deliverQuoteAnswer(kith: Kith, event: KithEventOf<"quote.answered">, job: Job): Promise<void> {
  const quote = await findQuote(kith.db, event.status_id);
  const parties = quote === undefined ? undefined : await loadParties(kith, quote);
  if (quote === undefined || parties === undefined || quote.request_uri === "") return await nothingToSend(kith, job);
  const { author, asker, status, quoted } = parties;
  const request = { uri: quote.request_uri, actor_uri: asker.uri, quoted_uri: quoted.uri, instrument: status.uri };
  const accepted = event.accepted && quote.state === "accepted";
  const activity = toQuoteAnswer(request, {
    uri: `${author.uri}#${accepted ? "accepts" : "rejects"}/${kith.newId()}`,
    actor_uri: author.uri,
    stamp_uri: accepted ? quote.stamp_uri : undefined,
  });
  await send(
    kith,
    { account_id: author.id, status_id: null, activity, inboxes: await inboxesOf(kith, [asker.id], "own"), priority: 0 },
    job,
  );
}

async function loadParties(kith: Kith, quote: Quote) {
  const author = await findAccountById(kith.db, quote.quoted_account_id);
  const asker = await findAccountById(kith.db, quote.account_id);
  const status = await findStatusById(kith.db, quote.status_id);
  const quoted = await findStatusById(kith.db, quote.quoted_id);
  return author === undefined || asker === undefined || status === undefined || quoted === undefined
    ? undefined
    : { author, asker, status, quoted };
}

/** A Delete of the stamp, to the server of who quoted and to whoever may have both. */
export async function deliverRevocation(kith: Kith, event: KithEventOf<"quote.revoked">, job: Job): Promise<void> {
  const author = await findAccountById(kith.db, event.account_id);
  const quoting = await findStatusById(kith.db, event.status_id);
  if (author === undefined || quoting === undefined || author.host !== "") return await nothingToSend(kith, job);
  const inboxes = [
    ...(await inboxesOf(kith, [quoting.account_id], "shared")),
    ...(await followerInboxes(kith, author.id)),
    ...(await followerInboxes(kith, quoting.account_id)),
  ];
  const activity = toRevocation(event.stamp_uri, author.uri);
  await send(kith, { account_id: author.id, status_id: null, activity, inboxes, priority: 1, open: true }, job);
}

/**
 * Fetches the stamp that a quote is said to have, and believes it if the quoted author's own server shows it for this very pair.
 *
 * @throws what may pass: the job is then tried again
 */
export async function checkStamp(kith: Kith, event: KithEventOf<"quote.stamped"> | KithEventOf<"quote.pending">): Promise<void> {
  const quote = await findQuote(kith.db, event.status_id);
  if (quote === undefined || quote.state !== "pending" || quote.stamp_uri === "") return;
  const parties = await loadParties(kith, quote);
  if (parties === undefined) return;
  const { author, status, quoted } = parties;
  const good = await isGood(kith, quote.stamp_uri, {
    author_uri: author.uri,
    quoting_uri: status.uri,
    quoted_uri: quoted.uri,
  });
  await settleQuote(kith, quote, good);
}

type Pair = { author_uri: string; quoting_uri: string; quoted_uri: string };

async function isGood(kith: Kith, stamp_uri: string, { author_uri, quoting_uri, quoted_uri }: Pair): Promise<boolean> {
  // Only the quoted author's server can speak for them.
  if (!sameOrigin(stamp_uri, author_uri)) return false;
  try {
    const doc = await fetchDocument(kith, stamp_uri);
    return (
      isA(doc, "QuoteAuthorization") &&
      id(doc.id) === stamp_uri &&
      id(doc.attributedTo) === author_uri &&
      id(doc.interactingObject) === quoting_uri &&
      id(doc.interactionTarget) === quoted_uri
    );
  } catch (error) {
    if (error instanceof Unreadable || isGone(error)) return false;
    throw error;
  }
}
