/**
 * Coming and not coming: what people here and elsewhere answer to events that are held here and elsewhere.
 *
 * Of an event held here we decide, at once and in one transaction that holds its row, so that the last place goes to one. Of one elsewhere its organiser does: we ask,
 * and wait.
 */
import { assertHere } from "../accounts/rules.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import type { RsvpState } from "../db/values.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import { letsAnybodyCome } from "../hosts/software.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import type { Happened } from "../statuses/entry.ts";
import { insertAddressees } from "../statuses/parts.ts";
import { actorUri } from "../uris.ts";
import { EVENT_LIMITS } from "./draft.ts";
import { isOver, lockEvent, settle } from "./settle.ts";
import { blankRsvp, type Event, type Rsvp } from "./store.ts";

export type Answered = "yes" | "maybe" | "no";
export type Answer = { answer: Answered; number?: number | undefined; message?: string | undefined };

export const findRsvp = async (db: Reads, event_id: number, account_id: number): Promise<Rsvp | undefined> =>
  await db
    .selectFrom("event_rsvps")
    .selectAll()
    .where("event_id", "=", event_id)
    .where("account_id", "=", account_id)
    .executeTakeFirst();

/**
 * Somebody here answers an event that they may see.
 *
 * @returns what became of it: they may have to wait
 * @throws Refusal `invalid`, `forbidden`
 */
export async function answerEvent(kith: Kith, account: Account, event: Event, asked: Answer): Promise<Rsvp> {
  assertHere(account);
  return await kith.write(async (tx, happened) => {
    const locked = await lockEvent(tx, event.id);
    if (locked === undefined) throw missing();
    assertMayAnswer(locked, account, asked, kith.now());
    const holder = await tx.selectFrom("accounts").selectAll().where("id", "=", locked.account_id).executeTakeFirstOrThrow();
    if (await isBlockedBetween(tx, account.id, holder.id)) throw missing();
    const before = await findRsvp(tx, locked.id, account.id);
    const number = asked.answer === "no" ? 1 : Math.max(1, Math.trunc(asked.number ?? before?.number ?? 1));
    const values = { number, message: (asked.message ?? "").slice(0, EVENT_LIMITS.message), answered_at: kith.now() };
    if (holder.host !== "")
      return await ask(tx, kith, happened, { host: holder.host, event: locked, account, before, values, answer: asked.answer });
    const verdict = await judge(tx, locked, { answer: asked.answer, number, before });
    if (verdict === undefined) throw forbidden("Only those who are invited may come");
    const rsvp = await keep(tx, {
      ...(before ?? blankRsvp(kith, locked.id)),
      account_id: account.id,
      ...values,
      ...verdict,
      answered_at: turnOf(kith, verdict, before),
    });
    await settle(tx, kith, happened, locked);
    if (verdict.state === "pending" && before?.state !== "pending")
      await tellHolder(tx, kith, happened, { event: locked, from_account_id: account.id });
    return rsvp;
  });
}

function assertMayAnswer(event: Event, account: Account, { answer, number = 1 }: Answer, now: number): void {
  if (event.account_id === account.id) throw invalid("Validation failed: You hold this event yourself");
  if (event.state === "cancelled" && answer !== "no") throw invalid("Validation failed: The event has been cancelled");
  if (isOver(event, now)) throw invalid("Validation failed: The event is over");
  if (event.join_mode === "external" && answer === "yes")
    throw invalid("Validation failed: One joins this event on another page");
  if (number - 1 > event.guests_max) throw invalid(`Validation failed: You may bring ${event.guests_max} people`);
}

type Wish = { answer: Answered; number: number; before: Pick<Rsvp, "state" | "invited" | "id" | "number"> | undefined };
/** `number`: fewer than asked for where there is no room for those who are to come along besides. */
type Verdict = Pick<Rsvp, "state" | "number">;

/** What an answer to one of our events comes to; undefined for who may not come. The row is held. */
export async function judge(tx: Tx, event: Event, { answer, number, before }: Wish): Promise<Verdict | undefined> {
  // Who has been turned away is let in by the organiser alone, whatever they say in between.
  if (before?.state === "declined") return { state: "declined", number };
  if (answer === "no") return { state: "no", number };
  const invited = before?.invited === 1;
  if (event.join_mode === "invited" && !invited) return undefined;
  if (answer === "maybe") return { state: "maybe", number };
  const let_in = invited || before?.state === "yes" || before?.state === "waiting";
  if (event.join_mode === "approval" && !let_in) return { state: "pending", number };
  // Whoever has a place keeps it.
  if (before?.state === "yes" && number <= before.number) return { state: "yes", number };
  if (await hasRoom(tx, event, number, before?.id ?? 0)) return { state: "yes", number };
  return before?.state === "yes" ? { state: "yes", number: before.number } : { state: "waiting", number };
}

/** Since when an answer stands (ms): whoever waits already keeps their turn, unless they want more places. */
const turnOf = ({ now }: Pick<Kith, "now">, { state, number }: Verdict, before: Rsvp | undefined): number =>
  state === "waiting" && before?.state === "waiting" && number <= before.number ? before.answered_at : now();

/** Whether so many find a place beside all others, of whom none waits already. */
export async function hasRoom(tx: Tx, { id, capacity }: Event, number: number, own_id: number): Promise<boolean> {
  if (capacity === 0) return true;
  const rows = await tx
    .selectFrom("event_rsvps")
    .select(({ fn }) => ["state", fn.sum<number>("number").as("people")])
    .where("event_id", "=", id)
    .where("id", "<>", own_id)
    .where("state", "in", ["yes", "waiting"])
    .groupBy("state")
    .execute();
  const people = (state: RsvpState) => Number(rows.find((row) => row.state === state)?.people ?? 0);
  return people("yes") + number <= capacity && people("waiting") === 0;
}

async function keep(tx: Tx, rsvp: Rsvp): Promise<Rsvp> {
  const { id: _, event_id: __, account_id: ___, created_at: ____, ...values } = rsvp;
  return await tx
    .insertInto("event_rsvps")
    .values(rsvp)
    .onConflict((oc) => oc.columns(["event_id", "account_id"]).doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
}

const FREELY = { yes: "join", maybe: "maybe", no: "ignore" } as const;

/** Asks the organiser elsewhere, on `host`, or takes it back. */
type Asking = {
  host: string;
  event: Event;
  account: Account;
  before: Rsvp | undefined;
  values: Pick<Rsvp, "number" | "message" | "answered_at">;
  answer: Answered;
};

async function ask(tx: Tx, kith: Kith, happened: Happened, asking: Asking): Promise<Rsvp> {
  const { event, account, before, values, answer } = asking;
  const rsvp = before ?? blankRsvp(kith, event.id);
  const asked = { type: "event.asked", event_id: event.id, account_id: account.id } as const;
  // What comes twice under one id is done once: each time one asks has an id of its own.
  const fresh = `${actorUri(kith.instance, account.id)}#joins/${event.id}/${kith.newId()}`;
  if (await letsAnybodyCome(tx, asking.host)) {
    const kept = await keep(tx, { ...rsvp, account_id: account.id, ...values, state: answer, uri: fresh });
    const { state: was, uri } = rsvp;
    // There they stand beside each other: what was said before is taken back.
    if (uri !== "")
      happened({ ...asked, rsvp_id: kept.id, what: "leave", uri, ...(was === "maybe" || was === "no" ? { was } : {}) });
    happened({ ...asked, rsvp_id: kept.id, what: FREELY[answer], uri: fresh });
    return kept;
  }
  const joined = ["yes", "waiting", "pending"].includes(rsvp.state) && rsvp.uri !== "";
  const uri = answer === "yes" ? fresh : rsvp.uri;
  const state: RsvpState = answer === "yes" ? "pending" : answer;
  const kept = await keep(tx, { ...rsvp, account_id: account.id, ...values, state, uri });
  const what = answer === "yes" ? "join" : answer === "maybe" ? "maybe" : joined ? "leave" : "ignore";
  if (what === "maybe" && joined) happened({ ...asked, rsvp_id: kept.id, what: "leave", uri: rsvp.uri });
  happened({ ...asked, rsvp_id: kept.id, what, uri });
  return kept;
}

/** Somebody elsewhere wants to come to one of ours, which they may see. Twice is once. @throws nothing: whoever may not come is told so */
export async function receiveAnswer(
  kith: Kith,
  actor: Account,
  event: Event,
  { answer, uri, number = 1, message = "" }: Answer & { uri: string },
): Promise<void> {
  await kith.write(async (tx, happened) => {
    const locked = await lockEvent(tx, event.id);
    if (locked === undefined || locked.account_id === actor.id) return;
    const before = await findRsvp(tx, locked.id, actor.id);
    if (answer === "no" && before === undefined) return;
    const people = Math.min(Math.max(1, number), 1 + locked.guests_max);
    const shut = locked.state === "cancelled" || isOver(locked, kith.now()) || locked.join_mode === "external";
    const blocked = await isBlockedBetween(tx, actor.id, locked.account_id);
    const verdict = shut || blocked ? undefined : await judge(tx, locked, { answer, number: people, before });
    const state = verdict?.state;
    if (state === undefined && answer !== "no") {
      happened({ type: "event.answered", event_id: locked.id, account_id: actor.id, uri, state: "declined" });
      return;
    }
    const values = {
      number: verdict?.number ?? people,
      message: message.slice(0, EVENT_LIMITS.message),
      // Whoever takes back what was turned away can still be told that they are let in.
      uri: uri || (state === "declined" ? (before?.uri ?? "") : ""),
      answered_at: verdict === undefined ? kith.now() : turnOf(kith, verdict, before),
    };
    await keep(tx, { ...(before ?? blankRsvp(kith, locked.id)), account_id: actor.id, ...values, state: state ?? "no" });
    // They hear of changes, and of its end, whether or not they follow who holds it.
    await insertAddressees(tx, { id: locked.status_id }, [actor.id], "blindly");
    if (answer === "yes" && state !== undefined && state !== "pending")
      happened({ type: "event.answered", event_id: locked.id, account_id: actor.id, uri, state });
    if (state === "pending" && before?.state !== "pending")
      await tellHolder(tx, kith, happened, { event: locked, from_account_id: actor.id });
    await settle(tx, kith, happened, locked);
  });
}

/** What stands for each answer of somebody elsewhere. */
const STANDS: Readonly<Record<Answered, readonly RsvpState[]>> = {
  yes: ["yes", "waiting", "pending"],
  maybe: ["maybe"],
  no: ["no"],
};

/** They take back what they answered, if it is that which stands: what they answer instead may have come before. */
export async function receiveUnanswer(kith: Kith, actor: Account, event: Event, answer: Answered): Promise<void> {
  await kith.write(async (tx, happened) => {
    const locked = await lockEvent(tx, event.id);
    const before = locked === undefined ? undefined : await findRsvp(tx, locked.id, actor.id);
    if (locked === undefined || before === undefined || !STANDS[answer].includes(before.state)) return;
    await keep(tx, { ...before, state: "no", answered_at: kith.now() });
    await settle(tx, kith, happened, locked);
  });
}

type Asked = { event: Event; from_account_id: number };

const tellHolder = async (tx: Tx, kith: Kith, happened: Happened, { event, from_account_id }: Asked): Promise<void> =>
  void (await notify(tx, kith, happened, {
    account_id: event.account_id,
    type: "event_request",
    from_account_id,
    status_id: event.status_id,
  }));
