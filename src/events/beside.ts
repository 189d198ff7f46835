/** The events of statuses, for pages of statuses. */
import { padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads } from "../db/schema.ts";
import type { Event, Rsvp } from "./store.ts";

/** With what the viewer has answered. */
export type LoadedEvent = Event & { rsvp: Rsvp | undefined };

const selectEvents = prepare((db, { ids }: { ids: number[] }) =>
  db.selectFrom("events").selectAll().where("status_id", "in", ids),
);

/** By status id. @param ids padded */
export async function loadEventsOf(db: Reads, viewer_id: number, ids: number[]): Promise<Map<number, LoadedEvent>> {
  const events = await selectEvents(db, { ids });
  if (events.length === 0) return new Map();
  const answers = viewer_id === 0 ? [] : await loadOwnAnswers(db, viewer_id, events);
  return new Map(
    events.map((event) => [event.status_id, { ...event, rsvp: answers.find(({ event_id }) => event_id === event.id) }]),
  );
}

const loadOwnAnswers = async (db: Reads, account_id: number, events: readonly Event[]): Promise<Rsvp[]> =>
  await db
    .selectFrom("event_rsvps")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("event_id", "in", padded(events.map(({ id }) => id)))
    .execute();

export const findEventOf = async (db: Reads, status_id: number): Promise<Event | undefined> =>
  await db.selectFrom("events").selectAll().where("status_id", "=", status_id).executeTakeFirst();
