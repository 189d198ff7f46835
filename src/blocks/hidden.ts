/**
 * Whom a viewer does not want to see, as conditions for queries: blocks both ways, mutes, and blocked hosts.
 *
 * `column` names the column that holds an account's id, such as `statuses.account_id`. Viewer 0 is anybody, who hides nobody; the
 * conditions hold for them as they are.
 */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { holdAccounts } from "../accounts/find.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Tx } from "../db/schema.ts";
import type { Viewer } from "../db/viewer.ts";
import { forbidden } from "../errors.ts";

export type Condition = RawBuilder<SqlBool>;

// Each begins with what does not depend on the row, which the database answers once: most people block nobody and are blocked by nobody.

/** Neither has blocked the other. */
export const notBlockedBetween = (viewer_id: Viewer, column: string): Condition => sql<SqlBool>`(
  (not exists (select 1 from blocks where blocks.account_id = ${viewer_id})
    or not exists (select 1 from blocks where blocks.account_id = ${viewer_id} and blocks.target_id = ${sql.ref(column)}))
  and (not exists (select 1 from blocks where blocks.target_id = ${viewer_id})
    or not exists (select 1 from blocks where blocks.account_id = ${sql.ref(column)} and blocks.target_id = ${viewer_id})))`;

/** The viewer has not muted the account, or the mute has run out (`now` in ms). */
export const notMutedBy = (viewer_id: Viewer, column: string, now: number): Condition => sql<SqlBool>`
  (not exists (select 1 from mutes where mutes.account_id = ${viewer_id})
    or not exists (select 1 from mutes where mutes.account_id = ${viewer_id} and mutes.target_id = ${sql.ref(column)}
      and (mutes.expires_at = 0 or mutes.expires_at > ${now})))`;

/** The same of mutes with notifications: what the account does is told to the viewer. */
export const mayBeToldTo = (viewer_id: Viewer, column: string, now: number): Condition => sql<SqlBool>`
  (not exists (select 1 from mutes where mutes.account_id = ${viewer_id} and mutes.notifications = 1)
    or not exists (select 1 from mutes where mutes.account_id = ${viewer_id} and mutes.target_id = ${sql.ref(column)}
      and mutes.notifications = 1 and (mutes.expires_at = 0 or mutes.expires_at > ${now})))`;

/** The viewer has not blocked the account's host. */
export const notHostBlockedBy = (viewer_id: Viewer, column: string): Condition => sql<SqlBool>`
  (not exists (select 1 from account_domain_blocks where account_domain_blocks.account_id = ${viewer_id})
    or not exists (select 1 from account_domain_blocks as hosts_blocked
      join accounts as hosted on hosted.host = hosts_blocked.host
      where hosts_blocked.account_id = ${viewer_id} and hosted.id = ${sql.ref(column)}))`;

/** All of the above: the account may stand in the viewer's timelines. */
export const notHiddenFrom = (viewer_id: Viewer, column: string, now: number): Condition =>
  sql<SqlBool>`(${notBlockedBetween(viewer_id, column)} and ${notMutedBy(viewer_id, column, now)} and ${notHostBlockedBy(viewer_id, column)})`;

/**
 * The status (or what it reblogs) names nobody whom the viewer has blocked or muted, themselves or with their whole server; their own names whom they like. For what comes
 * to people of itself: there they hear nothing of those, whoever speaks of them.
 */
export const namesNobodyHidden = (viewer_id: Viewer, now: number): Condition => sql<SqlBool>`(statuses.account_id = ${viewer_id}
  or (not exists (select 1 from blocks where blocks.account_id = ${viewer_id})
    and not exists (select 1 from mutes where mutes.account_id = ${viewer_id})
    and not exists (select 1 from account_domain_blocks where account_domain_blocks.account_id = ${viewer_id}))
  or not exists (select 1 from mentions as named where named.status_id = coalesce(statuses.reblog_of_id, statuses.id) and named.silent = 0
    and (exists (select 1 from blocks where blocks.account_id = ${viewer_id} and blocks.target_id = named.account_id)
      or exists (select 1 from mutes where mutes.account_id = ${viewer_id} and mutes.target_id = named.account_id
        and (mutes.expires_at = 0 or mutes.expires_at > ${now}))
      or exists (select 1 from account_domain_blocks as hosts_blocked join accounts as hosted on hosted.host = hosts_blocked.host
        where hosts_blocked.account_id = ${viewer_id} and hosted.id = named.account_id))))`;

/** Whether one of two accounts has blocked the other, or `account_id` the other's host: then nothing passes between them. */
export async function isBlockedBetween(db: Reads, account_id: number, other_id: number): Promise<boolean> {
  return (await selectFree(db, { account_id, other_id })).length === 0;
}

/**
 * The same in the work by which something begins between the two: who blocks at that moment ends it, or is seen here.
 *
 * @throws Refusal `forbidden`
 */
export async function assertNotBlocked(tx: Tx, account_id: number, other_id: number): Promise<void> {
  await holdAccounts(tx, account_id, other_id);
  if (await isBlockedBetween(tx, account_id, other_id)) throw forbidden();
}

const selectFree = prepare((db, { account_id, other_id }: { account_id: number; other_id: number }) =>
  db
    .selectFrom("accounts")
    .select("id")
    .where("id", "=", other_id)
    .where(notBlockedBetween(account_id, "accounts.id"))
    .where(notHostBlockedBy(account_id, "accounts.id")),
);

/** Those of `ids` whom the viewer does not want to see, or who do not want to be seen. At most 900 ids. */
export const loadHidden = async (db: Reads, viewer_id: number, ids: readonly number[], now: number): Promise<Set<number>> =>
  viewer_id === 0 ? new Set() : await missingFrom(db, ids, notHiddenFrom(viewer_id, "accounts.id", now));

/** Those of `ids` with whom there is a block, or whose host the viewer has blocked: nothing passes between them. At most 900 ids. */
export const loadBlocked = async (db: Reads, viewer_id: number, ids: readonly number[]): Promise<Set<number>> =>
  await missingFrom(
    db,
    ids,
    sql<SqlBool>`(${notBlockedBetween(viewer_id, "accounts.id")} and ${notHostBlockedBy(viewer_id, "accounts.id")})`,
  );

async function missingFrom(db: Reads, ids: readonly number[], condition: Condition): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom("accounts").select("id").where("id", "in", ids).where(condition).execute();
  const there = new Set(rows.map(({ id }) => id));
  return new Set(ids.filter((id) => !there.has(id)));
}
