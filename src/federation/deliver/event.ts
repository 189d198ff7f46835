/** Asks those who hold events elsewhere, answers those elsewhere who ask, and tells how many come. Each is the handler of a job. */
import { findAccountById } from "../../accounts/find.ts";
import type { Account, Row, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findStatusById } from "../../statuses/find.ts";
import { letsAnybodyCome } from "../../hosts/software.ts";
import type { Json } from "../write/complete.ts";
import { toIgnore, toJoin, toJoinAnswer, toLeave, toMaybe, toTold, toUntold, type Asking } from "../write/event.ts";
import { inboxesOf } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";
import { inboxesAbout } from "./through.ts";
import { deliverRefreshed } from "./quote.ts";

type Parties = { event: Row<"events">; status: Status; holder: Account; account: Account };

async function loadParties(
  kith: Kith,
  { event_id, account_id }: { event_id: number; account_id: number },
): Promise<Parties | undefined> {
  const event = await kith.db.selectFrom("events").selectAll().where("id", "=", event_id).executeTakeFirst();
  const status = event === undefined ? undefined : await findStatusById(kith.db, event.status_id);
  const holder = event === undefined ? undefined : await findAccountById(kith.db, event.account_id);
  const account = await findAccountById(kith.db, account_id);
  if (event === undefined || status === undefined || holder === undefined || account === undefined) return undefined;
  return { event, status, holder, account };
}

/** Join, Leave, TentativeAccept (perhaps) or Ignore (no, of whom one has asked nothing), by one of ours. */
export async function deliverAsking(kith: Kith, asked: KithEventOf<"event.asked">, job: Job): Promise<void> {
  const parties = await loadParties(kith, asked);
  if (parties === undefined || parties.account.host !== "" || parties.holder.host === "") return await nothingToSend(kith, job);
  const { status, holder, account } = parties;
  const asking: Asking = { uri: asked.uri, actor_uri: account.uri, object_uri: status.uri, to: holder.uri };
  const activity = (await letsAnybodyCome(kith.db, holder.host)) ? toldOf(asked, asking) : await askingOf(kith, asked, asking);
  if (activity === undefined) return await nothingToSend(kith, job);
  // Who holds it knows whom they have answered, also when the group in which it is does not know them any more.
  const inboxes = asked.what === "leave" ? await inboxesOf(kith, [holder.id], "own") : await inboxesAbout(kith, status);
  await send(kith, { account_id: account.id, status_id: null, activity, inboxes, priority: 0 }, job);
}

const ANSWERED = { join: "yes", maybe: "maybe", ignore: "no" } as const;

const toldOf = ({ what, was }: KithEventOf<"event.asked">, asking: Asking): Json =>
  what === "leave" ? toUntold(asking, was ?? "yes") : toTold(asking, ANSWERED[what]);

async function askingOf(kith: Kith, asked: KithEventOf<"event.asked">, asking: Asking): Promise<Json | undefined> {
  if (asked.what === "join") return await joinOf(kith, asked, asking);
  const uri = `${asking.actor_uri}#${asked.what}/${asked.event_id}/${kith.newId()}`;
  return { leave: toLeave, maybe: toMaybe, ignore: toIgnore }[asked.what](asking, uri);
}

/** Undefined for what has been taken back before it was sent. */
async function joinOf({ db }: Kith, { rsvp_id, uri }: KithEventOf<"event.asked">, asking: Asking) {
  const rsvp = await db.selectFrom("event_rsvps").selectAll().where("id", "=", rsvp_id).executeTakeFirst();
  return rsvp === undefined || rsvp.uri !== uri || rsvp.state !== "pending"
    ? undefined
    : toJoin(asking, { message: rsvp.message, people: rsvp.number });
}

const ANSWERS = { yes: "Accept", waiting: "TentativeAccept", declined: "Reject" } as const;

/** Accept, TentativeAccept (there is no place yet) or Reject, to somebody elsewhere. Somebody waits for it. */
export async function deliverJoinAnswer(kith: Kith, answered: KithEventOf<"event.answered">, job: Job): Promise<void> {
  const parties = await loadParties(kith, answered);
  const type =
    answered.state === "yes" || answered.state === "waiting" || answered.state === "declined"
      ? ANSWERS[answered.state]
      : undefined;
  if (
    parties === undefined ||
    type === undefined ||
    parties.account.host === "" ||
    parties.holder.host !== "" ||
    answered.uri === ""
  )
    return await nothingToSend(kith, job);
  const { status, holder, account } = parties;
  const join: Asking = { uri: answered.uri, actor_uri: account.uri, object_uri: status.uri, to: holder.uri };
  // Each answer has an id of its own: said again, it must not be taken for the one before.
  const activity = toJoinAnswer(join, { uri: `${holder.uri}#${type.toLowerCase()}s/${kith.newId()}`, type });
  await send(kith, { account_id: holder.id, status_id: null, activity, inboxes: [account.inbox_url], priority: 0 }, job);
}

/** How many come, to whoever has the event: no edit, as the count of a poll is none. */
export async function deliverAttendance(
  kith: Kith,
  { status_id, account_id }: KithEventOf<"event.counted">,
  job: Job,
): Promise<void> {
  const status = await findStatusById(kith.db, status_id);
  if (status === undefined || status.local === 0 || status.deleted_at > 0) return await nothingToSend(kith, job);
  await deliverRefreshed(kith, { type: "status.refreshed", status_id, account_id, local: true }, job);
}
