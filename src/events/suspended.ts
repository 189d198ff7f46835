/**
 * Whoever is suspended holds no place at an event, for who waits is not to wait for them. What they had answered is set aside, and stands again when the suspension ends:
 * with a place, if there is one that nobody waits for, else at the end of the waiting list.
 */
import { findAccountById } from "../accounts/find.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account, Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import type { Happened } from "../statuses/entry.ts";
import { insertAddressees } from "../statuses/parts.ts";
import { hasRoom } from "./answer.ts";
import { isOver, lockEvent, settle, tellComer } from "./settle.ts";
import { blankRsvp, type Event, type Rsvp } from "./store.ts";

type Ground = Pick<Kith, "newId" | "now">;
type Aside = Row<"event_rsvps_aside">;
const AT_ONCE = 50;

/** The handler of a job. Each answer is a transaction of its own: it takes the event's row. */
export async function returnAnswers(kith: Kith, { account_id }: KithEventOf<"answers.returned">): Promise<void> {
  for (let last = 0; ;) {
    const account = await findAccountById(kith.db, account_id);
    if (account === undefined || account.suspended_at > 0) return;
    const rows = await kith.db
      .selectFrom("event_rsvps_aside")
      .selectAll()
      .where("account_id", "=", account_id)
      .where("event_id", ">", last)
      .orderBy("event_id")
      .limit(AT_ONCE)
      .execute();
    if (rows.length === 0) return;
    last = rows.at(-1)?.event_id ?? last;
    for (const row of rows) await kith.write(async (tx, happened) => await returnOne(tx, kith, happened, { row, account }));
  }
}

type Returning = { row: Aside; account: Account };

/** What is over by now, or between people of whom one has blocked the other or their server, does not come back; nor does what has been answered anew. */
async function returnOne(tx: Tx, kith: Kith, happened: Happened, { row, account }: Returning): Promise<void> {
  const event = await lockEvent(tx, row.event_id);
  const { numDeletedRows } = await tx.deleteFrom("event_rsvps_aside").where("id", "=", row.id).executeTakeFirst();
  if (event === undefined || numDeletedRows === 0n || isOver(event, kith.now())) return;
  const pair = [account.id, event.account_id] as const;
  if ((await isBlockedBetween(tx, ...pair)) || (await isBlockedBetween(tx, pair[1], pair[0]))) return;
  const holder = await findAccountById(tx, event.account_id);
  const here = holder?.host === "";
  const rsvp = here ? await placed(tx, kith, event, row) : row;
  const made = await tx
    .insertInto("event_rsvps")
    .values({ ...blankRsvp(kith, event.id), ...rsvp })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  // One elsewhere decides itself who has a place, and says so.
  if (made === undefined || !here) return;
  if (account.host !== "") await insertAddressees(tx, { id: event.status_id }, [account.id], "blindly");
  await tell(tx, kith, happened, { event, row, rsvp, account });
  await settle(tx, kith, happened, event);
}

/** What an answer to one of our events comes to now. */
async function placed(tx: Tx, { now }: Ground, event: Event, row: Aside): Promise<Aside> {
  if ((row.state !== "yes" && row.state !== "waiting") || event.state === "cancelled") return row;
  return { ...row, state: (await hasRoom(tx, event, row.number, row.id)) ? "yes" : "waiting", answered_at: now() };
}

type Told = Returning & { event: Event; rsvp: Pick<Rsvp, "id" | "state" | "uri"> };

/** Whoever had a place and waits now, or the other way round, is to know it. */
async function tell(tx: Tx, kith: Kith, happened: Happened, { event, row, rsvp, account }: Told): Promise<void> {
  const { id: rsvp_id, state, uri } = rsvp;
  if (state === row.state) return;
  if (state === "yes") return await tellComer(tx, kith, happened, { event, account_id: account.id, uri, state, rsvp_id });
  const { account_id: from_account_id, status_id } = event;
  await notify(tx, kith, happened, { account_id: account.id, type: "event_waiting", from_account_id, status_id });
  if (uri !== "") happened({ type: "event.answered", event_id: event.id, account_id: account.id, uri, state });
}
