/** What is not published yet: drafts, and what waits for its time, as lists. */
import { contentsOf, loadDrafts, removeDraft } from "../../drafts/drafts.ts";
import { publishDraft } from "../../drafts/publish.ts";
import { loadScheduledBetween, loadWaitingMedia, getScheduled } from "../../scheduled/load.ts";
import { draftOf, reschedule, unschedule, type Scheduled } from "../../scheduled/schedule.ts";
import { publishStatus } from "../../statuses/publish.ts";
import type { Draft } from "../../statuses/draft.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { routes } from "../../../views/frame/routes.ts";
import type { Objections } from "../../../views/parts/objection.ts";
import { draftsView, scheduledView, type Unpublished } from "../../../views/writing/unpublished.ts";
import { showForm } from "./compose.ts";
import { fromDraft, fromScheduled } from "./compose-kept.ts";
import { objectionsTo } from "../groups/group-bar.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";
import { writingProblems } from "./writing-problems.ts";

type Kept = { id: number; draft: Draft; at: number };

/** With the first picture of each. */
async function withMedia({ kith }: Visit, rows: readonly Kept[]): Promise<Unpublished[]> {
  const media = await loadWaitingMedia(
    kith.db,
    rows.map(({ draft }) => draft),
  );
  return rows.map((row) => ({ ...row, media: row.draft.media_ids.flatMap((id) => media.get(id) ?? []) }));
}

const objectionsOf = async (visit: Visit, items: readonly Kept[]): Promise<Objections> =>
  await objectionsTo(
    visit,
    items.map(({ draft }) => draft),
  );

const asKept = (row: Scheduled): Kept => ({ id: row.id, draft: draftOf(row), at: row.scheduled_at });

async function showDrafts(visit: Visit): Promise<Answer> {
  const paging = readPaging(visit);
  const { items, pager } = cut(visit, paging, await loadDrafts(visit.kith.db, me(visit).id, paging), ({ id }) => id);
  const kept = items.map((row) => ({ id: row.id, draft: contentsOf(row), at: row.updated_at }));
  const refused = new Map(items.map((row) => [row.id, row.refused === "" ? "" : visit.locale.refusal(row.refused)]));
  const drafts = (await withMedia(visit, kept)).map((one) => ({ ...one, refused: refused.get(one.id) ?? "" }));
  return show(draftsView(await contextOf(visit), { items: drafts, pager, objections: await objectionsOf(visit, kept) }));
}

async function showScheduled(visit: Visit, problem?: { id: number; typed: string; problems: Problems }): Promise<Answer> {
  const rows = await loadScheduledBetween(visit.kith.db, me(visit).id, { from: 0, until: Number.MAX_SAFE_INTEGER });
  const items = await withMedia(visit, rows.map(asKept));
  const objections = await objectionsOf(visit, items);
  return show(scheduledView(await contextOf(visit), { items, objections, problem }), problem === undefined ? 200 : 422);
}

async function publishKept(visit: Visit): Promise<Answer> {
  const id = idParam(visit) ?? 0;
  try {
    const made = await publishDraft(visit.kith, me(visit), id);
    return go(routes.status(made.id, me(visit)), "compose.said_posted");
  } catch (error) {
    return await showForm(visit, { ...(await fromDraft(visit, id)), problems: writingProblems(visit, error) }, 422);
  }
}

async function deleteDraft(visit: Visit): Promise<Answer> {
  await removeDraft(visit.kith, me(visit), idParam(visit) ?? 0);
  return go(returnPath(visit, routes.drafts), "compose.said_draft_deleted");
}

async function publishScheduled(visit: Visit): Promise<Answer> {
  const row = await getScheduled(visit.kith.db, me(visit).id, idParam(visit) ?? 0);
  try {
    const made = await publishStatus(visit.kith, me(visit), { ...draftOf(row), scheduled_id: row.id });
    return go(routes.status(made.id, me(visit)), "compose.said_posted");
  } catch (error) {
    return await showForm(visit, { ...(await fromScheduled(visit, row.id)), problems: writingProblems(visit, error) }, 422);
  }
}

async function deleteScheduled(visit: Visit): Promise<Answer> {
  await unschedule(visit.kith, me(visit), idParam(visit) ?? 0);
  return go(returnPath(visit, routes.scheduled), "compose.said_unscheduled");
}

async function moveScheduled(visit: Visit): Promise<Answer> {
  const id = idParam(visit) ?? 0;
  const typed = visit.form.text("scheduled_at").slice(0, 40);
  try {
    await reschedule(visit.kith, me(visit), id, visit.locale.times.readMinute(typed));
    return go(returnPath(visit, routes.scheduled), "compose.said_rescheduled");
  } catch (error) {
    return await showScheduled(visit, { id, typed, problems: writingProblems(visit, error) });
  }
}

export const draftRoutes: readonly Route[] = [
  page(routes.drafts, "member", showDrafts),
  page(routes.scheduled, "member", async (visit) => await showScheduled(visit)),
  makes(action("/drafts/:id/publish", "member", publishKept)),
  action("/drafts/:id/delete", "member", deleteDraft),
  makes(action("/scheduled/:id/publish", "member", publishScheduled)),
  action("/scheduled/:id/delete", "member", deleteScheduled),
  action("/scheduled/:id/move", "member", moveScheduled),
];
