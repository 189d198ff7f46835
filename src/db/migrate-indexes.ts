/**
 * Indexes of large tables on PostgreSQL: made CONCURRENTLY, outside of any transaction, for otherwise nobody could write while one is made. Which are
 * still to be made is noted in the migration's transaction, so that a crash in between leaves none out.
 */
import { sql, type Kysely } from "kysely";

type Db = Kysely<never>;

/** In `settings`: statements, as JSON. */
const KEY = "indexes-to-make";
const INDEX = /^\s*create\s+(unique\s+)?index\s+(\w+)\s+on\s+(\w+)/i;

/** Whether a statement makes an index of a table of more than `large` bytes. */
export async function isForLater(db: Db, statement: string, large: number): Promise<boolean> {
  const table = INDEX.exec(statement)?.[3];
  if (table === undefined) return false;
  const { rows } = await sql<{ bytes: number | null }>`select pg_table_size(to_regclass(${table})) as bytes`.execute(db);
  return (rows[0]?.bytes ?? 0) > large;
}

/** Puts it on the list, in the migration's transaction. */
export async function noteIndex(db: Db, statement: string): Promise<void> {
  await keep(db, [...(await noted(db)), statement]);
}

/** Makes what is on the list. */
export async function finishIndexes(db: Db): Promise<void> {
  let left = await noted(db);
  for (const statement of left) {
    await make(db, statement);
    await keep(db, (left = left.slice(1)));
  }
}

async function make(db: Db, statement: string): Promise<void> {
  const name = INDEX.exec(statement)?.[2] ?? "";
  const { rows } = await sql<{
    valid: boolean;
  }>`select indisvalid as valid from pg_index where indexrelid = to_regclass(${name})`.execute(db);
  if (rows[0]?.valid === true) return;
  // What an attempt that was interrupted has left is of no use, but has the name.
  if (rows.length > 0) await sql.raw(`drop index concurrently ${name}`).execute(db);
  await sql.raw(statement.replace(/\bindex\b/i, "index concurrently")).execute(db);
}

async function noted(db: Db): Promise<string[]> {
  const { rows: found } = await sql<{ there: boolean }>`select to_regclass('settings') is not null as there`.execute(db);
  if (found[0]?.there !== true) return [];
  const { rows } = await sql<{ value: string }>`select value from settings where key = ${KEY}`.execute(db);
  return JSON.parse(rows[0]?.value ?? "[]") as string[];
}

async function keep(db: Db, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) await sql`delete from settings where key = ${KEY}`.execute(db);
  else
    await sql`insert into settings (key, value) values (${KEY}, ${JSON.stringify(statements)})
      on conflict (key) do update set value = excluded.value`.execute(db);
}
