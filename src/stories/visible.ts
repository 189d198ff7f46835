/** Who may see a story: the one rule, in SQL. What ends a follow or sets a block ends it at once, here as on its author's server. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { notBlockedBetween, notHostBlockedBy } from "../blocks/hidden.ts";
import type { Viewer } from "../db/viewer.ts";

/** A condition on `stories`: it is, or was, for this viewer, who is not shut out from it. Of a circle, as long as one of the two follows the other. */
export const isFor = (viewer_id: Viewer): RawBuilder<SqlBool> => sql<SqlBool>`(stories.account_id = ${viewer_id} or (
  ((stories.audience = 'followers' and exists (select 1 from follows where follows.account_id = ${viewer_id}
      and follows.target_id = stories.account_id and follows.state = 'accepted'))
    or (exists (select 1 from story_readers where story_readers.story_id = stories.id and story_readers.account_id = ${viewer_id})
      and (stories.audience <> 'circle' or exists (select 1 from follows where follows.state = 'accepted'
        and ((follows.account_id = ${viewer_id} and follows.target_id = stories.account_id)
          or (follows.account_id = stories.account_id and follows.target_id = ${viewer_id}))))))
  and exists (select 1 from accounts as author where author.id = stories.account_id
    and author.suspended_at = 0 and author.deleted_at = 0)
  and ${notBlockedBetween(viewer_id, "stories.account_id")} and ${notHostBlockedBy(viewer_id, "stories.account_id")}))`;

/** A condition on `stories`: it is shown now (ms), by the clock of this server. */
export const isShown = (now: number): RawBuilder<SqlBool> => sql<SqlBool>`(stories.ended_at = 0 and stories.expires_at > ${now})`;
