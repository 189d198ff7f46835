/** One calendar of what somebody plans: drafts meant for a day, posts that wait for their time or come again, and events. */
import { contentsOf, loadPlannedDrafts } from "../drafts/drafts.ts";
import { loadEventsOf, type LoadedEvent } from "../events/beside.ts";
import { eventStatusIds } from "../events/load.ts";
import type { Account } from "../db/schema.ts";
import { padded } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { loadRuns } from "../recurring/load.ts";
import { loadScheduledBetween } from "../scheduled/load.ts";
import { draftOf } from "../scheduled/schedule.ts";
import type { Draft } from "../statuses/draft.ts";
import type { Times } from "../words/times.ts";

/** Where an entry stands: local days ("2026-03-03"); `at` in ms, 0 where no time is said. */
type Placed = { id: number; day: string; last_day: string; at: number };

/**
 * `id`: of the draft, the scheduled or recurring status, or the event; of a time of a series that has not been announced yet, of the last that has been.
 * `movable`: to another day, by who looks.
 */
export type Entry =
  | (Placed & { kind: "draft" | "scheduled" | "recurring"; draft: Draft; movable: boolean })
  | (Placed & { kind: "event"; event: LoadedEvent; movable: boolean })
  | (Placed & { kind: "series"; title: string; movable: false });

export type EntryKind = Entry["kind"];

/** From one local day on, up to another that is not in it. */
export type Days = { from: string; until: string };

const DAY = 86_400_000;
const MOST_EVENTS = 300;
/** Days in one view at most: what asks for more gets so many. */
const MOST_DAYS = 100;

/** Noon, so that no change of clocks moves it to another day. */
const noonOf = (day: string): number => Date.parse(`${day}T12:00Z`);
export const dayAfter = (day: string, days: number): string => new Date(noonOf(day) + days * DAY).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((noonOf(to) - noonOf(from)) / DAY);
/** One for which somebody could plan, with room after it. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && text > "1970" && text < "9999" && !Number.isNaN(noonOf(text)) && dayAfter(text, 0) === text;

/** What stands on these days, on the clocks of `times`: the first first, whole days before times. */
export async function loadEntries(kith: Kith, account: Pick<Account, "id">, asked: Days, times: Times): Promise<Entry[]> {
  const days = { from: asked.from, until: [asked.until, dayAfter(asked.from, MOST_DAYS)].toSorted()[0] ?? asked.until };
  const span = { from: times.readMinute(`${days.from}T00:00`), until: times.readMinute(`${days.until}T00:00`) };
  const entries = [
    ...(await draftsOn(kith, account.id, days)),
    ...(await scheduledIn(kith, account.id, span, times)),
    ...(await recurringIn(kith, account.id, span, times)),
    ...(await eventsIn(kith, account.id, span, times)),
    ...(await seriesIn(kith, account.id, span, times)),
  ];
  return entries
    .filter(({ day, last_day }) => day < days.until && last_day >= days.from)
    .toSorted((a, b) => (a.day === b.day ? a.at - b.at || a.id - b.id : a.day < b.day ? -1 : 1));
}

type Span = { from: number; until: number };

async function draftsOn({ db }: Kith, account_id: number, days: Days): Promise<Entry[]> {
  const rows = await loadPlannedDrafts(db, account_id, days);
  return rows.map((row) => ({
    kind: "draft",
    id: row.id,
    day: row.planned_on,
    last_day: row.planned_on,
    at: 0,
    draft: contentsOf(row),
    movable: true,
  }));
}

const onOneDay = (id: number, at: number, times: Times): Placed => {
  const day = times.isoDay(at);
  return { id, at, day, last_day: day };
};

async function scheduledIn({ db }: Kith, account_id: number, span: Span, times: Times): Promise<Entry[]> {
  const rows = await loadScheduledBetween(db, account_id, span);
  return rows.map((row) => ({
    kind: "scheduled",
    ...onOneDay(row.id, row.scheduled_at, times),
    draft: draftOf(row),
    movable: true,
  }));
}

/** As they will come: moving one would be changing the rule. */
async function recurringIn(kith: Kith, account_id: number, span: Span, times: Times): Promise<Entry[]> {
  const runs = await loadRuns(kith, account_id, span);
  return runs.map(({ recurring, at }) => ({
    kind: "recurring",
    ...onOneDay(recurring.id, at, times),
    draft: draftOf(recurring),
    movable: false,
  }));
}

async function eventsIn(kith: Kith, viewer_id: number, { from, until }: Span, times: Times): Promise<Entry[]> {
  // Whole days are those of the event's own zone, which may begin half a day before or after.
  const query = { from: from - DAY, until: until + DAY, around: true, limit: MOST_EVENTS, offset: 0 };
  const ids = await eventStatusIds(kith, viewer_id, query);
  if (ids.length === 0) return [];
  const events = await loadEventsOf(kith.db, viewer_id, padded(ids));
  return [...events.values()].map((event) => ({
    kind: "event",
    id: event.id,
    ...daysOf(event, times),
    event,
    movable: event.account_id === viewer_id && event.state !== "cancelled",
  }));
}

/** Of series of which one sees what was announced last, what is still to be announced. */
async function seriesIn(kith: Kith, account_id: number, { from, until }: Span, times: Times): Promise<Entry[]> {
  const { loadComingTimes } = await import("../events/coming.ts");
  const coming = await loadComingTimes(kith, account_id, { from, until, around: true });
  return coming.map(({ event_id, title, all_day, time_zone, at }) => {
    const day = (all_day ? times.inZone(time_zone) : times).isoDay(at);
    return { kind: "series", id: event_id, at: all_day ? 0 : at, day, last_day: day, title, movable: false };
  });
}

/** The local days of an event; of whole days, those where it takes place. */
function daysOf({ starts_at, ends_at, all_day, time_zone }: LoadedEvent, times: Times): Omit<Placed, "id"> {
  const clock = all_day === 1 ? times.inZone(time_zone) : times;
  const day = clock.isoDay(starts_at);
  return { day, last_day: clock.isoDay(Math.max(starts_at, ends_at - 1)), at: all_day === 1 ? 0 : starts_at };
}
