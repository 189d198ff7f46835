/**
 * Which threads somebody here has touched, or could not have again: those stay, whatever the ceiling. The table below says what a touch is; what is
 * untouched, public and old can go, for it is fetched again when somebody asks.
 */
import { sql, type RawBuilder } from "kysely";
import { padded, parts } from "../db/lists.ts";
import type { Reads, Tx } from "../db/schema.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import type { Tie } from "./keys.ts";

/**
 * `before`: the id that all of a thread must be older than; `since`: the same instant in ms; `named`: threads of statuses that stand in texts of ours; `ties`: what else holds a status;
 * `gone`: statuses that a dry run takes to be gone already.
 */
export type Bounds = {
  before: number;
  since: number;
  named: ReadonlySet<number>;
  ties: readonly Tie[];
  gone: ReadonlySet<number>;
};

/**
 * Of a status `s` of the thread, besides what names it by a foreign key (`keys.ts`): bookmarks, notifications, filters, conversations. Reblogs are in their original's thread, so what holds one of them holds the thread.
 */
const TOUCHES: Readonly<Record<string, RawBuilder<unknown>>> = Object.freeze({
  written: sql`s.local = 1`,
  // Whoever it was for got it; nobody can ask for it again.
  private: sql`(s.deleted_at = 0 and s.visibility not in ('public', 'unlisted'))`,
  mentioned: ofPeople("mentions", "status_id"),
  favourited: ofPeople("favourites", "status_id"),
  downvoted: ofPeople("downvotes", "status_id"),
  reacted: ofPeople("reactions", "status_id"),
  pinned: ofPeople("pins", "status_id"),
  liked: ofPeople("standing_likes", "status_id"),
  boosted: sql`exists (select 1 from statuses as r where r.reblog_of_id = s.id and (r.local = 1 or r.conversation_id <> s.conversation_id))`,
  answered: sql`exists (select 1 from statuses as a where a.in_reply_to_id = s.id and a.local = 1)`,
  voted: sql`exists (select 1 from polls join poll_votes on poll_votes.poll_id = polls.id
    join users on users.id = poll_votes.account_id where polls.status_id = s.id)`,
  attended: sql`exists (select 1 from events join event_rsvps on event_rsvps.event_id = events.id and event_rsvps.state <> 'none'
    join users on users.id = event_rsvps.account_id where events.status_id = s.id)`,
  trending: sql`exists (select 1 from trends where trends.kind = 'status' and trends.subject_id = s.id and trends.score > 0)`,
  listed: sql`exists (select 1 from list_members where list_members.account_id = s.account_id)`,
  played: sql`exists (select 1 from playlist_films join playlists on playlists.id = playlist_films.playlist_id
    join users on users.id = playlists.account_id where playlist_films.film_uri = s.uri)`,
  collected: sql`exists (select 1 from collection_items join collections on collections.id = collection_items.collection_id
    join users on users.id = collections.account_id where collection_items.account_id = s.account_id)`,
});

function ofPeople(table: string, column: string): RawBuilder<unknown> {
  const [name, status] = [sql.table(table), sql.ref(`${table}.${column}`)];
  return sql`exists (select 1 from ${name} join users on users.id = ${sql.ref(`${table}.account_id`)} where ${status} = s.id)`;
}

/** Those of the conversations that stay. */
export async function touchedOf(
  db: Reads,
  conversations: readonly number[],
  { before, since, named, ties, gone }: Bounds,
): Promise<Set<number>> {
  const ids = sql.join(padded(conversations));
  const held = ties.map(
    ({ table, column }) => sql`exists (select 1 from ${sql.table(table)} as t where ${sql.ref(`t.${column}`)} = s.id)`,
  );
  const { rows } = await sql<{ id: number }>`
    select distinct s.conversation_id as id from statuses as s where s.conversation_id in (${ids})
      and (s.id >= ${before} or ${sql.join([...Object.values(TOUCHES), ...held], sql` or `)})
    union select id from conversations where id in (${ids}) and created_at >= ${since}
    union select conversation_id as id from muted_conversations where conversation_id in (${ids})
    union select conversation_id as id from conversation_members where conversation_id in (${ids})`.execute(db as Tx);
  const turns = await db
    .selectFrom("turns")
    .select("name")
    .where(
      "name",
      "in",
      conversations.map((id) => `thread/${id}`),
    )
    // Somebody has opened it lately.
    .where("checked_at", ">=", since)
    .execute();
  const told = conversations.filter((id) => named.has(id));
  return new Set([
    ...told,
    ...(await quotedOf(db, conversations, gone)),
    ...rows.map(({ id }) => Number(id)),
    ...turns.map(({ name }) => Number(name.slice("thread/".length))),
  ]);
}

/** Those that are quoted by people here, or from another thread: whoever sees that one sees this. */
async function quotedOf(db: Reads, conversations: readonly number[], gone: ReadonlySet<number>): Promise<number[]> {
  const rows = await db
    .selectFrom("statuses as s")
    .innerJoin("statuses as q", "q.quoted_id", "s.id")
    .select(["s.conversation_id as thread", "q.id as by"])
    .where("s.conversation_id", "in", padded(conversations))
    .where("q.deleted_at", "=", 0)
    .where((eb) => eb.or([eb("q.local", "=", 1), eb("q.conversation_id", "<>", eb.ref("s.conversation_id"))]))
    .execute();
  return rows.filter(({ by }) => !gone.has(by)).map(({ thread }) => thread);
}

/** Threads of statuses that reports, strikes, drafts and what is scheduled name: few, and all in texts. */
export async function loadNamed({ db, instance }: Pick<Kith, "db" | "instance">): Promise<Set<number>> {
  const named = new Set<number>([instance.front_status_id]);
  for (const table of ["reports", "strikes"] as const)
    for (const { status_ids } of await db.selectFrom(table).select("status_ids").where("status_ids", "<>", "[]").execute())
      for (const id of JSON.parse(status_ids) as number[]) named.add(Number(id));
  for (const table of ["drafts", "scheduled_statuses"] as const)
    for (const { params } of await db.selectFrom(table).select("params").execute())
      for (const [, id] of params.matchAll(/"(?:in_reply_to_id|quoted_id)":"?(\d+)/g)) named.add(readId(id) ?? 0);
  const threads = new Set<number>();
  for (const few of parts([...named], 500)) {
    const rows = await db.selectFrom("statuses").select("conversation_id").where("id", "in", padded(few)).execute();
    for (const { conversation_id } of rows) threads.add(conversation_id);
  }
  return threads;
}

/**
 * People whose homes reach back beyond `before`: few, for a home holds 800 entries. Read in parts, so that nothing waits for long.
 */
export async function loadQuietHomes(db: Reads, before: number): Promise<number[]> {
  const quiet: number[] = [];
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: number; oldest: number | null }>`select users.id,
      (select min(status_id) from home_entries where home_entries.account_id = users.id) as oldest
      from users where users.id > ${after} order by users.id limit 500`.execute(db as Tx);
    for (const { id, oldest } of rows) if (oldest !== null && oldest < before) quiet.push(Number(id));
    const last = rows.at(-1);
    if (last === undefined || rows.length < 500) return quiet;
    after = Number(last.id);
  }
}

/** Those of the statuses that stand in one of these homes, as what they are or as the reblog by which they got there. */
export async function inHomes(db: Reads, homes: readonly number[], status_ids: readonly number[]): Promise<Set<number>> {
  const found = new Set<number>();
  for (let at = 0; at < homes.length; at += 50) {
    const rows = await db
      .selectFrom("home_entries")
      .select("status_id")
      .where("account_id", "in", homes.slice(at, at + 50))
      .where("status_id", "in", padded(status_ids))
      .execute();
    for (const { status_id } of rows) found.add(status_id);
  }
  return found;
}
