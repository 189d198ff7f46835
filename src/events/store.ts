/** Writes the event of a status as it comes, and again when its author has changed it. */
import { sql } from "kysely";
import { flag, toJson } from "../db/columns.ts";
import type { Row, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import type { Happened } from "../statuses/entry.ts";
import type { EntryEvent } from "./draft.ts";
import { dropOutsiders, isOver, settle } from "./settle.ts";

export type Event = Row<"events">;
export type Rsvp = Row<"event_rsvps">;
export type EventSeries = Row<"event_series">;
type Ground = Pick<Kith, "newId" | "now">;
const MOST_TOLD = 1000;
const HOUR = 3_600_000;

const columnsOf = (event: EntryEvent) => ({
  title: event.title,
  note: event.note,
  starts_at: event.starts_at,
  ends_at: event.ends_at,
  time_zone: event.time_zone,
  all_day: flag(event.all_day),
  place_name: event.place_name,
  place_address: event.place_address,
  latitude: event.latitude,
  longitude: event.longitude,
  online_url: event.online_url,
  capacity: event.capacity,
  join_mode: event.join_mode,
  external_url: event.external_url,
  guests_max: event.guests_max,
  mail_guests: flag(event.mail_guests),
  state: event.state,
  categories: toJson([...event.categories]),
  words: [event.title, event.place_name, event.place_address, ...event.categories].join("\n").toLowerCase(),
  organiser_uri: event.organiser_uri,
  ...(event.going_count === undefined ? {} : { going_count: event.going_count }),
});

type Entry = { status: Status; event: EntryEvent; invited: readonly number[] };

/** @param entry `invited`: account ids, whom its status names */
export async function insertEvent(tx: Tx, kith: Ground, { status, event, invited }: Entry): Promise<void> {
  const id = kith.newId();
  const counts = { sequence: 0, going_count: 0, maybe_count: 0, waiting_count: 0 };
  await tx
    .insertInto("events")
    .values({
      id,
      status_id: status.id,
      account_id: status.account_id,
      created_at: kith.now(),
      series_id: event.series?.id ?? null,
      series_date: event.series?.date ?? "",
      ...counts,
      ...columnsOf(event),
    })
    .execute();
  await invite(tx, kith, id, invited);
}

/** Of a status that has waited until now. */
export async function releaseEvent(tx: Tx, kith: Ground, status_id: number, invited: readonly number[]): Promise<void> {
  if (invited.length === 0) return;
  const event = await tx.selectFrom("events").select("id").where("status_id", "=", status_id).executeTakeFirst();
  if (event !== undefined) await invite(tx, kith, event.id, invited);
}

/** Those who have answered already stay what they are. @param account_ids ascending */
export async function invite(tx: Tx, kith: Ground, event_id: number, account_ids: readonly number[]): Promise<void> {
  for (const account_id of account_ids)
    await tx
      .insertInto("event_rsvps")
      .values({ ...blankRsvp(kith, event_id), account_id, state: "none", invited: 1 })
      .onConflict((oc) => oc.columns(["event_id", "account_id"]).doUpdateSet({ invited: 1 }))
      .execute();
}

export const blankRsvp = (kith: Ground, event_id: number): Rsvp => ({
  id: kith.newId(),
  event_id,
  account_id: null,
  state: "none",
  number: 1,
  invited: 0,
  message: "",
  uri: "",
  name: "",
  email: "",
  reminded: 0,
  created_at: kith.now(),
  answered_at: 0,
  locale: "",
});

/** What of an event matters to those who want to come. */
const weighty = (
  event: Pick<Event, "starts_at" | "ends_at" | "place_name" | "place_address" | "online_url" | "state" | "title">,
): string =>
  [event.starts_at, event.ends_at, event.place_name, event.place_address, event.online_url, event.state, event.title].join("\n");

/**
 * Makes the event of a status what an edit says. Of one elsewhere with nothing but another count, only that changes. Who comes is told of what matters to
 * them. `undefined` leaves it as it is.
 */
export async function replaceEvent(
  tx: Tx,
  kith: Ground,
  happened: Happened,
  { status, event, invited }: { status: Status; event: EntryEvent | undefined; invited: readonly number[] },
): Promise<void> {
  if (event === undefined) return;
  const known = await tx.selectFrom("events").selectAll().where("status_id", "=", status.id).executeTakeFirst();
  if (known === undefined) return await insertEvent(tx, kith, { status, event, invited });
  const values = columnsOf(event);
  const changed = weighty({ ...known, ...values }) !== weighty(known);
  const late = values.starts_at > known.starts_at;
  const ahead = values.starts_at - kith.now();
  await tx
    .updateTable("events")
    .set((eb) => ({ ...values, sequence: eb("sequence", "+", changed ? 1 : 0) }))
    .where("id", "=", known.id)
    .execute();
  await dropOutsiders(tx, known);
  await invite(tx, kith, known.id, invited);
  // Whoever has been reminded of the earlier time is to be reminded again, of what is still so far away.
  if (late && ahead > HOUR) {
    const day = ahead > 24 * HOUR ? sql<number>`0` : sql<number>`reminded % 2`;
    await tx.updateTable("event_rsvps").set({ reminded: day }).where("event_id", "=", known.id).execute();
  }
  // There may be room now for those who wait for it.
  if (status.local === 1 && roomOf(values) > roomOf(known)) await settle(tx, kith, happened, { ...known, ...values });
  // What is put right in what is over is news to nobody.
  if (!changed || isOver(values, kith.now())) return;
  for (const account_id of await loadComers(tx, known.id, MOST_TOLD))
    await notify(tx, kith, happened, { account_id, type: "update", from_account_id: status.account_id, status_id: status.id });
  happened({ type: "event.changed", event_id: known.id, status_id: status.id });
}

const roomOf = ({ capacity }: Pick<Event, "capacity">): number => (capacity === 0 ? Number.POSITIVE_INFINITY : capacity);

/** People here who come, may come, or want to; ascending. @param most only the first so many */
export async function loadComers(tx: Tx, event_id: number, most?: number): Promise<number[]> {
  const comers = tx
    .selectFrom("event_rsvps")
    .innerJoin("users", "users.id", "event_rsvps.account_id")
    .select("users.id")
    .where("event_rsvps.event_id", "=", event_id)
    .where("event_rsvps.state", "in", ["yes", "maybe", "waiting", "pending"])
    .orderBy("users.id");
  const rows = await (most === undefined ? comers : comers.limit(most)).execute();
  return rows.map(({ id }) => id);
}
