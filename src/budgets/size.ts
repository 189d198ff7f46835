/** How much room the database and the media take, of what they may. */
import { sql } from "kysely";
import type { Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

type Ground = Pick<Kith, "db" | "engine">;

/**
 * Bytes. `used`: what is in it; `file`: what it takes of the disk. A database that has been emptied keeps its room for what comes, so the ceiling is
 * about `used`: SQLite's free pages do not count, and on PostgreSQL what was pruned does not until as much has come in its place.
 */
export async function databaseSize(kith: Ground): Promise<{ used: number; file: number }> {
  if (kith.engine === "sqlite") {
    const { rows } = await sql<{ pages: number; free: number; size: number }>`select page_count as pages, freelist_count as free,
      page_size as size from pragma_page_count(), pragma_freelist_count(), pragma_page_size()`.execute(kith.db);
    const { pages, free, size } = rows[0] ?? { pages: 0, free: 0, size: 0 };
    return { used: (Number(pages) - Number(free)) * Number(size), file: Number(pages) * Number(size) };
  }
  const file = await postgresSize(kith.db);
  return { used: Math.max(0, file - creditLeft(await loadCredit(kith.db), file, await insertedSoFar(kith.db))), file };
}

/** Bytes that nobody but people here and those who judge them can free: their media, with what waits to be worked on, and what is kept of deleted posts while a report waits. */
export const ownBytes = sql<number>`((select coalesce(sum(bytes), 0) from media where bytes > 0) + (select coalesce(sum(bytes), 0) from evidence_media))`;

/** Bytes of what is kept here for people here (`ownBytes`), and of copies of other servers' media. */
export async function mediaSize({ db }: Pick<Kith, "db">): Promise<{ own: number; copies: number }> {
  const { rows } = await sql<{ own: number | null; copies: number | null }>`select
    ${ownBytes} as own, (select coalesce(sum(bytes), 0) from remote_files) as copies`.execute(db);
  return { own: Number(rows[0]?.own ?? 0), copies: Number(rows[0]?.copies ?? 0) };
}

/**
 * What pruning has made room for in a PostgreSQL database, which says nothing of it: bytes, at a size of `size` and after `inserted` statuses, of which
 * each that comes takes `each`.
 */
export type Credit = { bytes: number; each: number; size: number; inserted: number };

const KEY = "room-made";

export async function loadCredit(db: Reads): Promise<Credit> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return row === undefined ? { bytes: 0, each: 0, size: 0, inserted: 0 } : (JSON.parse(row.value) as Credit);
}

/** Bytes of the room that are still free: less for each status that has come, and for what a VACUUM FULL has given back. */
export function creditLeft({ bytes, each, size, inserted }: Credit, size_now: number, inserted_now: number): number {
  // Statistics that were reset begin at 0 again.
  const came = inserted_now >= inserted ? inserted_now - inserted : inserted_now;
  return Math.max(0, bytes - came * each - Math.max(0, size - size_now));
}

/** Notes that so many bytes of so many statuses have gone. */
export async function addCredit(
  kith: Pick<Kith, "db" | "engine" | "write">,
  gone: { bytes: number; statuses: number },
): Promise<void> {
  if (kith.engine === "sqlite" || gone.statuses === 0) return;
  const [size, inserted] = [await postgresSize(kith.db), await insertedSoFar(kith.db)];
  const left = creditLeft(await loadCredit(kith.db), size, inserted);
  const credit: Credit = { bytes: left + gone.bytes, each: Math.round(gone.bytes / gone.statuses), size, inserted };
  const value = JSON.stringify(credit);
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("settings")
        .values({ key: KEY, value })
        .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
        .execute(),
  );
}

async function postgresSize(db: Reads): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}

async function insertedSoFar(db: Reads): Promise<number> {
  const { rows } = await sql<{ count: number }>`select n_tup_ins as count from pg_stat_user_tables
    where relname = 'statuses' and schemaname = current_schema()`.execute(db);
  return Number(rows[0]?.count ?? 0);
}
