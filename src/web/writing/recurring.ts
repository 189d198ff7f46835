/** What comes again and again: the page of it, and letting it rest, go on, leave out a time, and end. */
import { endRecurring, pauseRecurring, resumeRecurring, skipRun } from "../../recurring/change.ts";
import { loadRecurring, nextRuns, seriesOf } from "../../recurring/load.ts";
import { loadWaitingMedia } from "../../scheduled/load.ts";
import { draftOf } from "../../scheduled/schedule.ts";
import { recurringView } from "../../../views/writing/recurring.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { objectionsTo } from "../groups/group-bar.ts";
import type { Said } from "../frame/flash.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

/** Times that are shown ahead. */
const AHEAD = 3;

async function showRecurring(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const rows = await loadRecurring(kith.db, me(visit).id);
  const media = await loadWaitingMedia(kith.db, rows.map(draftOf));
  const items = rows.map((row) => {
    const draft = draftOf(row);
    const pictures = draft.media_ids.flatMap((id) => media.get(id) ?? []);
    return { id: row.id, draft, at: row.due_at, media: pictures, row, rule: seriesOf(row).rule, next: nextRuns(row, AHEAD) };
  });
  const objections = await objectionsTo(
    visit,
    items.map(({ draft }) => draft),
  );
  return show(recurringView(await contextOf(visit), { items, objections }));
}

const acting = (name: string, said: Said, act: (visit: Visit, id: number) => Promise<unknown>): Route =>
  action(`/recurring/:id/${name}`, "member", async (visit) => {
    await act(visit, idParam(visit) ?? 0);
    return go(returnPath(visit, routes.recurring), said);
  });

export const recurringRoutes: readonly Route[] = [
  page(routes.recurring, "member", showRecurring),
  acting("pause", "planning.said_paused", async (visit, id) => await pauseRecurring(visit.kith, me(visit), id)),
  acting("resume", "planning.said_resumed", async (visit, id) => await resumeRecurring(visit.kith, me(visit), id)),
  acting(
    "skip",
    "planning.said_skipped",
    async (visit, id) => await skipRun(visit.kith, me(visit), id, visit.form.text("date").slice(0, 10)),
  ),
  acting("end", "planning.said_ended", async (visit, id) => await endRecurring(visit.kith, me(visit), id)),
];
