/** Home timelines beyond the single status: filled after a follow, emptied after its end, rebuilt for who returns, trimmed for all. */
import { sql, type RawBuilder } from "kysely";
import { idAt } from "../ids.ts";
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { HOME_DAYS } from "./write.ts";

/** So many of a newly followed account's statuses come into the home. */
const BACKFILL = 100;
/** So many entries a home has at most. */
export const MOST = 800;
/** So many homes are trimmed in one transaction. */
const TRIMMED = 50;

/** 1 when the reader keeps the author of `s` in an exclusive list, 0 or null otherwise. */
const exclusive = (
  reader_id: number,
) => sql`(select max(lists.exclusive) from list_members join lists on lists.id = list_members.list_id
  where list_members.account_id = s.account_id and lists.account_id = ${reader_id})`;

/** Entries of a reader from the newest statuses since an id, by the rules of `write.ts`; what is shown already is not entered again. */
const fromStatuses = (reader_id: number, authors: RawBuilder<unknown>, since: number, limit: number) => sql`
  insert into home_entries (account_id, status_id, shown_id, list_only)
  select cast(${reader_id} as bigint), found.id, found.shown_id, found.list_only from (
    select s.id, coalesce(s.reblog_of_id, s.id) as shown_id,
      coalesce(${exclusive(reader_id)}, 0) as list_only
    from statuses as s
    where ${authors} and s.id > ${since} and s.deleted_at = 0 and s.visibility <> 'direct' and s.in_reply_to_uri = ''
      and (s.in_reply_to_account_id is null or s.in_reply_to_account_id = s.account_id or s.in_reply_to_account_id = ${reader_id}
        or exists (select 1 from follows as f where f.account_id = ${reader_id} and f.target_id = s.in_reply_to_account_id and f.state = 'accepted'))
      and (s.reblog_of_id is null or exists (
        select 1 from follows as f where f.account_id = ${reader_id} and f.target_id = s.account_id and f.reblogs = 1))
    order by s.id desc limit ${sql.lit(limit)}) as found
  where not exists (select 1 from home_entries as known where known.account_id = ${reader_id} and known.shown_id = found.shown_id)
  on conflict do nothing`;

/** After a follow has been accepted: the newest statuses of `target_id` come into the follower's home, if they live here. */
export const backfillHome = async (kith: Kith, account_id: number, target_id: number): Promise<void> =>
  await kith.write(async (tx) => {
    const reader = await tx.selectFrom("users").select("id").where("id", "=", account_id).executeTakeFirst();
    if (reader === undefined) return;
    const since = idAt(kith.now() - HOME_DAYS);
    await fromStatuses(account_id, sql`s.account_id = ${target_id}`, since, BACKFILL).execute(tx);
    if (await isGroup(tx, target_id)) await fromStatuses(account_id, threadsOf(sql`= ${target_id}`), since, BACKFILL).execute(tx);
  });

const isGroup = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx.selectFrom("accounts").select("actor_type").where("id", "=", id).executeTakeFirst())?.actor_type === "Group";

/** What begins threads in groups. */
const threadsOf = (groups: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(s.group_id > 0 and s.group_id ${groups} and s.in_reply_to_id is null and s.reblog_of_id is null)`;

/** After a follow has ended: what `target_id` wrote and boosted leaves the home. */
export const removeFromHome = async (kith: Kith, account_id: number, target_id: number): Promise<void> =>
  await kith.write(async (tx) => {
    const recent = sql`statuses.id >= (select min(oldest.status_id) from home_entries as oldest where oldest.account_id = ${account_id})`;
    await sql`delete from home_entries where account_id = ${account_id} and status_id in (
      select id from statuses where statuses.account_id = ${target_id} and ${recent})`.execute(tx);
    if (!(await isGroup(tx, target_id))) return;
    // What others whom one follows have posted there stays: it is theirs, too.
    await sql`delete from home_entries where account_id = ${account_id} and status_id in (
      select id from statuses where statuses.group_id = ${target_id} and statuses.group_id > 0 and ${recent}
        and statuses.account_id <> ${account_id} and not exists (select 1 from follows as f
          where f.account_id = ${account_id} and f.target_id = statuses.account_id and f.state = 'accepted'))`.execute(tx);
  });

/** For somebody who was away for so long that nothing was written for them: their home as it would be, made anew. */
export const rebuildHome = async (kith: Kith, account_id: number): Promise<void> =>
  await kith.write(async (tx) => {
    const followed = sql`(s.account_id = ${account_id} or s.account_id in (
      select target_id from follows where follows.account_id = ${account_id} and follows.state = 'accepted'))`;
    const since = idAt(kith.now() - HOME_DAYS);
    await fromStatuses(account_id, followed, since, MOST).execute(tx);
    const groups = sql`in (select target_id from follows where follows.account_id = ${account_id} and follows.state = 'accepted')`;
    await fromStatuses(account_id, threadsOf(groups), since, MOST).execute(tx);
  });

/**
 * Trims the homes of the next 50 users after `after` (0 = the first) to 800 entries; those who have been away for 30 days lose theirs, which
 * are rebuilt when they return. Returns where to go on, or undefined at the end.
 */
export async function trimHomes(kith: Kith, after: number): Promise<number | undefined> {
  const users = await kith.db
    .selectFrom("users")
    .select(["id", "last_seen_at"])
    .where("id", ">", after)
    .orderBy("id")
    .limit(TRIMMED)
    .execute();
  const gone = kith.now() - HOME_DAYS;
  await kith.write(async (tx) => {
    for (const { id, last_seen_at } of users) {
      const bound = last_seen_at < gone ? sql`cast(${Number.MAX_SAFE_INTEGER} as bigint)` : oldestKept(id);
      await sql`delete from home_entries where account_id = ${id} and status_id < ${bound}`.execute(tx);
    }
  });
  return users.length < TRIMMED ? undefined : users.at(-1)?.id;
}

const oldestKept = (account_id: number) => sql`(select min(kept.status_id) from (
  select status_id from home_entries where account_id = ${account_id} order by status_id desc limit ${sql.lit(MOST)}) as kept)`;

/** Writes anew which of a reader's entries belong into exclusive lists only; after such a list or its members have changed. */
export const refreshListOnly = (account_id: number): RawBuilder<unknown> => sql`update home_entries set list_only = coalesce((
    select ${exclusive(account_id)} from statuses as s where s.id = home_entries.status_id), 0)
  where home_entries.account_id = ${account_id}`;
