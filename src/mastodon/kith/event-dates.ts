/** `/api/kith/v1/events/…`: events as calendars, when one comes again, and guests without an account. */
import { z } from "zod";
import { rfc3339 } from "../../db/columns.ts";
import { calendarOf, feedSecret, renewFeed } from "../../events/calendar.ts";
import { askAsGuest } from "../../events/guests.ts";
import { getOwnEvent, getVisibleEvent } from "../../events/load.ts";
import { resumeSeries } from "../../events/resting.ts";
import { comingOf, findSeries, getOwnSeries, skipOne } from "../../events/series.ts";
import type { Event } from "../../events/store.ts";
import { preferredLanguage } from "../../words/languages.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  nothing,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "../respond.ts";
import { parse, text, whole } from "../shapes.ts";

const guest = z.object({ name: text(100), email: text(320), number: whole(1, 21).nullish() });

const eventParam = async (request: ApiRequest): Promise<Event> =>
  await getVisibleEvent(request.kith.db, request.viewer_id, idParam(request));

const at = "/api/kith/v1/events";
const [read, write] = [anyone("read:statuses"), user("write:statuses")];

/** Whoever knows the address reads it, without signing in. */
const feedOf = ({ kith }: ApiRequest, secret: string): Answer =>
  answer({ url: `${kith.instance.origin}/events/feed/${secret}.ics` });

export const eventDateRoutes: readonly Route[] = [
  get(`${at}/feed`, user("read:statuses"), async (request) => feedOf(request, await feedSecret(request.kith, me(request).id))),
  post(`${at}/feed/renew`, write, async (request) => feedOf(request, await renewFeed(request.kith, me(request).id))),
  get(`${at}/:id/ics`, read, async (request) => {
    const event = await eventParam(request);
    return { body: await calendarOf(request.kith, [event]), type: "text/calendar; charset=utf-8" };
  }),
  get(`${at}/:id/dates`, read, async (request) => {
    const series = await findSeries(request.kith.db, (await eventParam(request)).series_id);
    return answer(series === undefined ? [] : comingOf(series, 20).map(({ date, at: ms }) => ({ date, start: rfc3339(ms) })));
  }),
  del(`${at}/:id/dates/:date`, write, async (request) => {
    const event = await getOwnEvent(request.kith.db, me(request), idParam(request));
    await skipOne(request.kith, await getOwnSeries(request.kith.db, me(request), event), request.params["date"] ?? "");
    return nothing;
  }),
  post(`${at}/:id/resume`, write, async (request) => {
    const event = await getOwnEvent(request.kith.db, me(request), idParam(request));
    await resumeSeries(request.kith, await getOwnSeries(request.kith.db, me(request), event));
    return nothing;
  }),
  post(`${at}/:id/guests`, { who: "any", limit: "sign-up" }, async (request) => {
    const { name, email, number } = parse(request.body, guest);
    const locale = preferredLanguage(request.header("accept-language")) ?? "";
    await askAsGuest(request.kith, await eventParam(request), { name, email, number: number ?? 1, ip: request.ip, locale });
    return nothing;
  }),
];
