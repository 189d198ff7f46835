/** `/api/kith/v1/calendar`: what one plans, day by day on one's own clocks, and moving it. */
import { z } from "zod";
import { localeOfUser } from "../../access/language.ts";
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import { getUser } from "../../accounts/users.ts";
import { rfc3339 } from "../../db/columns.ts";
import { invalid } from "../../errors.ts";
import { planDigest } from "../../mailing/digest.ts";
import { dayAfter, isDay, loadEntries, type Entry } from "../../planning/calendar.ts";
import { moveEntry } from "../../planning/move.ts";
import { isTimeZone } from "../../words/locale.ts";
import { renderEvent } from "../entities/event.ts";
import { renderBar, renderParams, type Bars } from "../entities/scheduled.ts";
import { sceneOf, type Scene } from "../entities/scene.ts";
import { answer, get, me, myUser, nothing, patch, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { id, parse, text, textOf } from "../shapes.ts";

const PATH = "/api/kith/v1/calendar";
/** Days, when no end is named. */
const USUAL = 31;

const moves = z.object({
  type: z.enum(["draft", "scheduled", "event", "recurring", "series"], "is not included in the list"),
  id,
  day: text(20),
});

const render = (entry: Entry, bars: Bars, scene: Scene) => ({
  type: entry.kind,
  id: String(entry.id),
  day: entry.day,
  last_day: entry.last_day,
  at: entry.at === 0 ? null : rfc3339(entry.at),
  movable: entry.movable,
  title: entry.kind === "event" ? entry.event.title : entry.kind === "series" ? entry.title : null,
  params: "draft" in entry ? renderParams(entry.draft) : null,
  barred: "draft" in entry ? renderBar(entry.draft, bars) : null,
  event: entry.kind === "event" ? renderEvent(entry.event, scene) : null,
});

/** @throws Refusal `invalid` for what is no day */
function dayOf(request: ApiRequest, name: string, otherwise: string): string {
  const asked = textOf(request.query[name]);
  if (asked !== "" && !isDay(asked)) throw invalid("Validation failed: Day is no date");
  return asked === "" ? otherwise : asked;
}

async function list(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { times } = localeOfUser(kith, myUser(request));
  const from = dayOf(request, "from", times.isoDay(kith.now()));
  const until = dayOf(request, "until", dayAfter(from, USUAL));
  const scene = sceneOf(kith);
  const entries = await loadEntries(kith, me(request), { from, until }, times);
  const bars = await (
    await import("../bars.ts")
  ).loadBarsOf(
    request,
    entries.flatMap((entry) => ("draft" in entry ? [entry.draft] : [])),
  );
  return answer(entries.map((entry) => render(entry, bars, scene)));
}

async function move(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { type: kind, ...to } = parse(request.body, moves);
  await moveEntry(kith, me(request), { kind, ...to }, localeOfUser(kith, myUser(request)).times);
  return nothing;
}

/** On whose clocks all of this is. */
async function showSettings(request: ApiRequest): Promise<Answer> {
  const own = await getUser(request.kith.db, myUser(request).id);
  return answer({ time_zone: readSettings(own).time_zone || request.kith.instance.time_zone });
}

async function saveSettings(request: ApiRequest): Promise<Answer> {
  const { time_zone } = parse(request.body, z.object({ time_zone: text(100) }));
  if (!isTimeZone(time_zone)) throw invalid("Validation failed: Time zone is not known");
  await changeSettings(request.kith, myUser(request), { settings: { time_zone } });
  // Mornings are elsewhere now.
  await planDigest(request.kith, myUser(request).id);
  return await showSettings(request);
}

export const calendarRoutes: readonly Route[] = [
  get(`${PATH}/settings`, user("read:accounts"), showSettings),
  patch(`${PATH}/settings`, user("write:accounts"), saveSettings),
  get(PATH, user("read:statuses"), list),
  post(`${PATH}/move`, user("write:statuses"), move),
];
