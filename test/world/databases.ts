/** Databases for tests: files copied from a template, or, when KITH_TEST_DATABASE names a PostgreSQL server, databases made from one. */
import { randomBytes } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

export type Template = { sqlite: string } | { postgres: string; name: string };

/** Makes a migrated, empty database; returns what `database` in a configuration says. */
export async function createDatabase(template: Template, folder: string): Promise<string> {
  if ("sqlite" in template) {
    copyFileSync(template.sqlite, join(folder, "kith.db"));
    return "sqlite";
  }
  const name = `kith_${randomBytes(6).toString("hex")}`;
  await admin(template.postgres, `create database ${name} template ${template.name}`);
  return at(template.postgres, name);
}

export async function dropDatabase(database: string): Promise<void> {
  if (database === "sqlite") return;
  const name = new URL(database).pathname.slice(1);
  await admin(at(database, "postgres"), `drop database if exists ${name} with (force)`);
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
