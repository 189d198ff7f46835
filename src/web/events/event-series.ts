/** Events that come again, as pages: when they are, leaving one out, and ending them. */
import { missing } from "../../errors.ts";
import { loadEventsOf, type LoadedEvent } from "../../events/beside.ts";
import { calendarOf } from "../../events/calendar.ts";
import { getOwnEvent, getVisibleEvent } from "../../events/load.ts";
import { isResting, resumeSeries } from "../../events/resting.ts";
import { comingOf, endSeries, getOwnSeries, seriesOf, skipOne } from "../../events/series.ts";
import type { EventSeries } from "../../events/store.ts";
import { eventSeriesView } from "../../../views/events/event-series.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

const MOST_SHOWN = 12;

async function recurring(visit: Visit): Promise<{ event: LoadedEvent; series: EventSeries }> {
  const { kith, viewer_id } = visit;
  const { status_id } = await getVisibleEvent(kith.db, viewer_id, idParam(visit));
  const event = (await loadEventsOf(kith.db, viewer_id, [status_id])).get(status_id);
  if (event?.series === undefined) throw missing();
  return { event, series: event.series };
}

async function showSeries(visit: Visit): Promise<Answer> {
  const { event, series } = await recurring(visit);
  // The whole of it, in the words in which it was asked for: dates that have been announced are among the times that it comes.
  const { rule } = seriesOf(series);
  const own = event.account_id === visit.viewer_id;
  const refused = own && isResting(series) ? visit.locale.refusal(series.refused) : "";
  const coming = comingOf(series, MOST_SHOWN);
  return show(eventSeriesView(await contextOf(visit), { event, rule, coming, own, refused }));
}

async function showFile(visit: Visit): Promise<Answer> {
  const { event, series } = await recurring(visit);
  const file = await calendarOf(visit.kith, [event], { series: [series] });
  return { file, type: "text/calendar; charset=utf-8", name: `events-${event.id}.ics` };
}

async function skip(visit: Visit): Promise<Answer> {
  const event = await getOwnEvent(visit.kith.db, me(visit), idParam(visit));
  await skipOne(visit.kith, await getOwnSeries(visit.kith.db, me(visit), event), visit.form.text("date"));
  return go(routes.eventPage(event.id, "series"), "events.said_skipped");
}

async function end(visit: Visit): Promise<Answer> {
  const event = await getOwnEvent(visit.kith.db, me(visit), idParam(visit));
  await endSeries(visit.kith, await getOwnSeries(visit.kith.db, me(visit), event));
  return go(routes.eventPage(event.id, "series"), "events.said_ended");
}

async function resume(visit: Visit): Promise<Answer> {
  const event = await getOwnEvent(visit.kith.db, me(visit), idParam(visit));
  await resumeSeries(visit.kith, await getOwnSeries(visit.kith.db, me(visit), event));
  return go(routes.eventPage(event.id, "series"), "events.said_resumed");
}

export const eventSeriesRoutes: readonly Route[] = [
  page("/events/:id/series", "anyone", showSeries),
  page("/events/:id/series.ics", "anyone", showFile),
  action("/events/:id/series/skip", "member", skip),
  action("/events/:id/series/end", "member", end),
  action("/events/:id/series/resume", "member", resume),
];
