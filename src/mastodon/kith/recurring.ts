/** `/api/kith/v1/recurring`: posts that come again and again. Parameters are those of posting, and how often. */
import { z } from "zod";
import { localeOfUser } from "../../access/language.ts";
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { Recurrence, Series, Weekday } from "../../recurrence/rule.ts";
import {
  createRecurring,
  endRecurring,
  pauseRecurring,
  replaceRecurring,
  resumeRecurring,
  skipRun,
} from "../../recurring/change.ts";
import { getRecurring, loadRecurring, nextRuns, type Recurring } from "../../recurring/load.ts";
import { loadWaitingMedia } from "../../scheduled/load.ts";
import { draftOf } from "../../scheduled/schedule.ts";
import { renderParams, renderWaitingMedia } from "../entities/scheduled.ts";
import { sceneOf } from "../entities/scene.ts";
import {
  answer,
  del,
  get,
  idParam,
  me,
  myUser,
  nothing,
  post,
  put,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "../respond.ts";
import { list as listOf, parse, text, whole } from "../shapes.ts";
import { draftShape, toDraft, withoutEmpty } from "../status-forms.ts";

const PATH = "/api/kith/v1/recurring";
/** Times that are shown ahead. */
const AHEAD = 3;

const rule = z.object({
  freq: z.enum(["daily", "weekly", "monthly"], "is not included in the list"),
  interval: whole(1, 1000).nullish(),
  weekdays: listOf(whole(1, 7), 20).nullish(),
  monthday: whole(-1, 31).nullish(),
  nth: whole(-1, 5).nullish(),
  until: text(20).nullish(),
  count: whole(0, 10_000).nullish(),
  except: listOf(text(20)).nullish(),
});
const shape = draftShape.extend({ starts: text(40), time_zone: text(64).nullish(), recurrence: rule });
const skips = z.object({ date: text(20) });

const ruleOf = (fields: z.output<typeof rule>): Recurrence => ({
  freq: fields.freq,
  interval: fields.interval ?? 1,
  weekdays: (fields.weekdays ?? []) as Weekday[],
  monthday: fields.monthday ?? 0,
  nth: fields.nth ?? 0,
  until: fields.until ?? "",
  count: fields.count ?? 0,
  except: fields.except ?? [],
});

/** Without a zone it is on the clocks of who writes it. */
function readSeries(request: ApiRequest, fields: z.output<typeof shape>): Series {
  const own = localeOfUser(request.kith, myUser(request)).times.timeZone;
  return { starts: fields.starts.slice(0, 16), time_zone: fields.time_zone || own, rule: ruleOf(fields.recurrence) };
}

async function show({ kith }: ApiRequest, rows: readonly Recurring[]) {
  const media = await loadWaitingMedia(kith.db, rows.map(draftOf));
  const scene = sceneOf(kith);
  return rows.map((row) => ({
    id: String(row.id),
    state: row.state,
    starts: row.starts,
    time_zone: row.time_zone,
    recurrence: fromJson(row.rule),
    runs: row.runs,
    refused: row.refused === "" ? null : row.refused,
    next: nextRuns(row, AHEAD).map(({ date, at }) => ({ date, at: rfc3339(at) })),
    params: renderParams(draftOf(row)),
    media_attachments: renderWaitingMedia(draftOf(row), media, scene),
    created_at: rfc3339(row.created_at),
  }));
}

const one = async (request: ApiRequest, row: Recurring): Promise<Answer> => answer((await show(request, [row]))[0]);

async function create(request: ApiRequest): Promise<Answer> {
  const fields = parse(withoutEmpty(request.body), shape);
  const said = { draft: toDraft(request, fields), series: readSeries(request, fields) };
  return await one(request, await createRecurring(request.kith, me(request), said));
}

async function replace(request: ApiRequest): Promise<Answer> {
  const fields = parse(withoutEmpty(request.body), shape);
  const to = { draft: toDraft(request, fields), series: readSeries(request, fields) };
  return await one(request, await replaceRecurring(request.kith, me(request), idParam(request), to));
}

const acting = (name: string, act: typeof pauseRecurring): Route =>
  post(`${PATH}/:id/${name}`, user("write:statuses"), async (request) =>
    one(request, await act(request.kith, me(request), idParam(request))),
  );

export const recurringRoutes: readonly Route[] = [
  get(PATH, user("read:statuses"), async (request) =>
    answer(await show(request, await loadRecurring(request.kith.db, me(request).id))),
  ),
  post(PATH, user("write:statuses"), create),
  get(`${PATH}/:id`, user("read:statuses"), async (request) =>
    one(request, await getRecurring(request.kith.db, me(request).id, idParam(request))),
  ),
  put(`${PATH}/:id`, user("write:statuses"), replace),
  acting("pause", pauseRecurring),
  acting("resume", resumeRecurring),
  post(`${PATH}/:id/skip`, user("write:statuses"), async (request) => {
    const { date } = parse(request.body, skips);
    return await one(request, await skipRun(request.kith, me(request), idParam(request), date));
  }),
  del(`${PATH}/:id`, user("write:statuses"), async (request) => {
    await endRecurring(request.kith, me(request), idParam(request));
    return nothing;
  }),
];
