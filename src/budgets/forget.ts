/**
 * Forgets statuses of other servers with all that hangs on them, leaving no tombstone: asked for again, they come back. In one transaction, in which
 * they are judged once more, so that a touch that came meanwhile keeps them.
 */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { keysOf } from "../media/remote/keep.ts";
import { countOn } from "../statuses/counts.ts";
import type { Portion } from "./threads.ts";
import { touchedOf, type Bounds } from "./touched.ts";

/** What went, or would go: `bytes` of the database, as estimated; `keys` of copies of files (`remote_files`). */
export type Forgotten = { ids: readonly number[]; bytes: number; keys: readonly string[] };

/** Bytes of a status besides its texts: its row, its places in indexes, its words in the search; and of what belongs to it. */
const EACH = 300;
const DEPENDENT = 100;

/** What the statuses take. */
export async function weighStatuses(db: Reads, ids: readonly number[]): Promise<Forgotten> {
  if (ids.length === 0) return { ids, bytes: 0, keys: [] };
  const list = sql.join(padded(ids));
  const { rows } = await sql<{ bytes: number | null; more: number }>`select
    (select sum(2 * length(uri) + 2 * length(url) + 2 * length(content) + length(text) + length(spoiler_text) + length(emojis))
      from statuses where id in (${list})) as bytes,
    (select count(*) from mentions where status_id in (${list})) + (select count(*) from status_tags where status_id in (${list}))
      + (select count(*) from favourites where status_id in (${list})) + 4 * (select count(*) from media where status_id in (${list}))
      + 4 * (select count(*) from polls where status_id in (${list})) as more`.execute(db as Tx);
  const { bytes = 0, more = 0 } = rows[0] ?? {};
  return {
    ids,
    bytes: Number(bytes ?? 0) + ids.length * EACH + Number(more) * DEPENDENT,
    keys: await copiesOf(db, ids),
  };
}

async function copiesOf(db: Reads, ids: readonly number[]): Promise<string[]> {
  const list = padded(ids);
  const rows = await db
    .selectFrom("media")
    .select(["remote_url", "preview_remote_url"])
    .where((eb) => eb.or([eb("status_id", "in", list), eb("kept_by", "in", list)]))
    .execute();
  return keysOf(rows.flatMap((row) => [row.remote_url, row.preview_remote_url]));
}

/** Forgets a portion, but for threads that somebody has touched meanwhile. */
export async function forgetStatuses(tx: Tx, kith: Pick<Kith, "engine">, portion: Portion, bounds: Bounds): Promise<Forgotten> {
  const lock = kith.engine === "postgres" ? sql` order by id for update` : sql``;
  const { rows } = await sql<{ id: number; thread: number }>`select id, conversation_id as thread from statuses
    where id in (${sql.join(padded(portion.ids))}) and deleted_at = 0 and local = 0${lock}`.execute(tx);
  const there = rows.map(({ id, thread }) => ({ id: Number(id), thread: Number(thread) }));
  const threads = [...new Set(there.map(({ thread }) => thread))];
  if (threads.length === 0) return { ids: [], bytes: 0, keys: [] };
  const touched = await touchedOf(tx, threads, bounds);
  const ids = there.filter(({ thread }) => !touched.has(thread)).map(({ id }) => id);
  if (ids.length === 0) return { ids, bytes: 0, keys: [] };
  const weight = await weighStatuses(tx, ids);
  await uncount(tx, ids);
  await detach(tx, ids);
  await tx.deleteFrom("statuses").where("id", "in", padded(ids)).execute();
  await forgetThreads(tx, threads);
  return weight;
}

/** Their authors have written so much less, as far as is known here; and what they quoted is quoted less. */
async function uncount(tx: Tx, ids: readonly number[]): Promise<void> {
  const list = sql.join(padded(ids));
  await sql`update accounts set statuses_count = statuses_count - (select count(*) from statuses
      where statuses.account_id = accounts.id and statuses.visibility <> 'direct' and statuses.id in (${list}))
    where id in (select account_id from statuses where statuses.id in (${list}))`.execute(tx);
  const quotes = await tx
    .selectFrom("quotes")
    .select("quoted_id")
    .where("status_id", "in", padded(ids))
    .where("state", "=", "accepted")
    .where("quoted_id", "not in", padded(ids))
    .orderBy("quoted_id")
    .execute();
  for (const { quoted_id } of quotes) await countOn(tx, quoted_id, "quotes_count", -1);
}

/** All that names them and does not go by itself. What answers one of them and stays waits for it, as if it had never come. */
async function detach(tx: Tx, ids: readonly number[]): Promise<void> {
  const list = padded(ids);
  const these = sql.join(list);
  await sql`update statuses set in_reply_to_id = null, in_reply_to_account_id = null,
      in_reply_to_uri = case when deleted_at > 0 then '' else (select parent.uri from statuses as parent where parent.id = statuses.in_reply_to_id) end
    where in_reply_to_id in (${these}) and id not in (${these})`.execute(tx);
  // Tombstones of reblogs and quotes bar their own uris only.
  await sql`update statuses set reblog_of_id = null where reblog_of_id in (${these}) and id not in (${these})`.execute(tx);
  await sql`update statuses set quoted_id = null where quoted_id in (${these}) and id not in (${these})`.execute(tx);
  await tx
    .deleteFrom("media")
    .where((eb) => eb.or([eb("status_id", "in", list), eb("kept_by", "in", list)]))
    .execute();
  await sql`delete from status_words where rowid in (${these})`.execute(tx);
  await tx.deleteFrom("trends").where("kind", "=", "status").where("subject_id", "in", list).execute();
  await tx.deleteFrom("receipt_totals").where("status_id", "in", list).execute();
  await tx.updateTable("documents").set({ status_id: null }).where("status_id", "in", list).execute();
}

async function forgetThreads(tx: Tx, threads: readonly number[]): Promise<void> {
  const gone = await sql<{ id: number }>`delete from conversations where id in (${sql.join(padded(threads))})
    and not exists (select 1 from statuses where statuses.conversation_id = conversations.id) returning id`.execute(tx);
  const names = gone.rows.map(({ id }) => `thread/${id}`);
  if (names.length > 0) await tx.deleteFrom("turns").where("name", "in", names).execute();
}
