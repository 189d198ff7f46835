/**
 * Opens the database, embedded or PostgreSQL, as two handles: one that can only read, and the writer behind the gate.
 *
 * better-sqlite3 binds every JavaScript number as REAL (5 in a text column becomes '5.0'), so integers are bound as BigInt.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Kysely, PostgresDialect, SqliteDialect, type KyselyPlugin, type SqliteDatabase, type SqliteStatement } from "kysely";
import { LRUCache } from "lru-cache";
import { codeOf } from "./codes.ts";
import { direct } from "./direct.ts";
import { assertOwnLog, logFlush, type Flush } from "./flush.ts";
import { unwatched, watched, watchOutages, watchRoom, type Watch } from "./outage.ts";
import { keepPlans } from "./plans.ts";
import { watchReplicas, type Replicas } from "./replicas.ts";
import { noSiblings, type OpenSiblings } from "./siblings.ts";
import type { DB, Reads } from "./schema.ts";

export type Engine = "sqlite" | "postgres";

export type OpenDatabase = {
  engine: Engine;
  reads: Reads;
  writer: Kysely<DB>;
  /** The writer's own SQLite connection, for transactions that hold several works; undefined on PostgreSQL. */
  handle: Sqlite.Database | undefined;
  /** Has to follow a commit through `handle` before anybody is told of it; undefined where commits need none. */
  flush: Flush | undefined;
  /** Watches what becomes of writing for want of room on the disk. */
  room: Watch;
  /** Copies that may be read from instead; undefined when there are none. */
  replicas: Replicas | undefined;
  /** How this process hears of the others on this database. */
  siblings: OpenSiblings;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  /** `"sqlite"` (a file in `folder`) or a postgres:// address. */
  database: string;
  /** Addresses of its copies. */
  replicas?: readonly string[];
  /** To PostgreSQL at most: half to read, half to write. */
  connections?: number;
  folder: string;
  /** Stands before every query of the writer: the gate refuses those outside a work. */
  guard: KyselyPlugin;
  /** `off` for tests that do not kill: commits are then not flushed to the disk. */
  synchronous?: "full" | "off";
  /** Hears that the database is away, and that it is back. */
  warn?: (message: string, properties: Record<string, unknown>) => void;
};

export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  return options.database === "sqlite" ? openSqlite(options) : await openPostgres(options);
}

function openSqlite({ folder, guard, synchronous = "full", warn = () => undefined }: DatabaseOptions): OpenDatabase {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "kith.db");
  assertOwnLog(file);
  // The writer never blocks the event loop while another process writes: the gate retries BEGIN instead.
  const handle = new Sqlite(file, { timeout: 0 });
  handle.pragma("busy_timeout = 5000");
  enterLog(handle, folder);
  // The gate flushes: nobody is told of what is not on the disk.
  handle.pragma(`synchronous = ${synchronous === "full" ? "normal" : "off"}`);
  handle.pragma("foreign_keys = on");
  handle.pragma("journal_size_limit = 67108864");
  // 16 MB of log: a page that is written a hundred times goes into the file once, and four times less often does all wait for that.
  handle.pragma("wal_autocheckpoint = 4000");
  // The system keeps what is read of the file; what is mapped of it would count as ours, and saves nothing that can be measured.
  handle.pragma("cache_size = -4000");
  handle.pragma("busy_timeout = 0");
  const reader = new Sqlite(file, { readonly: true, timeout: 5000 });
  // Every commit of the writer empties this connection's cache.
  reader.pragma("cache_size = -2000");
  const writer = over(cached(handle), [guard]);
  const reads = over(cached(reader), []);
  const log = logFlush(file);
  return {
    engine: "sqlite",
    reads,
    writer,
    handle,
    flush: synchronous === "full" ? log.flush : undefined,
    room: watchRoom(warn),
    replicas: undefined,
    siblings: noSiblings,
    close: async () => {
      await reads.destroy();
      // Kysely closes only what it has used. The last to close takes the log into the file, and only the writer can.
      reader.close();
      await writer.destroy();
      log.close();
      handle.close();
    },
  };
}

/** @throws Error in one sentence when the file is no whole database, or something keeps it to itself, as a move of it to PostgreSQL does */
function enterLog(handle: Sqlite.Database, folder: string): void {
  try {
    handle.pragma("journal_mode = WAL");
  } catch (error) {
    handle.close();
    if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(codeOf(error)))
      throw new Error(`the database in ${folder} is damaged, or not all of it is there: restore it from a backup`, {
        cause: error,
      });
    if (!codeOf(error).startsWith("SQLITE_BUSY")) throw error;
    throw new Error(
      `something keeps the database in ${folder} to itself (is it being moved, with "npm run kith -- database move"?): start the server when that is done`,
      { cause: error },
    );
  }
}

const over = (database: SqliteDatabase, plugins: KyselyPlugin[]): Kysely<DB> =>
  direct(new Kysely<DB>({ dialect: new SqliteDialect({ database }), plugins }), database);

/** better-sqlite3 as Kysely wants it, with prepared statements kept (25 µs a small query instead of 48). */
function cached(handle: Sqlite.Database): SqliteDatabase {
  const statements = new LRUCache<string, SqliteStatement>({ max: 500 });
  return {
    close: () => handle.close(),
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const text = steady(sql);
      const statement = handle.prepare(text);
      const listed = listedIn(text);
      const wrapped: SqliteStatement = {
        reader: statement.reader,
        all: (parameters) => statement.all(...bound(parameters, listed)),
        run: (parameters) => statement.run(...bound(parameters, listed)),
        iterate: (parameters) => handle.prepare(text).iterate(...bound(parameters, listed)) as IterableIterator<unknown>,
      };
      statements.set(sql, wrapped);
      return wrapped;
    },
  };
}

// Columns that are compared with a constant in the condition of an index: there SQLite must see the value to use the index.
const STEERING =
  "leased_until|done_at|deleted_at|visibility|local|notify|closed_at|action_taken_at|published_at|discoverable|silenced_at|suspended_at";
const COMPARED = new RegExp(String.raw`(\b(?:${STEERING})"? )?(=|limit|glob|like) \?`, "g");

/**
 * Keeps a statement's plan. SQLite looks at the values bound to `= ?`, `limit ?`, `glob ?` and `like ?` when it plans, so it plans anew whenever they are bound: for
 * a query of many conditions ten times the work of running it. It does not look through a function.
 */
const steady = (sql: string): string =>
  sql.replace(COMPARED, (found, steering: string | undefined, operator: string) =>
    steering === undefined ? `${operator} coalesce(?, null)` : found,
  );

/** Which parameters stand in a list, `in (?, ?)`, where they are only ever compared and 5.0 is 5, or are cast: those are spared becoming BigInts. */
function listedIn(sql: string): boolean[] {
  const listed: boolean[] = [];
  for (const [found, list, cast] of sql.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|\bin \((\?(?:, \?)*)\)|\bcast\((\?) as bigint\)|\?/g,
  )) {
    if (list !== undefined) for (let at = 0; at < list.length; at += 3) listed.push(true);
    else if (cast !== undefined) listed.push(true);
    else if (found === "?") listed.push(false);
  }
  return listed;
}

function bound(values: readonly unknown[], listed: readonly boolean[]): unknown[] {
  return values.map((value, at) =>
    typeof value === "number" && Number.isSafeInteger(value) && listed[at] !== true ? BigInt(value) : value,
  );
}

/** ms that a query waits for a connection: past that the database counts as away. */
const CONNECTING = 10_000;

async function openPostgres(options: DatabaseOptions): Promise<OpenDatabase> {
  const { database, replicas = [], connections = 16, guard, warn = () => undefined } = options;
  const [{ default: pg }, { postgresSiblings }] = await Promise.all([import("pg"), import("./postgres-siblings.ts")]);
  // int8 (20) and numeric (1700) arrive as text; ours always fit into a number. Per pool: other users of pg keep theirs.
  const number = (oid: number) => oid === 20 || oid === 1700;
  const types = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      number(oid) && format !== "binary" ? Number : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
  };
  const common = {
    connectionString: database,
    types: types as never,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: CONNECTING,
    max: Math.max(1, Math.floor(connections / 2)),
  };
  const writes = new pg.Pool(common);
  const readsOnly = new pg.Pool({ ...common, options: "-c default_transaction_read_only=on" });
  // A connection that breaks is replaced by the pool, which says so when it was idle, while one that is held says so itself: each would end the
  // process without a listener.
  const copied = replicas.map((connectionString) => new pg.Pool({ ...common, connectionString }));
  for (const pool of [writes, readsOnly, ...copied])
    pool.on("error", () => undefined).on("connect", (client) => client.on("error", () => undefined));
  const [watch, plans] = [watchOutages(warn), keepPlans(warn)];
  const writer = new Kysely<DB>({ dialect: new PostgresDialect({ pool: watched(writes, watch, plans) }), plugins: [guard] });
  const reads = new Kysely<DB>({ dialect: new PostgresDialect({ pool: watched(readsOnly, watch, plans) }) });
  const handles = copied.map(
    (pool) => new Kysely<DB>({ dialect: new PostgresDialect({ pool: watched(pool, unwatched, plans) }) }),
  );
  const copies = handles.length === 0 ? undefined : watchReplicas({ primary: reads, handles, warn });
  return {
    engine: "postgres",
    reads,
    writer,
    handle: undefined,
    flush: undefined,
    room: watchRoom(warn),
    replicas: copies,
    siblings: postgresSiblings(async () => {
      const client = new pg.Client({
        connectionString: database,
        application_name: "kith siblings",
        keepAlive: true,
        connectionTimeoutMillis: 10_000,
        query_timeout: 10_000,
      });
      // It may break while it is made.
      client.on("error", () => undefined);
      await client.connect();
      return client;
    }),
    close: async () => {
      await copies?.close();
      await reads.destroy();
      await writer.destroy();
    },
  };
}
