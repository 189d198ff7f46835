/** Opens the database, embedded or PostgreSQL, as two handles: one that can only read, and the writer behind the gate. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Kysely, PostgresDialect, SqliteDialect, type KyselyPlugin, type SqliteDatabase } from "kysely";
import { codeOf } from "./codes.ts";
import { direct } from "./direct.ts";
import { assertOwnLog, logFlush, type Flush } from "./flush.ts";
import { unwatched, watched, watchOutages, watchRoom, type Watch } from "./outage.ts";
import { keepPlans } from "./plans.ts";
import { watchReplicas, type Replicas } from "./replicas.ts";
import { cached } from "./statements.ts";
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
  reader.pragma("cache_size = -2000");
  const writer = over(cached(handle), [guard]);
  // Between its transactions the writer's connection answers: each commit empties the caches of all the others, and a request that reads what it has just written
  // would have it from the file again.
  const reads = over(cached(handle, cached(reader)), []);
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
