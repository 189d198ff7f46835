/** https://docs.joinmastodon.org/methods/scheduled_statuses/ */
import { z } from "zod";
import { loadScheduled, loadWaitingMedia, getScheduled } from "../scheduled/load.ts";
import { draftOf, reschedule, unschedule, type Scheduled } from "../scheduled/schedule.ts";
import { renderScheduled } from "./entities/scheduled.ts";
import { sceneOf } from "./entities/scene.ts";
import { paged } from "./links.ts";
import { answer, del, get, idParam, me, nothing, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { pagingOf, parse, text } from "./shapes.ts";
import { instantOf } from "./status-forms.ts";

const PATH = "/api/v1/scheduled_statuses";

export async function showScheduled(request: ApiRequest, rows: readonly Scheduled[]) {
  const drafts = rows.map(draftOf);
  const { kith } = request;
  const media = await loadWaitingMedia(kith.db, drafts);
  const bars = await (await import("./bars.ts")).loadBarsOf(request, drafts);
  const scene = sceneOf(kith);
  return rows.flatMap((row, at) => {
    const draft = drafts[at];
    return draft === undefined ? [] : [renderScheduled(row, draft, { media, bars }, scene)];
  });
}

async function list(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const rows = await loadScheduled(request.kith.db, me(request).id, paging);
  return paged(request, await showScheduled(request, rows), { cursors: rows.map(({ id }) => id), paging });
}

const one = async (request: ApiRequest, row: Scheduled): Promise<Answer> => answer((await showScheduled(request, [row]))[0]);

async function change(request: ApiRequest): Promise<Answer> {
  const own = await getScheduled(request.kith.db, me(request).id, idParam(request));
  const { scheduled_at } = parse(request.body, z.object({ scheduled_at: text(100).nullish() }));
  if (!scheduled_at) return await one(request, own);
  return await one(request, await reschedule(request.kith, me(request), own.id, instantOf(scheduled_at)));
}

export const scheduledRoutes: readonly Route[] = [
  get(PATH, user("read:statuses"), list),
  get(
    `${PATH}/:id`,
    user("read:statuses"),
    async (request) => await one(request, await getScheduled(request.kith.db, me(request).id, idParam(request))),
  ),
  put(`${PATH}/:id`, user("write:statuses"), change),
  del(`${PATH}/:id`, user("write:statuses"), async (request) => {
    await unschedule(request.kith, me(request), idParam(request));
    return nothing;
  }),
];
