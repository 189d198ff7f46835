/**
 * Writes down what is to be sent: the document once, and one row for each inbox that shall have it. The rows are also the receipts.
 *
 * This and the end of the job that asked for it are one transaction, so that nothing is sent twice and nothing is forgotten.
 */
import { hostOf, parseHttpUrl } from "../../http/urls.ts";
import { parts } from "../../db/lists.ts";
import type { Row } from "../../db/schema.ts";
import { signingKey } from "../../keys/load.ts";
import type { Kith } from "../../kith.ts";
import type { Leased } from "../../jobs/worker.ts";
import { isOurs } from "../../uris.ts";
import { toDigest } from "../signatures/digest.ts";
import type { Json } from "../write/complete.ts";
import { pausedUntil } from "./hosts.ts";
import { laneOf } from "./lanes.ts";
import { withProof } from "../proof.ts";

export type Job = Leased<Row<"jobs">>;

export type Envelope = {
  /** Who sends and signs. */
  account_id: number;
  status_id: number | null;
  activity: Json;
  inboxes: Iterable<string>;
  /** 0 what somebody waits for, 1 the usual, 2 what may take its time. */
  priority: 0 | 1 | 2;
  /** With an object integrity proof: for what others may pass on. */
  proof?: boolean;
};

const ROWS = 250;

/** Ends the job, whether or not there is anybody to send to. */
export const send = async (kith: Kith, envelope: Envelope, job: Job): Promise<void> => await sendAll(kith, [envelope], job);

/** The same for a job that has several things to say, in their order. */
export async function sendAll(kith: Kith, envelopes: readonly Envelope[], job: Job): Promise<void> {
  const mail: Mail[] = [];
  for (const envelope of envelopes) mail.push(...(await toMail(kith, envelope)));
  await kith.write(async (tx, happened) => {
    await job.complete(tx);
    for (const { document, deliveries } of mail) {
      await tx.insertInto("documents").values(document).execute();
      for (const part of parts(deliveries, ROWS))
        await tx
          .insertInto("deliveries")
          .values(part)
          .onConflict((oc) => oc.doNothing())
          .execute();
      happened({ type: "document.sent", document_id: document.id });
    }
  });
}

type Mail = { document: Row<"documents">; deliveries: Row<"deliveries">[] };

/** What is written down for an envelope; nothing when no inbox of it is outside. */
async function toMail(kith: Kith, envelope: Envelope): Promise<Mail[]> {
  const inboxes = [...new Set(envelope.inboxes)].filter(
    (inbox) => parseHttpUrl(inbox) !== undefined && !isOurs(kith.instance, inbox),
  );
  if (inboxes.length === 0) return [];
  const document = await toDocument(kith, envelope);
  const paused = await pausedUntil(kith, inboxes.map(hostOf));
  const terms = { priority: envelope.priority, paused };
  return [{ document, deliveries: inboxes.map((inbox) => toDelivery(kith, document, inbox, terms)) }];
}

export async function nothingToSend(kith: Kith, job: Job): Promise<void> {
  await kith.write(async (tx) => await job.complete(tx));
}

async function toDocument(kith: Kith, { account_id, status_id, activity, proof }: Envelope): Promise<Row<"documents">> {
  const signed = proof === true ? withProof(activity, await signingKey(kith, account_id, "ed25519"), kith.now()) : activity;
  const body = JSON.stringify(signed);
  return { id: kith.newId(), account_id, status_id, body, digest: toDigest(Buffer.from(body)), created_at: kith.now() };
}

type Terms = { priority: 0 | 1 | 2; paused: ReadonlyMap<string, number> };

function toDelivery(kith: Kith, document: Row<"documents">, inbox_url: string, { priority, paused }: Terms): Row<"deliveries"> {
  const host = hostOf(inbox_url);
  return {
    id: kith.newId(),
    document_id: document.id,
    inbox_url,
    state: "pending",
    done_at: 0,
    lane: laneOf(kith, host, document.account_id),
    priority,
    run_at: Math.max(kith.now(), paused.get(host) ?? 0),
    attempts: 0,
    leased_until: 0,
    lease: "",
    last_error: "",
  };
}
