/** What makes a large network quick to fill in: indexes are built once at the end, in their order, instead of row by row. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { Kith } from "../src/kith.ts";

/** Kibibytes that the writer may keep in memory meanwhile: a small cache writes the same pages again and again. */
const CACHE = sql.lit(-1_000_000);

type Index = { name: string; statement: string };

/** Runs `fill` on tables that have only their unique indexes, and then makes the others as they were. */
export async function withoutIndexes(kith: Pick<Kith, "write" | "engine">, fill: () => Promise<void>): Promise<void> {
  const sqlite = kith.engine === "sqlite";
  if (sqlite) await kith.write(async (tx) => await sql`pragma cache_size = ${CACHE}`.execute(tx));
  const { rows } = await kith.write(async (tx) => await (sqlite ? IN_SQLITE : IN_POSTGRES).execute(tx));
  for (const { name } of rows) await kith.write(async (tx) => await sql`drop index ${sql.ref(name)}`.execute(tx));
  await fill();
  for (const { statement } of rows) await kith.write(async (tx) => await sql.raw(statement).execute(tx));
}

const IN_SQLITE = sql<Index>`select name, sql as statement from sqlite_master
  where type = 'index' and sql is not null and sql not like 'create unique%'`;
const IN_POSTGRES = sql<Index>`select indexname as name, indexdef as statement from pg_indexes
  where schemaname = current_schema() and indexdef not ilike 'create unique%'`;

/** Bytes that a database takes on the disk. */
export async function bytesOf({ folder, database }: { folder: string; database: string }): Promise<number> {
  if (database === "sqlite") return statSync(join(folder, "kith.db")).size;
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>("select pg_database_size(current_database()) as bytes");
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}
