/** The form in which one writes, filled with what was kept: a draft, what waits for its time or comes again, and what has been handed in. */
import { findAccountById } from "../../accounts/find.ts";
import type { Media } from "../../db/schema.ts";
import { contentsOf, getDraft } from "../../drafts/drafts.ts";
import { fieldsOf } from "../../recurrence/form.ts";
import { getRecurring, loadRecurring, seriesOf } from "../../recurring/load.ts";
import { getScheduled, loadWaitingMedia } from "../../scheduled/load.ts";
import { draftOf } from "../../scheduled/schedule.ts";
import type { Draft } from "../../statuses/draft.ts";
import { getTeam } from "../../teams/load.ts";
import { getSubmission } from "../../teams/queue.ts";
import type { Compose } from "../../../views/writing/compose.ts";
import { person } from "../frame/acting.ts";
import { composeOfDraft } from "./filling.ts";
import type { Visit } from "../frame/visit.ts";

/** With `?alone=1`, whatever was written for a group is written without it: its title stands above its words, and what was for members only is for followers. */
async function forForm(visit: Visit, draft: Draft): Promise<Draft> {
  if (visit.query.get("alone") !== "1" || draft.group_id === undefined) return draft;
  const { group_id, title = "", ...rest } = draft;
  const closed = (await findAccountById(visit.kith.db, group_id))?.members_only !== 0;
  const text = title === "" ? draft.text : `${title}\n\n${draft.text}`;
  return { ...rest, text, visibility: closed && rest.visibility !== "direct" ? "private" : rest.visibility };
}

export async function fromDraft(visit: Visit, id: number): Promise<Compose> {
  const { kith, viewer_id } = visit;
  const draft = await forForm(visit, contentsOf(await getDraft(kith.db, viewer_id, id)));
  return { ...(await composeOfDraft(visit, draft, await mediaOf(visit, draft))), draft_id: id };
}

export async function fromScheduled(visit: Visit, id: number): Promise<Compose> {
  const { kith, viewer_id, locale } = visit;
  const row = await getScheduled(kith.db, viewer_id, id);
  const draft = await forForm(visit, draftOf(row));
  const time = locale.times.isoMinute(row.scheduled_at);
  return { ...(await composeOfDraft(visit, draft, await mediaOf(visit, draft), time)), scheduled_id: id };
}

export async function fromRecurring(visit: Visit, id: number): Promise<Compose> {
  const row = await getRecurring(visit.kith.db, visit.viewer_id, id);
  const { starts, time_zone, rule } = seriesOf(row);
  const draft = await forForm(visit, draftOf(row));
  return {
    ...(await composeOfDraft(visit, draft, await mediaOf(visit, draft), starts)),
    recurring_id: id,
    // On other clocks it may be another day of the week than the rule says.
    time_zone,
    repeat: fieldsOf(rule),
  };
}

/** On whose clocks it comes again; undefined for what is gone. */
export const zoneOf = async ({ kith, viewer_id }: Visit, recurring_id: number): Promise<string | undefined> =>
  (await loadRecurring(kith.db, viewer_id)).find(({ id }) => id === recurring_id)?.time_zone;

/** To be written better, by who has handed it in. */
export async function fromSubmission(visit: Visit, id: number): Promise<Compose> {
  const { kith, viewer_id, locale } = visit;
  const self = person(visit);
  const row = await getSubmission(kith.db, await getTeam(kith.db, viewer_id, self.id), self.id, id);
  const draft = draftOf(row);
  const time = row.scheduled_at === 0 ? "" : locale.times.isoMinute(row.scheduled_at);
  return { ...(await composeOfDraft(visit, draft, await mediaOf(visit, draft), time)), submission_id: id };
}

async function mediaOf({ kith }: Visit, draft: Draft): Promise<Media[]> {
  const found = await loadWaitingMedia(kith.db, [draft]);
  return draft.media_ids.flatMap((id) => found.get(id) ?? []);
}
