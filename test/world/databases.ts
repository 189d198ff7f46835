/** Databases for tests: files copied from a template, or, when KITH_TEST_DATABASE names a PostgreSQL server, databases made from one. */
import { randomBytes } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { keepWarm, letCool, Pool } from "./warm.ts";

/** `relations`: how many tables and indexes it has. */
export type Template = { sqlite: string } | { postgres: string; name: string; relations: number };

/** Databases of PostgreSQL that a test has left, emptied: to empty one costs a quarter of making one. The end of the run removes them. */
const free: string[] = [];
const cleaners = new Map<string, pg.Pool>();

/** Makes a migrated, empty database, or takes one that was left; returns what `database` in a configuration says. */
export async function createDatabase(template: Template, folder: string): Promise<string> {
  if ("sqlite" in template) {
    copyFileSync(template.sqlite, join(folder, "kith.db"));
    return "sqlite";
  }
  const left = free.pop();
  if (left !== undefined) return left;
  const name = `${template.name}_${randomBytes(6).toString("hex")}`;
  await admin(template.postgres, `create database ${name} template ${template.name}`);
  const database = at(template.postgres, name);
  keepWarm(database);
  return database;
}

/** Takes a database back for the next test. */
export async function leaveDatabase(template: Template, database: string): Promise<void> {
  if ("sqlite" in template) return;
  if (await isEmptied(template, database).catch(() => false)) free.push(database);
  else await dropDatabase(database);
}

/** Empties a database. False for one whose shape a test has changed. */
async function isEmptied({ relations }: { relations: number }, database: string): Promise<boolean> {
  const cleaner = cleanerOf(database);
  const { rows } = await cleaner.query<{ count: string }>(COUNT_RELATIONS);
  if (Number(rows[0]?.count) !== relations) return false;
  await cleaner.query(EMPTY);
  return true;
}

/** Whoever empties a database stays: to learn all its tables anew takes a connection longer than to empty them. */
function cleanerOf(database: string): pg.Pool {
  const known = cleaners.get(database);
  if (known !== undefined) return known;
  const cleaner = new Pool({ connectionString: database, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true });
  // It breaks when the database is removed.
  cleaner.on("error", () => undefined);
  cleaners.set(database, cleaner);
  return cleaner;
}

/** How many tables and indexes there are. */
export const COUNT_RELATIONS = "select count(*) from pg_class where relnamespace = current_schema()::regnamespace";

/** What a connection that was left open holds is not waited for long; the replica's role spares the checks between tables; most were never written to. */
const EMPTY = `set lock_timeout = '2s'; set session_replication_role = replica;
do $$ declare name text; filled boolean; begin
  for name in select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
      and relname <> 'migrations' and pg_relation_size(oid) > 0 loop
    execute format('select exists (select 1 from %I)', name) into filled;
    if filled then execute format('delete from %I', name); end if;
  end loop;
end $$`;

export async function dropDatabase(database: string): Promise<void> {
  if (database === "sqlite") return;
  await letCool(database);
  const name = new URL(database).pathname.slice(1);
  await admin(at(database, "postgres"), `drop database if exists ${name} with (force)`);
}

/** Removes a template and all that was made from it. */
export async function dropDatabases(server: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>("select datname from pg_database where starts_with(datname, $1)", [
    template,
  ]);
  await client.end();
  // At once, for the server writes down all that it holds before it removes one: together they wait for that together.
  await Promise.all(rows.map(async ({ datname }) => await dropDatabase(at(server, datname))));
}

/** The same server's address with another database's name. */
export function at(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function admin(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
