/** The times at which events come again that are not announced yet, for calendars: of those series of which a reader sees what was announced last. */
import { fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { occurrences } from "../recurrence/walk.ts";
import { loadEventsOf } from "./beside.ts";
import { eventStatusIds, type EventQuery } from "./load.ts";
import { seriesOf } from "./series.ts";
import type { EventSeries } from "./store.ts";

/** `event_id`: of the one that was announced last, where all dates are told; `at` in ms. */
export type ComingTime = { event_id: number; title: string; all_day: boolean; time_zone: string; at: number };

const MOST_SERIES = 100;
/** Of one series, and of all. */
const MOST_TIMES = 100;
const MOST = 500;

/** From `from` (ms) on, up to `until`, which is not in it. @param which whose, as in `eventStatusIds` */
export async function loadComingTimes(
  kith: Kith,
  viewer_id: number,
  { from, until, ...which }: { from: number; until: number } & Pick<EventQuery, "around">,
): Promise<ComingTime[]> {
  const ids = await eventStatusIds(kith, viewer_id, { ...which, coming: until, limit: MOST_SERIES, offset: 0 });
  if (ids.length === 0) return [];
  const events = [...(await loadEventsOf(kith.db, viewer_id, padded(ids))).values()];
  return events.flatMap(({ id, series }) => (series === undefined ? [] : timesOf(series, id, { from, until }))).slice(0, MOST);
}

function timesOf(series: EventSeries, event_id: number, { from, until }: { from: number; until: number }): ComingTime[] {
  const { title, all_day } = fromJson(series.event);
  const { time_zone } = series;
  const times: ComingTime[] = [];
  for (const { at } of occurrences(seriesOf(series), Math.max(from, series.next_at))) {
    if (at >= until || times.length === MOST_TIMES) break;
    times.push({ event_id, title, all_day, time_zone, at });
  }
  return times;
}
