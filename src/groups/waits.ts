/**
 * Posts that wait: a group lets nobody's first post in before a moderator has seen it; one elsewhere says so. Until it is let in, it is for its author alone, here and
 * on the group's own server.
 */
import { padded } from "../db/lists.ts";
import type { Account, Reads } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import type { Waiting } from "./entries.ts";

/** What of a new status decides about it. */
type Candidate = {
  author: Account;
  visibility: Visibility;
  mentions: readonly number[];
  addressed?: readonly number[] | undefined;
  blind?: readonly number[] | undefined;
  place?: { group: Account; waits: boolean; closed: boolean } | undefined;
  local_only?: boolean;
};

/**
 * Whether it is to wait, and for which group: the one here in which it is to be (`place.ts`), or one elsewhere in which the author is, that says that it looks first,
 * and has let in nothing of theirs yet.
 */
export async function findWaiting(db: Reads, entry: Candidate): Promise<Waiting | undefined> {
  const { author, visibility, mentions, addressed = [], blind = [], place } = entry;
  const open = visibility === "public" || visibility === "unlisted";
  const closed = place?.closed === true;
  const said = { visibility, closed, mentions: [...mentions], addressed: [...addressed], blind: [...blind] };
  if (place?.waits === true) return { group_id: place.group.id, ...said };
  if (author.host !== "" || entry.local_only === true || !(open || (closed && place.group.host !== ""))) return undefined;
  const ids = place === undefined ? [...new Set([...addressed, ...mentions])] : [place.group.id];
  const group_id = ids.length === 0 ? undefined : await findApprover(db, author, ids);
  return group_id === undefined ? undefined : { group_id, ...said };
}

async function findApprover(db: Reads, { id, uri }: Account, ids: readonly number[]): Promise<number | undefined> {
  const groups = await db
    .selectFrom("accounts")
    .innerJoin("follows", "follows.target_id", "accounts.id")
    .select("accounts.id")
    .where("accounts.id", "in", padded(ids))
    .where("accounts.approves_posts", "=", 1)
    .where("accounts.actor_type", "=", "Group")
    .where("accounts.host", "<>", "")
    .where("accounts.deleted_at", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .where("follows.account_id", "=", id)
    .where("follows.state", "=", "accepted")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("group_moderators")
            .select("group_moderators.uri")
            .whereRef("group_moderators.group_id", "=", "accounts.id")
            .where("group_moderators.uri", "=", uri),
        ),
      ),
    )
    .orderBy("accounts.id")
    .execute();
  for (const group of groups) if (!(await hasLetIn(db, group.id, id))) return group.id;
  return undefined;
}

/** Whether there stands something of theirs in the group. */
async function hasLetIn(db: Reads, group_id: number, account_id: number): Promise<boolean> {
  const own = db.selectFrom("statuses").where("statuses.account_id", "=", account_id).where("statuses.deleted_at", "=", 0);
  const waited = own.innerJoin("group_waits", "group_waits.status_id", "statuses.id").select("statuses.id");
  const shown = own.innerJoin("statuses as shared", "shared.reblog_of_id", "statuses.id").select("statuses.id");
  const [first] = [
    await waited.where("group_waits.group_id", "=", group_id).where("state", "=", "approved").limit(1).execute(),
    await shown.where("shared.account_id", "=", group_id).where("shared.deleted_at", "=", 0).limit(1).execute(),
    await own.select("statuses.id").where("statuses.group_id", "=", group_id).limit(1).execute(),
  ].flat();
  return first !== undefined;
}
