/** The events of statuses, for pages of statuses. */
import { padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads } from "../db/schema.ts";
import type { Event, EventSeries, Rsvp } from "./store.ts";

/** With what the viewer has answered, and by which rule it comes again. */
export type LoadedEvent = Event & { rsvp: Rsvp | undefined; series: EventSeries | undefined };

const selectEvents = prepare((db, { ids }: { ids: number[] }) =>
  db.selectFrom("events").selectAll().where("status_id", "in", ids),
);

/** By status id. @param ids padded */
export async function loadEventsOf(db: Reads, viewer_id: number, ids: number[]): Promise<Map<number, LoadedEvent>> {
  const events = await selectEvents(db, { ids });
  if (events.length === 0) return new Map();
  const answers = viewer_id === 0 ? [] : await loadOwnAnswers(db, viewer_id, events);
  const series = await loadSeries(db, events);
  return new Map(
    events.map((event) => [
      event.status_id,
      { ...event, rsvp: answers.find(({ event_id }) => event_id === event.id), series: series.get(event.series_id ?? 0) },
    ]),
  );
}

const loadOwnAnswers = async (db: Reads, account_id: number, events: readonly Event[]): Promise<Rsvp[]> =>
  await db
    .selectFrom("event_rsvps")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("event_id", "in", padded(events.map(({ id }) => id)))
    .execute();

const loadSeries = async (db: Reads, events: readonly Event[]): Promise<Map<number, EventSeries>> => {
  const ids = [...new Set(events.flatMap(({ series_id }) => series_id ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("event_series").selectAll().where("id", "in", padded(ids)).execute();
  return new Map(rows.map((series) => [series.id, series]));
};

/** Those of the events that come again, as far as there is more to come. */
export const loadComing = async (db: Reads, events: readonly Event[]): Promise<EventSeries[]> =>
  [...(await loadSeries(db, events)).values()].filter(({ announce_at }) => announce_at > 0);

export const findEventOf = async (db: Reads, status_id: number): Promise<Event | undefined> =>
  await db.selectFrom("events").selectAll().where("status_id", "=", status_id).executeTakeFirst();
