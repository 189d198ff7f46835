/** What is written and not published by that: what comes again and again, and what is handed in for somebody else to publish. */
import { dropDraft } from "../../drafts/publish.ts";
import { invalid } from "../../errors.ts";
import { createRecurring, replaceRecurring } from "../../recurring/change.ts";
import { getRecurring, seriesOf } from "../../recurring/load.ts";
import { rewrite, submit } from "../../teams/submissions.ts";
import { routes } from "../../../views/frame/routes.ts";
import { go, type Answer } from "../frame/respond.ts";
import { me, type Visit } from "../frame/visit.ts";
import type { Written } from "./writing.ts";

/** What comes again and again comes first at the time that was chosen, on the clocks of who writes it; what does already, on those on which it was begun. */
export async function repeat(
  visit: Visit,
  { draft, draft_id, scheduled_id, recurring_id, rule, time }: Written,
): Promise<Answer> {
  const { kith, locale } = visit;
  if (rule === undefined) throw invalid("Validation failed: Choose how often it comes");
  if (time === "") throw invalid("Validation failed: Scheduled at can't be blank");
  const known = recurring_id === undefined ? undefined : await getRecurring(kith.db, visit.viewer_id, recurring_id);
  const { except = [] } = known === undefined ? {} : seriesOf(known).rule;
  const time_zone = known?.time_zone ?? locale.times.timeZone;
  const series = { starts: time, time_zone, rule: { ...rule, except } };
  const { state } =
    recurring_id === undefined
      ? await createRecurring(kith, me(visit), { draft, series, instead_of: scheduled_id })
      : await replaceRecurring(kith, me(visit), recurring_id, { draft, series });
  await dropDraft(kith, visit.viewer_id, draft_id);
  return go(routes.recurring, state === "paused" ? "planning.said_paused" : "planning.said_repeats");
}

/** Who only writes hands in what somebody else is to publish. */
export async function handIn(visit: Visit, { draft, scheduled_at = 0, submission_id }: Written): Promise<Answer> {
  const { kith } = visit;
  const handed = { ...draft, written_by: visit.session?.member?.account_id ?? 0 };
  if (submission_id === undefined) await submit(kith, me(visit), handed, scheduled_at);
  else await rewrite(kith, me(visit), submission_id, { draft: handed, scheduled_at });
  return go(routes.teamQueue(visit.viewer_id), "teams.said_handed_in");
}
