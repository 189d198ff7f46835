/** The SQLite file that is moved: opened so that nobody else can, and read in the order of its keys. */
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import type { Client } from "pg";
import { codeOf } from "../codes.ts";
import type { DB, Reads } from "../schema.ts";
import { quoted, type Batch, type Key, type Part } from "./parts.ts";

/** A batch: rows, and characters in them. */
const ROWS = 2000;
const CHARACTERS = 4_000_000;
/** Whose rows say nothing once no process runs, and what each database keeps of itself. */
const LEFT = new Set(["slots", "migrations"]);

export type Source = {
  reads: Reads;
  tables: Part[];
  migrations: string[];
  /** Changes when anybody writes to the file. */
  mark: string;
  /** Ids of the statuses that can be searched for, after one of them. */
  searchable(after: number, most: number): number[];
  countSearchable(): number;
  close(): void;
};

/** @throws Error in one sentence when there is no such database, or somebody has it open */
export function openSource(folder: string): Source {
  const file = join(folder, "kith.db");
  if (!existsSync(file)) throw new Error(`there is no ${file}: nothing is there to be moved`);
  const handle = lock(file, folder);
  const { size, mtimeNs } = statSync(file, { bigint: true });
  const names = handle.prepare("select name from pragma_table_list where schema = 'main' and type = 'table' order by name");
  const all = (names.pluck().all() as string[]).filter((name) => !name.startsWith("sqlite_"));
  const searchable = handle
    .prepare("select id from status_words_docsize where id > ? order by id limit ?")
    .pluck() as unknown as Sqlite.Statement<[number, number], number>;
  return {
    reads: new Kysely<DB>({ dialect: new SqliteDialect({ database: handle }) }),
    tables: all.filter((name) => !LEFT.has(name)).map((name) => tablePart(handle, name)),
    migrations: handle.prepare("select name from migrations order by name").pluck().all() as string[],
    mark: `${size} ${mtimeNs}`,
    searchable: (after, most) => searchable.all(after, most),
    countSearchable: () => countIn(handle, "status_words_docsize"),
    close: () => void handle.close(),
  };
}

/**
 * In WAL mode whoever has the file open holds a shared lock on it, so the exclusive one tells whether a server runs, and keeps it from being started
 * before the end. What was still in the log is taken into the file, so that its size and time say whether somebody has written since.
 */
function lock(file: string, folder: string): Sqlite.Database {
  const handle = new Sqlite(file, { timeout: 0 });
  try {
    handle.pragma("locking_mode = EXCLUSIVE");
    handle.exec("begin exclusive; commit");
    handle.pragma("wal_checkpoint(TRUNCATE)");
    handle.pragma("query_only = on");
    handle.pragma("cache_size = -65536");
    return handle;
  } catch (error) {
    handle.close();
    if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
    throw new Error(`the database in ${folder} is in use: stop the server (and every other command) first`, { cause: error });
  }
}

const countIn = (handle: Sqlite.Database, name: string): number =>
  handle
    .prepare(`select count(*) from ${quoted(name)}`)
    .pluck()
    .get() as number;

type Column = { name: string; type: string; pk: number };

function tablePart(handle: Sqlite.Database, name: string): Part {
  const columns = handle.prepare("select name, type, pk from pragma_table_info(?)").all(name) as Column[];
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  if (key.length === 0) throw new Error(`the table ${name} has no primary key`);
  const list = columns.map((column) => quoted(column.name)).join(", ");
  const keys = key.map((column) => quoted(column.name)).join(", ");
  const from = `select ${list} from ${quoted(name)}`;
  const order = `order by ${keys} limit ${ROWS}`;
  const first = handle.prepare(`${from} ${order}`).raw();
  const next = handle.prepare(`${from} where (${keys}) > (${key.map(() => "?").join(", ")}) ${order}`).raw();
  const places = key.map((column) => columns.indexOf(column));
  const keyOf = (row: readonly unknown[]): Key => places.map((place) => row[place] as number | string);
  const table: Table = { name, columns, list, keys, keyOf, key };
  return {
    name,
    count: () => countIn(handle, name),
    read: async (after) => {
      const rows: unknown[][] = [];
      let characters = 0;
      const found = after === undefined ? first.iterate() : next.iterate(...after.map(exact));
      for (const row of found as IterableIterator<unknown[]>) {
        rows.push(row);
        for (const value of row) characters += typeof value === "string" ? value.length : 8;
        if (characters > CHARACTERS) break;
      }
      const last = rows.at(-1);
      return last === undefined ? undefined : { after, last: keyOf(last), rows: rows.map((row) => row.map(storable)) };
    },
    write: async (client, batch) => await writeRows(client, table, batch),
    compare: async (client, batch) => await compareRows(client, table, batch),
  };
}

const exact = (value: number | string): bigint | string => (typeof value === "number" ? BigInt(value) : value);

/** PostgreSQL's text knows no U+0000. Nothing that Kith reads keeps one. */
const storable = (value: unknown): unknown => (typeof value === "string" ? value.replaceAll("\0", "") : value);

type Table = {
  name: string;
  columns: Column[];
  key: Column[];
  list: string;
  keys: string;
  keyOf: (row: readonly unknown[]) => Key;
};

/** @throws Error that names the row, when it is its values that PostgreSQL refuses (classes 22 and 23) */
async function writeRows(client: Client, table: Table, { rows }: Batch): Promise<void> {
  await client.query("savepoint batch");
  try {
    await insertRows(client, table, rows);
  } catch (error) {
    if (!/^2[23]/.test(codeOf(error))) throw error;
    await client.query("rollback to batch");
    for (const row of rows)
      await insertRows(client, table, [row]).catch((reason: unknown) => {
        throw new Error(`${calledOf(table, row)}: ${reason instanceof Error ? reason.message : String(reason)}`, {
          cause: reason,
        });
      });
    throw error;
  }
}

const insertRows = async (client: Client, { name, columns, list }: Table, rows: Batch["rows"]): Promise<unknown> =>
  await client.query(
    `insert into ${quoted(name)} (${list}) select ${list} from json_populate_recordset(null::${quoted(name)}, $1::json)`,
    [JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((column, at) => [column.name, row[at]]))))],
  );

const calledOf = ({ key, keyOf }: Table, row: readonly unknown[]): string =>
  key.map((each, at) => `${each.name}=${keyOf(row)[at]}`).join(" ");

const digest = (rows: readonly string[]): string => createHash("sha256").update(rows.join("\n")).digest("hex");

/** By checksum; which rows they are is looked for only where it differs. */
async function compareRows(client: Client, table: Table, { after, last, rows }: Batch): Promise<string[]> {
  const { name, list, keys, key } = table;
  const marks = (from: number) => key.map((_, at) => `$${from + at}`).join(", ");
  const since = after === undefined ? "" : `and (${keys}) > (${marks(key.length + 1)})`;
  const { rows: found } = await client.query<unknown[]>({
    text: `select ${list} from ${quoted(name)} where (${keys}) <= (${marks(1)}) ${since} order by ${keys}`,
    values: [...last, ...(after ?? [])],
    rowMode: "array",
  });
  const [wanted, there] = [rows.map((row) => JSON.stringify(row)), found.map((row) => JSON.stringify(row))];
  return digest(wanted) === digest(there) ? [] : differing(table, [rows, found]);
}

function differing(table: Table, sides: [Batch["rows"], Batch["rows"]]): string[] {
  const { name, columns, keyOf } = table;
  const [wanted, there] = sides.map((rows) => new Map(rows.map((row) => [JSON.stringify(keyOf(row)), row])));
  const called = (row: readonly unknown[]) => `${name} ${calledOf(table, row)}`;
  const wrong: string[] = [];
  for (const [id, row] of wanted ?? []) {
    const copy = there?.get(id);
    if (copy === undefined) wrong.push(`${called(row)} is missing`);
    else {
      const others = columns.filter((_, at) => row[at] !== copy[at]).map((column) => column.name);
      if (others.length > 0) wrong.push(`${called(row)} differs in ${others.join(", ")}`);
    }
  }
  for (const [id, row] of there ?? []) if (wanted?.has(id) === false) wrong.push(`${called(row)} is not in the source`);
  return wrong;
}
