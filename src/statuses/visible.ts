/** Who may see a status: the one rule, in SQL, used by every surface that shows statuses. */
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import type { DB, Status } from "../db/schema.ts";
import type { Viewer } from "../db/viewer.ts";

type Author = ExpressionBuilder<DB & { author: DB["accounts"] }, "author">;
const suspended = (eb: Author) => eb("author.suspended_at", ">", 0);
const hidden = (eb: Author) => eb("author.signed_in_only", "=", 1);

/**
 * A predicate on `statuses` for a viewer (0 = anybody).
 *
 * Public and unlisted ones are for all; private ones for accepted followers; limited ones in a group for its members; every other one for its author and for those it mentions. Nothing
 * that is deleted, by a suspended account, or by somebody who blocks the viewer; local-only ones for people of this server, and those of who wants that for
 * people who are signed in.
 *
 * Used as `.where(visibleTo(viewer_id))`. A reblog is seen only with what it reblogs: `loadStatusPage` sees to that.
 */
export const visibleTo =
  (viewer_id: Viewer) =>
  (eb: ExpressionBuilder<DB, "statuses">): Expression<SqlBool> => {
    const exists = eb("statuses.deleted_at", "=", 0);
    const standing = eb.not(
      eb.exists(
        eb
          .selectFrom("accounts as author")
          .select("author.id")
          .whereRef("author.id", "=", "statuses.account_id")
          .where((author) => (viewer_id === 0 ? author.or([suspended(author), hidden(author)]) : suspended(author))),
      ),
    );
    const open = eb("statuses.visibility", "in", ["public", "unlisted"]);
    if (viewer_id === 0) return eb.and([exists, open, eb("statuses.local_only", "=", 0), standing]);
    const follows = eb
      .selectFrom("follows")
      .select("follows.id")
      .where("follows.account_id", "=", viewer_id)
      .whereRef("follows.target_id", "=", "statuses.account_id")
      .where("follows.state", "=", "accepted");
    const mentioned = eb
      .selectFrom("mentions")
      .select("mentions.status_id")
      .whereRef("mentions.status_id", "=", "statuses.id")
      .where("mentions.account_id", "=", viewer_id);
    const blocked = eb.selectFrom("blocks").select("blocks.id").where("blocks.target_id", "=", viewer_id);
    const member = eb
      .selectFrom("follows as belonging")
      .select("belonging.id")
      .where("belonging.account_id", "=", viewer_id)
      .whereRef("belonging.target_id", "=", "statuses.group_id")
      .where("belonging.state", "=", "accepted");
    // Whoever has left such a group reads no further there, named or not.
    const forMembers = eb.and([eb("statuses.visibility", "=", "limited"), eb("statuses.group_id", ">", 0)]);
    const addressed = eb.or([
      open,
      eb("statuses.account_id", "=", viewer_id),
      eb.and([eb("statuses.visibility", "=", "private"), eb.exists(follows)]),
      eb.and([eb.not(forMembers), eb.exists(mentioned)]),
      eb.and([forMembers, eb.or([eb.exists(member), eb("statuses.group_id", "=", viewer_id)])]),
    ]);
    // Most are blocked by nobody, which the database finds out once and not for each row.
    const free = eb.or([
      eb.not(eb.exists(blocked)),
      eb.not(eb.exists(blocked.whereRef("blocks.account_id", "=", "statuses.account_id"))),
    ]);
    return eb.and([exists, addressed, standing, free]);
  };

/** Whether a status is for everybody, as long as its author stands. */
export const isOpen = ({ visibility }: Pick<Status, "visibility">): boolean =>
  visibility === "public" || visibility === "unlisted";

/** Whether a viewer may know who else has read a status: of what is for a circle only its author may, for nobody is to learn who is in it. */
export const mayKnowReaders = (
  viewer_id: number,
  { visibility, account_id, group_id }: Pick<Status, "visibility" | "account_id" | "group_id">,
): boolean => visibility !== "limited" || group_id > 0 || account_id === viewer_id;
