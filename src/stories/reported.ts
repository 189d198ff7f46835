/** Stories that a report names. What is reported does not go before somebody has looked at it, though nobody else sees it any more. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { padded } from "../db/lists.ts";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadMediaOf, type ShownStory, type Story } from "./load.ts";
import { isFor } from "./visible.ts";

/** ms: no longer than this it is kept for a report that nobody answers. */
const LONGEST = 30 * 86_400_000;

/** A condition on `stories`: a report that waits names it. @param now ms */
export const isReported = (now: number): RawBuilder<SqlBool> => sql<SqlBool>`(stories.created_at > ${now - LONGEST} and exists (
  select 1 from story_reports join reports on reports.id = story_reports.report_id
  where story_reports.story_id = stories.id and reports.action_taken_at = 0))`;

/** Those of the stories that are the target's, and that the reporter may see, or could yesterday. */
export async function reportable(db: Reads, viewer_id: number, target_id: number, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("stories")
    .select("id")
    .where("id", "in", padded(ids.slice(0, 20)))
    .where("account_id", "=", target_id)
    .where(isFor(viewer_id))
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

export async function insertStoryReports(tx: Tx, report_id: number, story_ids: readonly number[]): Promise<void> {
  if (story_ids.length > 0)
    await tx
      .insertInto("story_reports")
      .values(story_ids.map((story_id) => ({ report_id, story_id })))
      .execute();
}

/** What a report names, for those who judge it: whatever is left of it, whoever it was for. */
export async function loadReportedStories({ db }: Pick<Kith, "db">, report_id: number): Promise<ShownStory[]> {
  const stories: Story[] = await db
    .selectFrom("stories")
    .innerJoin("story_reports", "story_reports.story_id", "stories.id")
    .selectAll("stories")
    .where("story_reports.report_id", "=", report_id)
    .orderBy("stories.id")
    .execute();
  const media = await loadMediaOf(db, stories);
  return stories.map((story) => ({ story, media: media.get(story.media_id), seen: true, reaction: "" }));
}
