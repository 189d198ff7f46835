/**
 * Accounts of other servers that nobody here knows any more: nothing in the database names them, nobody has judged them, and nobody has looked at them
 * lately. And tags that nothing bears. What they were is asked for again when it is wanted.
 */
import { sql, type RawBuilder } from "kysely";
import { padded } from "../db/lists.ts";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { RemoteUse } from "../media/remote/fetch.ts";
import { keyOf } from "../media/remote/keep.ts";
import { isRemote } from "../media/url.ts";
import type { Tie } from "./keys.ts";

/** `since`: an account that was asked for after this instant (ms) stays; `ties`: what holds an account. */
export type Known = { since: number; ties: readonly Tie[] };

/** Statuses that are taken to be gone already: what a dry run goes by. */
export type Gone = readonly number[];

/** Ids of accounts between `after` and the last one looked at that nobody knows; `last` is undefined at the end. */
export async function strayAccounts(
  kith: Pick<Kith, "db" | "engine">,
  { after, known, gone, limit }: { after: number; known: Known; gone: Gone; limit: number },
): Promise<{ ids: number[]; last: number | undefined }> {
  const rows = await kith.db
    .selectFrom("accounts")
    .select("id")
    .where("id", ">", after)
    .where("host", "<>", "")
    .orderBy("id")
    .limit(limit)
    .execute();
  const looked = rows.map(({ id }) => id);
  const ids = looked.length === 0 ? [] : await strangersAmong(kith.db, kith.engine, looked, { ...known, gone });
  return { ids, last: rows.length < limit ? undefined : looked.at(-1) };
}

async function strangersAmong(
  db: Reads,
  engine: Kith["engine"],
  ids: readonly number[],
  { since, ties: tied, gone }: Known & { gone: Gone },
): Promise<number[]> {
  const ties = tied.map(
    (tie) => sql`not exists (select 1 from ${sql.table(tie.table)} as t
    where ${sql.ref(`t.${tie.column}`)} = a.id${butFor(gone, tie)})`,
  );
  const list = JSON.stringify(gone);
  const going =
    engine === "sqlite"
      ? sql`select value from json_each(${list})`
      : sql`select value::bigint from json_array_elements_text(${list}::json)`;
  const { rows } = await sql<{ id: number }>`with gone(id) as materialized (${going})
    select a.id from accounts as a where a.id in (${sql.join(padded(ids))}) and a.host <> ''
      and a.silenced_at = 0 and a.suspended_at = 0 and a.sensitized_at = 0 and a.deleted_at = 0 and a.actor_type <> 'Group'
      and a.fetched_at < ${since} and a.updated_at < ${since}
      and not exists (select 1 from relays where relays.actor_uri = a.uri)
      and not exists (select 1 from moderation_notes as n where n.target_type = 'Account' and n.target_id = a.id)
      and not exists (select 1 from audit_log as l where l.target_type = 'Account' and l.target_id = a.id)
      and ${sql.join(ties, sql` and `)} order by a.id`.execute(db as Tx);
  return rows.map(({ id }) => Number(id));
}

const butFor = (gone: Gone, { of }: Tie): RawBuilder<unknown> =>
  gone.length === 0 || of === undefined ? sql`` : sql` and ${sql.ref(`t.${of}`)} not in (select id from gone)`;

/** Copies of files that are theirs alone. */
export type ForgottenAccounts = { ids: readonly number[]; keys: readonly string[] };

export async function weighAccounts(db: Reads, ids: readonly number[]): Promise<ForgottenAccounts> {
  const uses: readonly RemoteUse[] = ["avatar", "header"];
  const rows = await db.selectFrom("accounts").select(["avatar", "header"]).where("id", "in", padded(ids)).execute();
  const keys = rows.flatMap((row) =>
    uses.flatMap((use) => (isRemote(row[use as "avatar"]) ? [keyOf(use, row[use as "avatar"])] : [])),
  );
  return { ids, keys };
}

/** Forgets those that still nobody knows. */
export async function forgetAccounts(
  tx: Tx,
  kith: Pick<Kith, "engine">,
  given: readonly number[],
  known: Known,
): Promise<ForgottenAccounts> {
  if (kith.engine === "postgres")
    await sql`select id from accounts where id in (${sql.join(padded(given))}) order by id for update`.execute(tx);
  const ids = await strangersAmong(tx, kith.engine, given, { ...known, gone: [] });
  if (ids.length === 0) return { ids, keys: [] };
  const weight = await weighAccounts(tx, ids);
  await tx
    .deleteFrom("turns")
    .where(
      "name",
      "in",
      ids.map((id) => `account/${id}`),
    )
    .execute();
  await tx.deleteFrom("accounts").where("id", "in", padded(ids)).execute();
  return weight;
}

/** Forgets the tags among the next `limit` after `after` that nothing bears. Returns the last one looked at; undefined at the end. */
export async function forgetTags(kith: Kith, after: number, since: number, limit: number): Promise<number | undefined> {
  const rows = await kith.db.selectFrom("tags").select("id").where("id", ">", after).orderBy("id").limit(limit).execute();
  if (rows.length === 0) return undefined;
  await kith.write(
    async (tx) =>
      await sql`delete from tags where id > ${after} and id <= ${rows.at(-1)?.id ?? 0} and last_status_at < ${since} and created_at < ${since}
        and not exists (select 1 from status_tags where status_tags.tag_id = tags.id)
        and not exists (select 1 from followed_tags where followed_tags.tag_id = tags.id)
        and not exists (select 1 from featured_tags where featured_tags.tag_id = tags.id)
        and not exists (select 1 from collections where collections.tag_id = tags.id)
        and not exists (select 1 from trends where trends.kind = 'tag' and trends.subject_id = tags.id)`.execute(tx),
  );
  return rows.length < limit ? undefined : rows.at(-1)?.id;
}
