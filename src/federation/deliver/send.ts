/**
 * Writes down what is to be sent: the document once, and one row for each inbox that shall have it. The rows are also the receipts.
 *
 * This and the end of the job that asked for it are one transaction, so that nothing is sent twice and nothing is forgotten.
 */
import { hostOf, parseHttpUrl } from "../../http/urls.ts";
import { flag } from "../../db/columns.ts";
import { parts } from "../../db/lists.ts";
import type { Row, Tx } from "../../db/schema.ts";
import { signingKey } from "../../keys/load.ts";
import type { Kith } from "../../kith.ts";
import type { Leased } from "../../jobs/worker.ts";
import { isOurs } from "../../uris.ts";
import { toDigest } from "../signatures/digest.ts";
import type { Json } from "../write/complete.ts";
import { insertHosts, pausesOf } from "./hosts.ts";
import { laneOf } from "./lanes.ts";
import { withLdSignature } from "../ld.ts";
import { withProof } from "../proof.ts";
import { SECURITY } from "../write/context.ts";

export type Job = Leased<Row<"jobs">>;

export type Envelope = {
  /** Who sends and signs. */
  account_id: number;
  status_id: number | null;
  activity: Json;
  inboxes: Iterable<string>;
  /** 0 what somebody waits for, 1 the usual, 2 what may take its time. */
  priority: 0 | 1 | 2;
  /** For everybody: others may pass it on, and see by its signature whose it is. */
  open?: boolean;
  /** It is addressed to the followers of who sends it. */
  for_followers?: boolean;
};

const ROWS = 250;

/** Ends the job, whether or not there is anybody to send to. */
export const send = async (kith: Kith, envelope: Envelope, job: Job): Promise<void> => await sendAll(kith, [envelope], job);

/** The same for a job that has several things to say, in their order. */
export async function sendAll(kith: Kith, envelopes: readonly Envelope[], job?: Job): Promise<void> {
  const mail: Mail[] = [];
  for (const envelope of envelopes) mail.push(...(await toMail(kith, envelope)));
  await kith.write(async (tx, happened) => {
    await job?.complete(tx);
    for (const one of mail) {
      await insertMail(tx, kith, one);
      happened({ type: "document.sent", document_id: one.document.id });
    }
  });
}

/** What another has signed, as it came. `id` is that of the row in which it came, so that it is passed on once. */
export type Forwarded = { id: number; account_id: number; kind: string; body: string; inboxes: Iterable<string> };

/** Passes on what somebody else has said: its bytes say whose it is, and `account_id` signs the requests. */
export async function forward(kith: Kith, { id, account_id, kind, body, inboxes }: Forwarded): Promise<void> {
  const digest = toDigest(Buffer.from(body));
  const [for_followers, takes_back] = [flag(false), flag(TAKES_BACK.includes(kind))];
  const document = { id, account_id, status_id: null, kind, body, digest, created_at: kith.now(), for_followers, takes_back };
  const outside = outsideOf(kith, inboxes);
  if (outside.length === 0) return;
  const mail = await address(kith, document, outside, 2);
  await kith.write(async (tx, happened) => {
    if (await insertMail(tx, kith, mail)) happened({ type: "document.sent", document_id: id });
  });
}

/** False when the document was there already: its deliveries are, too. */
async function insertMail(tx: Tx, kith: Kith, { document, deliveries, strangers }: Mail): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("documents")
    .values(document)
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) return false;
  await insertHosts(tx, kith, strangers);
  for (const part of parts(deliveries, ROWS))
    await tx
      .insertInto("deliveries")
      .values(part)
      .onConflict((oc) => oc.doNothing())
      .execute();
  return true;
}

type Mail = {
  document: Row<"documents">;
  deliveries: Row<"deliveries">[];
  /** Hosts of them that nothing was sent to before. */
  strangers: string[];
};

/** What is written down for an envelope; nothing when no inbox of it is outside. */
async function toMail(kith: Kith, envelope: Envelope): Promise<Mail[]> {
  const inboxes = outsideOf(kith, envelope.inboxes);
  return inboxes.length === 0 ? [] : [await address(kith, await toDocument(kith, envelope), inboxes, envelope.priority)];
}

const outsideOf = ({ instance }: Kith, inboxes: Iterable<string>): string[] =>
  [...new Set(inboxes)].filter((inbox) => parseHttpUrl(inbox) !== undefined && !isOurs(instance, inbox));

async function address(kith: Kith, document: Row<"documents">, inboxes: string[], priority: 0 | 1 | 2): Promise<Mail> {
  const hosts = [...new Set(inboxes.map(hostOf))];
  const paused = await pausesOf(kith, hosts);
  const deliveries = inboxes.map((inbox) => toDelivery(kith, document, inbox, { priority, paused }));
  return { document, deliveries, strangers: hosts.filter((host) => !paused.has(host)) };
}

export async function nothingToSend(kith: Kith, job: Job): Promise<void> {
  await kith.write(async (tx) => await job.complete(tx));
}

/** Signed once, whoever gets it. */
async function toDocument(kith: Kith, envelope: Envelope): Promise<Row<"documents">> {
  const { account_id, status_id, activity, for_followers } = envelope;
  const body = JSON.stringify(await sign(kith, envelope));
  const kind = typeof activity["type"] === "string" ? activity["type"].slice(0, 50) : "";
  const digest = toDigest(Buffer.from(body));
  const row = { id: kith.newId(), account_id, status_id, kind, body, digest, created_at: kith.now() };
  return { ...row, for_followers: flag(for_followers === true), takes_back: flag(takesBack(activity)) };
}

const TAKES_BACK: readonly unknown[] = ["Block", "Delete", "Leave", "Reject", "Remove", "Undo"];

/** It ends or undoes something, be it said by a group of what is done in it. */
const takesBack = ({ type, object }: Json): boolean =>
  TAKES_BACK.includes(type) ||
  (type === "Announce" && typeof object === "object" && object !== null && "type" in object && TAKES_BACK.includes(object.type));

/** Everything has a proof; what is for everybody has Mastodon's signature as well. */
async function sign(kith: Kith, { account_id, activity, open }: Envelope): Promise<Json> {
  const passable = open === true && mayBePassedOn(kith, activity);
  const context = passable ? [...new Set([activity["@context"], SECURITY].flat())] : activity["@context"];
  const now = kith.now();
  const proven = withProof({ ...activity, "@context": context }, await signingKey(kith, account_id, "ed25519"), now);
  return passable ? await withLdSignature(proven, await signingKey(kith, account_id), now) : proven;
}

/** Where only those may read who show who they are, nothing is made to be shown around; but that something is gone, all may say (as Mastodon has it). */
const mayBePassedOn = ({ instance }: Kith, { type }: Json): boolean =>
  type === "Delete" || !(instance.federation.authorized_fetch || instance.federation.limited);

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
