/**
 * Brings a database up to date: forward only, each migration in a transaction of its own, at start.
 *
 * Migrations write SQL with the two types that Kith has (`integer`, `text`); for PostgreSQL they become `bigint` and `text COLLATE "C"`, so
 * that both engines hold the same numbers and order text the same way.
 */
import { readdir } from "node:fs/promises";
import { sql, type Kysely } from "kysely";
import type { Engine, OpenDatabase } from "./open.ts";

export type Migration = {
  engine: Engine;
  /** For changes of data; the shape of the tables is the one the migration finds, so its type is its own. */
  db: Kysely<never>;
  /** Runs one statement of DDL, in the words above. */
  run(statement: string): Promise<void>;
};

type MigrationFile = { up(migration: Migration): Promise<void> };

const FOLDER = new URL("../../migrations/", import.meta.url);
/** Any constant: it keeps two processes from migrating one PostgreSQL database at once. */
const LOCK = 7_516_192_768;

/**
 * Runs the migrations that this database has not seen, and returns their names.
 *
 * @param until the name of the last one to run, for tests that start from an older version
 * @throws Error when the database has been migrated by a newer Kith
 */
export async function migrate(database: OpenDatabase, now: () => number, until?: string): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.ts$/.test(name)).sort();
  const writer = database.writer.withoutPlugins();
  await sql`create table if not exists migrations (name text primary key, applied_at bigint not null)`.execute(writer);
  const ran: string[] = [];
  for (const file of files) {
    const name = file.slice(0, -3);
    if (until !== undefined && name > until) break;
    const { up } = (await import(new URL(file, FOLDER).href)) as MigrationFile;
    const fresh = await writer
      .transaction()
      .execute(async (tx) => await apply(database.engine, tx as unknown as Kysely<never>, { name, up, now }));
    if (fresh) ran.push(name);
  }
  await refuseNewer(database, new Set(files.map((file) => file.slice(0, -3))));
  return ran;
}

async function apply(
  engine: Engine,
  tx: Kysely<never>,
  file: MigrationFile & { name: string; now: () => number },
): Promise<boolean> {
  if (engine === "postgres") await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
  const seen = await sql<{ name: string }>`select name from migrations where name = ${file.name}`.execute(tx);
  if (seen.rows.length > 0) return false;
  await file.up({
    engine,
    db: tx,
    run: async (statement) => {
      await sql.raw(engine === "postgres" ? postgresTypes(statement) : statement).execute(tx);
    },
  });
  await sql`insert into migrations (name, applied_at) values (${file.name}, ${file.now()})`.execute(tx);
  return true;
}

async function refuseNewer(database: OpenDatabase, known: Set<string>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(
    database.writer.withoutPlugins(),
  );
  const unknown = rows.find(({ name }) => !known.has(name));
  if (unknown !== undefined)
    throw new Error(`the database has migration ${unknown.name}, which this version of Kith does not know: use a newer Kith`);
}

const postgresTypes = (statement: string): string =>
  statement
    .replace(/\binteger\b/g, "bigint")
    .replace(/\btext(?= not null| primary key)/g, 'text collate "C"')
    .replace(/\bwithout rowid\b/g, "");
