/**
 * Brings a database up to date: forward only, each migration in a transaction of its own, at start, while processes of the version before may still
 * serve from it.
 *
 * Migrations write SQL with the two types that Kith has (`integer`, `text`); for PostgreSQL they become `bigint` and `text COLLATE "C"`, so
 * that both engines hold the same numbers and order text the same way.
 */
import { readdir } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { sql, type Kysely } from "kysely";
import { finishIndexes, isForLater, noteIndex } from "./migrate-indexes.ts";
import type { Engine, OpenDatabase } from "./open.ts";

export type Migration = {
  engine: Engine;
  /** For changes of data; the shape of the tables is the one the migration finds, so its type is its own. */
  db: Kysely<never>;
  /** Runs one statement of DDL, in the words above. On PostgreSQL an index of a large table is made after the transaction, without holding up writers. */
  run(statement: string): Promise<void>;
};

export type MigrationFile = { up(migration: Migration): Promise<void> };
export type MigrateOptions = {
  /** The name of the last one to run, for tests that start from an older version. */
  until?: string;
  /** Newer ones than there are, by name, for tests. */
  newer?: Readonly<Record<string, MigrationFile>>;
  /** Bytes of a table above which its indexes are made later. */
  large?: number;
};

const FOLDER = new URL("../../migrations/", import.meta.url);
/** Any constant: it keeps two processes from migrating one PostgreSQL database at once. */
const LOCK = 7_516_192_768;
const LARGE = 16_000_000;
/**
 * ms that a migration waits for a table that others use: everybody who comes after it waits as well. Then it steps back, and tries again after a
 * pause, so many times.
 */
const WAIT = 1000;
const TRIES = 300;
/** ms between two looks whether another process has done. */
const LOOK = 100;

/**
 * Runs the migrations that this database has not seen, and returns their names. Of several processes one runs them, and the others wait.
 *
 * @throws Error when the database has been migrated by a newer Kith
 */
export async function migrate(database: OpenDatabase, now: () => number, options: MigrateOptions = {}): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.ts$/.test(name)).map((name) => name.slice(0, -3));
  const names = [...files, ...Object.keys(options.newer ?? {})].sort();
  const wanted = names.filter((name) => options.until === undefined || name <= options.until);
  const writer = database.writer.withoutPlugins() as unknown as Kysely<never>;
  return await writer.connection().execute(async (db) => {
    await lock(database.engine, db);
    try {
      const ran = await runAll({ engine: database.engine, db, now, ...options }, wanted);
      await refuseNewer(db, new Set(names));
      return ran;
    } finally {
      if (database.engine === "postgres") await sql`select pg_advisory_unlock(${sql.lit(LOCK)})`.execute(db);
    }
  });
}

/** Of the session, and asked for again and again: who waits in the database would hold up the making of indexes. */
async function lock(engine: Engine, db: Kysely<never>): Promise<void> {
  while (engine === "postgres") {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${sql.lit(LOCK)}) as mine`.execute(db);
    if (rows[0]?.mine === true) return;
    await pause(LOOK);
  }
}

type Run = Required<Pick<Migration, "engine" | "db">> & MigrateOptions & { now: () => number };

async function runAll(run: Run, names: readonly string[]): Promise<string[]> {
  const { db, engine, newer = {} } = run;
  await inTransaction(run, async () => {
    await sql`create table if not exists migrations (name text primary key, applied_at bigint not null)`.execute(db);
  });
  if (engine === "postgres") await finishIndexes(db);
  const ran: string[] = [];
  const seen = await namesIn(db);
  // Nearly always there is nothing to run, and then nothing is read, either.
  for (const name of names.filter((each) => !seen.has(each))) {
    const file = newer[name] ?? ((await import(new URL(`${name}.ts`, FOLDER).href)) as MigrationFile);
    const fresh = await inTransaction(run, async () => await apply(run, name, file));
    if (fresh && engine === "postgres") await finishIndexes(db);
    if (fresh) ran.push(name);
  }
  return ran;
}

/** Runs it again as long as others are in its way. */
async function inTransaction<T>({ engine, db }: Run, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      // The embedded database knows one writer at a time, and whoever has only begun to read cannot become that.
      await sql.raw(engine === "sqlite" ? "begin immediate" : "begin").execute(db);
      try {
        if (engine === "postgres") await sql.raw(`set local lock_timeout = ${WAIT}`).execute(db);
        const done = await work();
        await sql`commit`.execute(db);
        return done;
      } catch (error) {
        await sql`rollback`.execute(db).catch(() => undefined);
        throw error;
      }
    } catch (error) {
      if (tries >= TRIES || !isInTheWay(error)) throw error;
      await pause(engine === "sqlite" ? LOOK : WAIT);
    }
  }
}

const isInTheWay = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^(SQLITE_BUSY\w*|55P03|40P01)$/.test(String(error.code));

async function apply({ engine, db, now, large = LARGE }: Run, name: string, file: MigrationFile): Promise<boolean> {
  // Another process may have run it since we looked.
  const seen = await sql<{ name: string }>`select name from migrations where name = ${name}`.execute(db);
  if (seen.rows.length > 0) return false;
  await file.up({
    engine,
    db,
    run: async (statement) => {
      if (engine === "sqlite") await sql.raw(statement).execute(db);
      else if (await isForLater(db, statement, large)) await noteIndex(db, statement);
      else await sql.raw(postgresTypes(statement)).execute(db);
    },
  });
  await sql`insert into migrations (name, applied_at) values (${name}, ${now()})`.execute(db);
  return true;
}

async function refuseNewer(db: Kysely<never>, known: Set<string>): Promise<void> {
  const [unknown] = (await namesIn(db)).difference(known);
  if (unknown !== undefined)
    throw new Error(`the database has migration ${unknown}, which this version of Kith does not know: use a newer Kith`);
}

/** Those that have been run, in order. */
async function namesIn(db: Kysely<never>): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

const postgresTypes = (statement: string): string =>
  statement
    .replace(/\binteger\b/g, "bigint")
    .replace(/\btext(?= not null| primary key)/g, 'text collate "C"')
    .replace(/\bwithout rowid\b/g, "");
