/** Databases for the benchmarks: files in a folder or, when KITH_TEST_DATABASE names a PostgreSQL server, databases of its own there. */
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The address of the PostgreSQL server; empty for SQLite. */
export const databaseServer = (): string => process.env["KITH_TEST_DATABASE"] ?? "";
export const isPostgres = (): boolean => databaseServer() !== "";

/** An empty database of this name, in place of one that was left half made; what `database` in a configuration says. */
export async function createDatabase(name: string): Promise<string> {
  if (!isPostgres()) return "sqlite";
  await admin(`drop database if exists ${name} with (force)`);
  await admin(`create database ${name}`);
  return at(name);
}

export async function dropDatabase(database: string): Promise<void> {
  if (database === "sqlite") return;
  const there = new URL(database);
  const name = there.pathname.slice(1);
  there.pathname = "/postgres";
  await admin(`drop database if exists ${name} with (force)`, there.href);
}

export type Copy = { folder: string; database: string; remove(): Promise<void> };

/** A copy of a seeded database, for one run to write to. */
export async function copyDatabase(from: { folder: string; database: string }, folder: string): Promise<Copy> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  copyFileSync(join(from.folder, "secret.key"), join(folder, "secret.key"));
  let { database } = from;
  if (database === "sqlite") copyFileSync(join(from.folder, "kith.db"), join(folder, "kith.db"));
  else {
    const name = `kith_bench_run_${process.pid}`;
    await admin(`create database ${name} template ${new URL(database).pathname.slice(1)}`);
    database = at(name);
  }
  const remove = async () => {
    await dropDatabase(database === from.database ? "sqlite" : database);
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, database, remove };
}

/** The same server's address with another database's name. */
function at(name: string): string {
  const url = new URL(databaseServer());
  url.pathname = `/${name}`;
  return url.href;
}

async function admin(statement: string, server = databaseServer()): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
