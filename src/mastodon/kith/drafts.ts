/** `/api/kith/v1/drafts`: drafts kept on the server. Parameters are those of posting; an answer has them under `params`. And what waits for its time, now. */
import {
  createDraft,
  contentsOf,
  getDraft,
  loadDrafts,
  removeDraft,
  replaceDraft,
  type StoredDraft,
} from "../../drafts/drafts.ts";
import { publishDraft } from "../../drafts/publish.ts";
import { getScheduled, loadWaitingMedia } from "../../scheduled/load.ts";
import { draftOf } from "../../scheduled/schedule.ts";
import type { Draft } from "../../statuses/draft.ts";
import { publishStatus } from "../../statuses/publish.ts";
import { renderDraft } from "../entities/scheduled.ts";
import { sceneOf } from "../entities/scene.ts";
import { paged } from "../links.ts";
import { showPublished } from "../present.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { pagingOf, parse } from "../shapes.ts";
import { draftShape, toDraft, withoutEmpty } from "../status-forms.ts";

const PATH = "/api/kith/v1/drafts";

async function show(request: ApiRequest, rows: readonly StoredDraft[]) {
  const drafts = rows.map(contentsOf);
  const { kith } = request;
  const media = await loadWaitingMedia(kith.db, drafts);
  const bars = await (await import("../bars.ts")).loadBarsOf(request, drafts);
  const scene = sceneOf(kith);
  return rows.flatMap((row, at) => {
    const draft = drafts[at];
    return draft === undefined ? [] : [renderDraft(row, draft, { media, bars }, scene)];
  });
}

const one = async (request: ApiRequest, row: StoredDraft): Promise<Answer> => answer((await show(request, [row]))[0]);

/** Now, in the place of the draft. What is refused stays one. */
const publish = async (request: ApiRequest): Promise<Answer> =>
  await showPublished(request, async () => await publishDraft(request.kith, me(request), idParam(request)));

/** Before its time. What is refused waits on. */
async function publishScheduled(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const row = await getScheduled(kith.db, me(request).id, idParam(request));
  const draft = { ...draftOf(row), scheduled_id: row.id };
  return await showPublished(request, async () => await publishStatus(kith, me(request), draft));
}

const readDraft = (request: ApiRequest): Draft => toDraft(request, parse(withoutEmpty(request.body), draftShape));

async function list(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query);
  const rows = await loadDrafts(request.kith.db, me(request).id, paging);
  return paged(request, await show(request, rows), { cursors: rows.map(({ id }) => id), paging });
}

export const draftRoutes: readonly Route[] = [
  get(PATH, user("read:statuses"), list),
  post(
    PATH,
    user("write:statuses"),
    async (request) => await one(request, await createDraft(request.kith, me(request), readDraft(request))),
  ),
  get(
    `${PATH}/:id`,
    user("read:statuses"),
    async (request) => await one(request, await getDraft(request.kith.db, me(request).id, idParam(request))),
  ),
  put(
    `${PATH}/:id`,
    user("write:statuses"),
    async (request) => await one(request, await replaceDraft(request.kith, me(request), idParam(request), readDraft(request))),
  ),
  post(`${PATH}/:id/publish`, user("write:statuses"), publish),
  post("/api/kith/v1/scheduled_statuses/:id/publish", user("write:statuses"), publishScheduled),
  del(`${PATH}/:id`, user("write:statuses"), async (request) => {
    await removeDraft(request.kith, me(request), idParam(request));
    return nothing;
  }),
];
