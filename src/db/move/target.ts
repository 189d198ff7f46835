/**
 * The PostgreSQL database that is moved into. A table of its own, `kith_move`, says that it is the target of a move and how far that has come; it goes
 * when all is done, and no server starts while it is there.
 */
import type { Client } from "pg";
import { sql } from "kysely";
import { migrate } from "../migrate.ts";
import { openDatabase } from "../open.ts";
import type { Reads, Tx } from "../schema.ts";
import { makeGate } from "../write.ts";
import { quoted, type Key } from "./parts.ts";

/** Any constant: two moves into one database would double everything. */
const LOCK = 7_516_192_769;

/** How far a part has come. */
export type Progress = { after?: Key; rows: number; done: boolean };
/** What is taken away while rows are copied, and made again afterwards: filling an index row by row takes several times as long. */
type Aside = { name: string; kind: "index" | "constraint"; table: string; create: string };

export type Target = {
  client: Client;
  /** Which migrations it has. */
  migrations: string[];
  progress(part: string): Promise<Progress>;
  /** Runs a batch and notes how far that takes the part, both or neither. */
  advance(part: string, progress: Progress, work: () => Promise<void>): Promise<void>;
  /** Makes indexes and references again; `told` hears of each. */
  restore(told: (name: string, at: number, of: number) => void): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
};

/**
 * @param origin whose move this is: another one is not gone on with
 * @param again begins anew, if what is there is an unfinished move
 * @throws Error in one sentence when the database cannot be used, or holds something else
 */
export async function openTarget(address: string, origin: string, again: boolean): Promise<Target> {
  const client = await connect(address);
  try {
    await assertUsable(client);
    await claim(client, origin, again);
    if ((await read(client, "aside")) === undefined) {
      await makeTables(client, address);
      await setAside(client);
    }
    const { rows } = await client.query<{ name: string }>("select name from migrations order by name");
    return targetOf(
      client,
      rows.map(({ name }) => name),
    );
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** @throws Error when a move into this database is not finished: a server would write between what is still to come */
export async function assertNoMove(reads: Reads): Promise<void> {
  const { rows } = await sql<{ moving: boolean }>`select to_regclass('kith_move') is not null as moving`.execute(reads as Tx);
  if (rows[0]?.moving === true)
    throw new Error('a move into this database is not finished: run "npm run kith -- database move --to …" again');
}

async function connect(connectionString: string): Promise<Client> {
  const { default: pg } = await import("pg");
  const types = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      oid === 20 && format !== "binary" ? Number : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
  };
  const client = new pg.Client({ connectionString, types: types as never, application_name: "kith move", keepAlive: true });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`PostgreSQL cannot be reached: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return client;
}

async function assertUsable(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>("show server_encoding");
  if (rows[0]?.server_encoding !== "UTF8")
    throw new Error(`the database has the encoding ${rows[0]?.server_encoding}: make one with UTF8`);
  const lock = await client.query<{ mine: boolean }>("select pg_try_advisory_lock($1) as mine", [LOCK]);
  if (lock.rows[0]?.mine !== true) throw new Error("another move into this database is under way");
  // What a crash of PostgreSQL takes back, it takes back with the note that it was done.
  await client.query("set synchronous_commit = off");
}

/** Extensions may have views of their own in the schema. */
const RELATIONS = `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
  and not exists (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e') order by relname`;

async function claim(client: Client, origin: string, again: boolean): Promise<void> {
  const { rows } = await client.query<{ name: string }>(RELATIONS);
  const names = rows.map(({ name }) => name);
  if (!names.includes("kith_move")) {
    if (names.length > 0)
      throw new Error(`the database holds something already (${names.slice(0, 3).join(", ")}…): make an empty one`);
    await begin(client, origin);
    return;
  }
  if (again) {
    await client.query("begin");
    for (const name of names) await client.query(`drop table if exists ${quoted(name)} cascade`);
    await begin(client, origin);
    await client.query("commit");
  } else if ((await read(client, "origin")) !== origin)
    throw new Error(
      "the database holds the beginning of another move, or the server has run since: --again throws that away and begins anew",
    );
}

async function begin(client: Client, origin: string): Promise<void> {
  await client.query("create table kith_move (key text primary key, value text not null)");
  await write(client, "origin", origin);
}

async function read(client: Client, key: string): Promise<string | undefined> {
  const { rows } = await client.query<{ value: string }>("select value from kith_move where key = $1", [key]);
  return rows[0]?.value;
}

const write = async (client: Client, key: string, value: string): Promise<unknown> =>
  await client.query("insert into kith_move values ($1, $2) on conflict (key) do update set value = excluded.value", [
    key,
    value,
  ]);

async function makeTables(client: Client, address: string): Promise<void> {
  const { rows } = await client.query<{ now: number }>("select floor(extract(epoch from now()) * 1000)::bigint as now");
  const database = await openDatabase({ database: address, folder: "", guard: makeGate().guard });
  try {
    await migrate(database, () => rows[0]?.now ?? 0);
  } finally {
    await database.close();
  }
}

const CONSTRAINTS = `select conname as name, 'constraint' as kind, relname as "table", pg_get_constraintdef(pg_constraint.oid) as "create"
  from pg_constraint join pg_class on pg_class.oid = conrelid
  where contype = 'f' and relnamespace = current_schema()::regnamespace order by conname`;
const INDEXES = `select indexes.relname as name, 'index' as kind, tables.relname as "table", pg_get_indexdef(indexrelid) as "create"
  from pg_index join pg_class as indexes on indexes.oid = indexrelid join pg_class as tables on tables.oid = indrelid
  where indexes.relnamespace = current_schema()::regnamespace and not indisunique order by indexes.relname`;

/** What migrations wrote goes as well: the source has what became of it. */
async function setAside(client: Client): Promise<void> {
  const aside = [...(await client.query<Aside>(CONSTRAINTS)).rows, ...(await client.query<Aside>(INDEXES)).rows];
  const { rows: tables } = await client.query<{ name: string }>(RELATIONS);
  await client.query("begin");
  for (const { name, kind, table } of aside)
    await client.query(
      kind === "index" ? `drop index ${quoted(name)}` : `alter table ${quoted(table)} drop constraint ${quoted(name)}`,
    );
  for (const { name } of tables)
    if (name !== "kith_move" && name !== "migrations") await client.query(`delete from ${quoted(name)}`);
  await write(client, "aside", JSON.stringify(aside));
  await client.query("commit");
}

function targetOf(client: Client, migrations: string[]): Target {
  return {
    client,
    migrations,
    progress: async (part) => JSON.parse((await read(client, `part ${part}`)) ?? '{"rows":0,"done":false}') as Progress,
    advance: async (part, progress, work) => {
      await client.query("begin");
      try {
        await work();
        await write(client, `part ${part}`, JSON.stringify(progress));
        await client.query("commit");
      } catch (error) {
        await client.query("rollback").catch(() => undefined);
        throw new Error(`${part}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    },
    restore: async (told) => await restore(client, told),
    finish: async () => {
      await client.query("drop table kith_move");
      await client.query("set synchronous_commit = on");
      await client.query("analyze");
    },
    close: async () => await client.end(),
  };
}

async function restore(client: Client, told: (name: string, at: number, of: number) => void): Promise<void> {
  const aside = JSON.parse((await read(client, "aside")) ?? "[]") as Aside[];
  const { rows } = await client.query<Pick<Aside, "name">>(
    "select relname as name from pg_class where relkind = 'i' union all select conname from pg_constraint where contype = 'f'",
  );
  const there = new Set(rows.map(({ name }) => name));
  // References last: their checks go by the indexes.
  const missing = aside.filter(({ name }) => !there.has(name)).sort((a, b) => b.kind.localeCompare(a.kind));
  for (const [at, { name, kind, table, create }] of missing.entries()) {
    told(name, at, missing.length);
    await client.query(kind === "index" ? create : `alter table ${quoted(table)} add constraint ${quoted(name)} ${create}`);
  }
  const { rows: counted } = await client.query<{ table: string; column: string }>(`select relname as "table", attname as "column"
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where attidentity <> '' and relnamespace = current_schema()::regnamespace`);
  for (const { table, column } of counted)
    await client.query(`select setval(pg_get_serial_sequence($1, $2), max(${quoted(column)})) from ${quoted(table)}`, [
      table,
      column,
    ]);
}
