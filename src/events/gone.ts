/**
 * Events that are there no more: those who had answered are to hear of it, as they hear that one is called off. What there was to know of it is kept for
 * that and no longer (`missed.ts`), for its status says nothing any more.
 */
import type { Status, Tx } from "../db/schema.ts";
import type { GoneReason } from "../db/values.ts";
import type { Happened } from "../statuses/entry.ts";
import { parts } from "../db/lists.ts";
import { loadComers, type Event } from "./store.ts";

/** People told by one job. */
const AT_ONCE = 100;

/** Whether an event is still to come, or lasts. */
export const isAhead = ({ starts_at, ends_at }: Pick<Event, "starts_at" | "ends_at">, now: number): boolean =>
  (ends_at > 0 ? ends_at : starts_at) > now;

/** With the status goes its event, if it is one. In the transaction that deletes it, while its answers are still there. */
export async function noteDeleted(
  tx: Tx,
  happened: Happened,
  { id, local }: Pick<Status, "id" | "local">,
  now: number,
): Promise<void> {
  const event = await tx.selectFrom("events").selectAll().where("status_id", "=", id).executeTakeFirst();
  if (event !== undefined) await noteGone(tx, happened, { event, local: local === 1, reason: "deleted", now });
}

type Gone = { event: Event; local: boolean; reason: GoneReason; now: number };

/** What is over, and what has been called off, is missed by nobody; what they have been told of is not told again. */
export async function noteGone(tx: Tx, happened: Happened, { event, local, reason, now }: Gone): Promise<void> {
  if (event.state === "cancelled" || !isAhead(event, now)) return;
  const told = await tx
    .updateTable("gone_events")
    .set({ reason, created_at: now })
    .where("event_id", "=", event.id)
    .returning("event_id")
    .executeTakeFirst();
  if (told !== undefined) return;
  const ids = await loadComers(tx, event.id);
  if (local) await tellGuests(tx, happened, event, reason);
  if (ids.length === 0) return;
  const { id: event_id, account_id, title, starts_at, ends_at, all_day, time_zone, place_name, place_address } = event;
  await tx
    .insertInto("gone_events")
    .values({
      event_id,
      account_id,
      reason,
      title,
      starts_at,
      ends_at,
      all_day,
      time_zone,
      place_name,
      place_address,
      created_at: now,
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
  for (const account_ids of parts(ids, AT_ONCE)) happened({ type: "event.missed", event_id, account_ids });
}

/** Guests by letter have nothing but their letters: with the event's row go their addresses, so each hears of it by what is said here. */
async function tellGuests(tx: Tx, happened: Happened, event: Event, reason: GoneReason): Promise<void> {
  const { title, starts_at, ends_at, all_day, time_zone, place_name, place_address } = event;
  const guests = await tx
    .selectFrom("event_rsvps")
    .select(["id as rsvp_id", "name", "email", "locale"])
    .where("event_id", "=", event.id)
    .where("account_id", "is", null)
    .where("state", "in", ["yes", "maybe", "waiting", "pending"])
    .execute();
  const occasion = { title, starts_at, ends_at, all_day, time_zone, place_name, place_address };
  for (const guest of guests) happened({ type: "event.gone", reason, ...guest, ...occasion });
}
