/** `/api/kith/v1/teams/:id/submissions`: what waits for a team, and what becomes of it. */
import { z } from "zod";
import { rfc3339 } from "../../db/columns.ts";
import { forbidden } from "../../errors.ts";
import { loadWaitingMedia } from "../../scheduled/load.ts";
import { draftOf } from "../../scheduled/schedule.ts";
import { getTeam, getTeamAs } from "../../teams/load.ts";
import { judges } from "../../teams/roles.ts";
import { comment, getSubmission, loadComments, loadSubmissions, withdraw } from "../../teams/queue.ts";
import { approve, notAsSeen, rewrite, turnDown, type Submission } from "../../teams/submissions.ts";
import { renderParams, renderWaitingMedia } from "../entities/scheduled.ts";
import { sceneOf } from "../entities/scene.ts";
import { paged } from "../links.ts";
import { answer, del, get, idParam, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { pagingOf, parse, text, textOf } from "../shapes.ts";
import { draftShape, instantOf, toDraft, withoutEmpty } from "../status-forms.ts";
import { self } from "./teams.ts";

const PATH = "/api/kith/v1/teams/:id/submissions";
const STATES = ["waiting", "returned", "approved", "refused"] as const;
const said = z.object({ comment: text(100_000) });
const seen = z.object({ updated_at: text(40).nullish() });

type Team = Awaited<ReturnType<typeof getTeam>>;

async function show({ kith }: ApiRequest, rows: readonly Submission[]) {
  const media = await loadWaitingMedia(kith.db, rows.map(draftOf));
  const comments = await loadComments(
    kith.db,
    rows.map(({ id }) => id),
  );
  const scene = sceneOf(kith);
  return rows.map((row) => ({
    id: String(row.id),
    account_id: String(row.account_id),
    state: row.state,
    scheduled_at: row.scheduled_at === 0 ? null : rfc3339(row.scheduled_at),
    decided_by: row.decided_by === 0 ? null : String(row.decided_by),
    params: renderParams(draftOf(row)),
    media_attachments: renderWaitingMedia(draftOf(row), media, scene),
    comments: (comments.get(row.id) ?? []).map((one) => ({
      id: String(one.id),
      account_id: String(one.account_id),
      text: one.text,
      created_at: rfc3339(one.created_at),
    })),
    created_at: rfc3339(row.created_at),
    updated_at: rfc3339(row.updated_at),
  }));
}

async function list(request: ApiRequest): Promise<Answer> {
  const person = self(request);
  const team = await getTeam(request.kith.db, idParam(request), person.id);
  const paging = pagingOf(request.query);
  const asked = STATES.filter((state) => state === textOf(request.query["state"]));
  const states = asked.length > 0 ? asked : (["waiting", "returned"] as const);
  const rows = await loadSubmissions(request.kith.db, team, person.id, { states, paging });
  return paged(request, await show(request, rows), { cursors: rows.map(({ id }) => id), paging });
}

/** By who judges, unless `own`: by who wrote it, too. */
async function found(request: ApiRequest, own = false): Promise<{ team: Team; submission: Submission }> {
  const person = self(request);
  const team = await getTeamAs(request.kith.db, idParam(request), person.id, own ? () => true : judges);
  return { team, submission: await getSubmission(request.kith.db, team, person.id, idParam(request, "submission_id")) };
}

/** What is judged; who says when what they have read was written judges nothing else. @throws Refusal `conflict` */
async function judged(request: ApiRequest): ReturnType<typeof found> {
  const { team, submission } = await found(request);
  const { updated_at } = parse(request.body, seen);
  if (updated_at && updated_at !== rfc3339(submission.updated_at)) throw notAsSeen();
  return { team, submission };
}

const again = async (request: ApiRequest): Promise<Answer> =>
  answer((await show(request, [(await found(request, true)).submission]))[0]);

const turning = (name: string, state: "returned" | "refused"): Route =>
  post(`${PATH}/:submission_id/${name}`, user("write:statuses"), async (request) => {
    await turnDown(request.kith, (await judged(request)).submission, self(request), state);
    return await again(request);
  });

/** Wholly: what is not said is as in an empty form, but for whom it is. By who wrote it; what was given back waits again. */
async function write(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { team, submission } = await found(request, true);
  if (submission.account_id !== self(request).id) throw forbidden("Only who wrote it writes it anew");
  const fields = parse(withoutEmpty(request.body), draftShape);
  const visibility = fields.visibility === undefined ? { visibility: draftOf(submission).visibility } : {};
  const draft = { ...toDraft(request, fields), ...visibility, written_by: self(request).id };
  const scheduled_at = fields.scheduled_at ? instantOf(fields.scheduled_at) : 0;
  await rewrite(kith, team.account, submission.id, { draft, scheduled_at });
  return await again(request);
}

export const submissionRoutes: readonly Route[] = [
  get(PATH, user("read:statuses"), list),
  get(`${PATH}/:submission_id`, user("read:statuses"), again),
  post(`${PATH}/:submission_id/approve`, user("write:statuses"), async (request) => {
    const { team, submission } = await judged(request);
    await approve(request.kith, team.account, submission, self(request));
    return await again(request);
  }),
  put(`${PATH}/:submission_id`, user("write:statuses"), write),
  turning("return", "returned"),
  turning("refuse", "refused"),
  post(`${PATH}/:submission_id/comments`, user("write:statuses"), async (request) => {
    await comment(request.kith, (await found(request, true)).submission, self(request), parse(request.body, said).comment);
    return await again(request);
  }),
  del(`${PATH}/:submission_id`, user("write:statuses"), async (request) => {
    await withdraw(request.kith, (await found(request, true)).submission, self(request));
    return nothing;
  }),
];
