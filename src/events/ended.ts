/**
 * Answers that end without being taken back: whoever gave them is in the group no more, is blocked by who holds the event or blocks them, is suspended, or is gone. The
 * place is free at once, for who waits for it.
 */
import { expressionBuilder } from "kysely";
import type { DB, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { Happened } from "../statuses/entry.ts";
import { padded } from "../db/lists.ts";
import type { Ended } from "./events.ts";
import { lockEvent, settle } from "./settle.ts";
import type { Rsvp } from "./store.ts";

type Ground = Pick<Kith, "newId" | "now">;
const DAY = 86_400_000;
/** Events that one transaction sees to. */
const AT_ONCE = 100;

/** Of events: what is still to come, or lasts; whoever says no end may stay for a day. */
export const isToCome = (now: number) => {
  const eb = expressionBuilder<DB, "events">();
  return eb.or([eb("events.ends_at", ">", now), eb.and([eb("events.ends_at", "=", 0), eb("events.starts_at", ">", now - DAY)])]);
};

/** In the transaction of whatever has ended them: what begins first, and by a job the rest. What is over stays as it was. */
export async function endAnswers(tx: Tx, kith: Ground, happened: Happened, ended: Ended): Promise<void> {
  if (await endSome(tx, kith, happened, ended)) happened({ type: "answers.left", ...ended });
}

/** The same, of as many events as fit into one transaction. Whether there may be more. */
export async function endSome(
  tx: Tx,
  kith: Ground,
  happened: Happened,
  { account_ids, group_id, holder_ids, aside = false }: Ended,
): Promise<boolean> {
  const now = kith.now();
  let answered = tx
    .selectFrom("event_rsvps")
    .innerJoin("events", "events.id", "event_rsvps.event_id")
    .innerJoin("statuses", "statuses.id", "events.status_id")
    .select(["events.id", "events.status_id", "events.starts_at", "statuses.local"])
    .distinct()
    .where("event_rsvps.account_id", "in", padded(account_ids))
    .where(isToCome(now));
  if (group_id !== undefined)
    answered = answered
      .innerJoin("accounts", "accounts.id", "statuses.group_id")
      .where("statuses.group_id", "=", group_id)
      .where("statuses.visibility", "=", "limited")
      // In a group that is closed nobody moves up.
      .where("accounts.suspended_at", "=", 0) as typeof answered;
  if (holder_ids !== undefined) answered = answered.where("events.account_id", "in", padded(holder_ids));
  const next = await answered.orderBy("events.starts_at").orderBy("events.id").limit(AT_ONCE).execute();
  // In this order all take them.
  for (const { id, status_id, local } of next.toSorted((a, b) => a.id - b.id)) {
    const event = await lockEvent(tx, id);
    if (event === undefined) continue;
    const gone = await tx
      .deleteFrom("event_rsvps")
      .where("event_id", "=", id)
      .where("account_id", "in", padded(account_ids))
      .returningAll()
      .execute();
    if (aside) await setAside(tx, gone);
    const told = tx.deleteFrom("mentions").where("status_id", "=", status_id).where("blind", "=", 1);
    await told.where("account_id", "in", padded(account_ids)).execute();
    if (local === 1 && gone.some(({ state }) => COUNTED.has(state))) await settle(tx, kith, happened, event);
    // Who is suspended or gone says nothing any more: that is heard of the whole account.
    if (local === 0 && (group_id !== undefined || holder_ids !== undefined)) for (const rsvp of gone) takeBack(happened, rsvp);
  }
  return next.length === AT_ONCE;
}

async function setAside(tx: Tx, rsvps: readonly Rsvp[]): Promise<void> {
  const rows = rsvps.flatMap(({ account_id, name: _, email: __, locale: ___, ...kept }) =>
    account_id === null ? [] : [{ ...kept, account_id }],
  );
  if (rows.length === 0) return;
  await tx
    .insertInto("event_rsvps_aside")
    .values(rows)
    .onConflict((oc) => oc.doNothing())
    .execute();
}

const COUNTED: ReadonlySet<Rsvp["state"]> = new Set(["yes", "maybe", "waiting"]);

/** Who holds it elsewhere cannot know: they hear that one of ours does not come. Of others there is nothing to say, and nothing is sent. */
function takeBack(happened: Happened, { id: rsvp_id, event_id, account_id, uri, state }: Rsvp): void {
  if (account_id !== null && uri !== "" && ["yes", "waiting", "pending"].includes(state))
    happened({ type: "event.asked", rsvp_id, event_id, account_id, what: "leave", uri });
}

/** In the transaction that suspends accounts, or notes that they are gone; at most 500. What they hold is told of a moment later. */
export async function leaveEvents(tx: Tx, kith: Ground, happened: Happened, account_ids: readonly number[]): Promise<void> {
  await endAnswers(tx, kith, happened, { account_ids, aside: true });
  await tellOfHeld(tx, happened, { account_ids, type: "events.hidden", now: kith.now() });
}

/** In the transaction that takes that back. */
export async function returnToEvents(tx: Tx, kith: Ground, happened: Happened, account_ids: readonly number[]): Promise<void> {
  await tellOfHeld(tx, happened, { account_ids, type: "events.shown", now: kith.now() });
  await bringBack(tx, happened, account_ids);
}

/** What was set aside of theirs stands again. */
async function bringBack(tx: Tx, happened: Happened, account_ids: readonly number[]): Promise<void> {
  const answered = tx.selectFrom("event_rsvps_aside").select("account_id").distinct();
  for (const { account_id } of await answered.where("account_id", "in", padded(account_ids)).orderBy("account_id").execute())
    happened({ type: "answers.returned", account_id });
}

/**
 * People of a server with which nobody here has to do any more, though none of them is suspended: they hold no place until it is allowed again (`back`), and of what
 * they hold is told what is told of those who are suspended, for nothing is heard of it any more. At most 500.
 */
export async function keepApart(kith: Kith, account_ids: readonly number[], back: boolean): Promise<void> {
  const type = back ? "events.shown" : "events.hidden";
  await kith.write(async (tx, happened) => await tellOfHeld(tx, happened, { account_ids, type, now: kith.now() }));
  for (let more = true; more;)
    more = await kith.write(async (tx, happened) => {
      if (!back) return await endSome(tx, kith, happened, { account_ids, aside: true });
      await bringBack(tx, happened, account_ids);
      return false;
    });
}

/** What they hold is told of, where that is still to come. */
async function tellOfHeld(
  tx: Tx,
  happened: Happened,
  { account_ids, type, now }: { account_ids: readonly number[]; type: "events.hidden" | "events.shown"; now: number },
): Promise<void> {
  const holders = await tx
    .selectFrom("events")
    .select("account_id")
    .distinct()
    .where("account_id", "in", padded(account_ids))
    .where((eb) => eb.or([eb("starts_at", ">", now), eb("ends_at", ">", now)]))
    .orderBy("account_id")
    .execute();
  for (const { account_id } of holders) happened({ type, account_id });
}
