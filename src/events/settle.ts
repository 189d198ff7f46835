/** Who has a place: counted anew, and let in, when something has become of an event held here. */
import { sql } from "kysely";
import type { Tx } from "../db/schema.ts";
import type { RsvpState } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import type { Happened } from "../statuses/entry.ts";
import type { Event, Rsvp } from "./store.ts";

type Ground = Pick<Kith, "newId" | "now">;
const DAY = 86_400_000;

/** What says no end is over a day after its beginning. @param now ms */
export const isOver = ({ starts_at, ends_at }: Pick<Event, "starts_at" | "ends_at">, now: number): boolean =>
  (ends_at > 0 ? ends_at : starts_at + DAY) <= now;

/** Takes the row: of two who want the last place at once the second sees the first. */
export const lockEvent = async (tx: Tx, id: number): Promise<Event | undefined> =>
  await tx
    .updateTable("events")
    .set((eb) => ({ sequence: eb.ref("sequence") }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();

/**
 * Of an event for the members of a group here: whoever is in that no more has no place there, and is told nothing of it any more. Theirs becomes free when
 * something becomes of the event.
 */
export async function dropOutsiders(tx: Tx, { id, status_id }: Pick<Event, "id" | "status_id">): Promise<void> {
  const inside = await tx
    .selectFrom("statuses")
    .innerJoin("groups", "groups.account_id", "statuses.group_id")
    .select("statuses.group_id")
    .where("statuses.id", "=", status_id)
    .where("statuses.visibility", "=", "limited")
    .executeTakeFirst();
  if (inside === undefined) return;
  const members = tx
    .selectFrom("follows")
    .select("account_id")
    .where("target_id", "=", inside.group_id)
    .where("state", "=", "accepted");
  const of = tx.deleteFrom("mentions").where("status_id", "=", status_id).where("blind", "=", 1);
  await of.where("account_id", "not in", members).execute();
  const answers = tx.deleteFrom("event_rsvps").where("event_id", "=", id).where("account_id", "is not", null);
  const { numDeletedRows } = await answers.where("account_id", "not in", members).executeTakeFirst();
  if (numDeletedRows === 0n) return;
  const people = (state: RsvpState) =>
    sql<number>`(select coalesce(sum(number), 0) from event_rsvps where event_id = ${id} and state = ${state})`;
  const counts = { going_count: people("yes"), waiting_count: people("waiting"), maybe_count: people("maybe") };
  await tx.updateTable("events").set(counts).where("id", "=", id).execute();
}

/** Counts anew, and lets those in who have waited longest, as far as there is room. The row is held. */
export async function settle(tx: Tx, kith: Ground, happened: Happened, event: Event): Promise<void> {
  await dropOutsiders(tx, event);
  const rows = await tx
    .selectFrom("event_rsvps")
    .selectAll()
    .where("event_id", "=", event.id)
    .where("state", "in", ["yes", "maybe", "waiting"])
    .orderBy("answered_at")
    .orderBy("id")
    .execute();
  const sum = (state: RsvpState) => rows.filter((row) => row.state === state).reduce((people, row) => people + row.number, 0);
  let going_count = sum("yes");
  let waiting_count = sum("waiting");
  for (const row of rows.filter(({ state }) => state === "waiting")) {
    // Nobody is let in to what is over.
    if (
      event.state === "cancelled" ||
      isOver(event, kith.now()) ||
      (event.capacity > 0 && going_count + row.number > event.capacity)
    )
      break;
    going_count += row.number;
    waiting_count -= row.number;
    await admit(tx, kith, happened, { event, rsvp: row });
  }
  await tx
    .updateTable("events")
    .set({ going_count, waiting_count, maybe_count: sum("maybe") })
    .where("id", "=", event.id)
    .execute();
  happened({ type: "event.counted", event_id: event.id, status_id: event.status_id, account_id: event.account_id });
}

type Admitted = { event: Event; rsvp: Rsvp };

/** From now on they come, and hear of it. */
export async function admit(tx: Tx, kith: Ground, happened: Happened, { event, rsvp }: Admitted): Promise<void> {
  const { id, account_id, uri } = rsvp;
  await tx.updateTable("event_rsvps").set({ state: "yes" }).where("id", "=", id).execute();
  await tellComer(tx, kith, happened, { event, account_id, uri, state: "yes", rsvp_id: id });
}

type Told = { event: Event; account_id: number | null; uri: string; state: RsvpState; rsvp_id: number };

export async function tellComer(
  tx: Tx,
  kith: Ground,
  happened: Happened,
  { event, account_id, uri, state, rsvp_id }: Told,
): Promise<void> {
  if (account_id === null) return happened({ type: "event.guest", rsvp_id, what: state === "yes" ? "admitted" : "declined" });
  const type = state === "yes" ? "event_admitted" : "event_declined";
  await notify(tx, kith, happened, { account_id, type, from_account_id: event.account_id, status_id: event.status_id });
  if (uri !== "") happened({ type: "event.answered", event_id: event.id, account_id, uri, state });
}
