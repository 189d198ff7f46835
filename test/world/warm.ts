/**
 * Connections to PostgreSQL that outlive a test. To a new one the server gives a process, which learns each table when it is first asked for it: the
 * same page takes ten times as long at first, and a test is over before it gets better.
 *
 * So the pools that a Kith opens on a database of the tests are lent, as by a pooler: closed, they are reset and go to the next who opens one there.
 */
import { hash } from "node:crypto";
import { EventEmitter } from "node:events";
import pg from "pg";
import { isOutworn } from "../../src/db/plans.ts";

type Kept = { pool: pg.Pool; tenant: EventEmitter | undefined };
type Listener = (error: Error) => void;

/** The true one. */
export const { Pool } = pg;
/** The databases in question, with their pools, by what they were opened with. */
const databases = new Map<string, Map<string, Kept[]>>();

function LentPool(config: pg.PoolConfig): pg.Pool {
  const { connectionString = "", options = "", max = 0 } = config;
  const pools = databases.get(connectionString);
  if (pools === undefined) return new Pool(config);
  const key = `${max} ${options}`;
  const free = pools.get(key) ?? [];
  pools.set(key, free);
  return lend(free.pop() ?? make(config), (kept) => void free.push(kept));
}
Object.assign(pg, { Pool: LentPool });

/** Says that a database is used again and again. */
export function keepWarm(database: string): void {
  if (!databases.has(database)) databases.set(database, new Map());
}

/** Ends what is kept of it. */
export async function letCool(database: string): Promise<void> {
  const pools = [...(databases.get(database)?.values() ?? [])].flat();
  databases.delete(database);
  await Promise.all(pools.map(async ({ pool }) => await pool.end()));
}

function make(config: pg.PoolConfig): Kept {
  // One plan for whatever is asked, instead of five for what was asked first: there is little in a test's tables to choose a way by.
  const options = `${config.options ?? ""} -c plan_cache_mode=force_generic_plan`.trim();
  const pool = new Pool({ ...config, options, idleTimeoutMillis: 0, allowExitOnIdle: true }).on("connect", remember);
  const kept: Kept = { pool, tenant: undefined };
  pool.on("error", (error, client) => kept.tenant?.emit("error", error, client));
  return kept;
}

/** How often each text has been asked, on whatever connection. */
const asked = new Map<string, { times: number; name: string }>();
/** Names on one connection: PostgreSQL keeps some 50 KB for each. */
const MOST = 500;

/**
 * Has a connection keep the plans of what is asked again and again, by the names that a Kith would give them (`plans.ts`). Each Kith begins to count anew, and is
 * closed before much has been asked often: PostgreSQL would spend most of its time on planning what it has planned for the one before.
 */
function remember(client: pg.PoolClient): void {
  const ask = client.query.bind(client) as (query: unknown, values?: unknown) => unknown;
  const [names, spoilt] = [new Set<string>(), new Set<string>()];
  const nameFor = (text: string): string | undefined => {
    const known = asked.get(text) ?? { times: 0, name: hash("sha1", text, "base64") };
    if (known.times++ === 0) asked.set(text, known);
    const { times, name } = known;
    return !spoilt.has(name) && (names.has(name) || (times > 1 && names.size < MOST)) ? name : undefined;
  };
  const askByName = async (name: string, text: unknown, values: unknown) => {
    try {
      const result = await ask({ name, text, values });
      names.add(name);
      return result;
    } catch (error) {
      if (!isOutworn(error)) throw error;
      // It has not been run, and would not be under that name.
      spoilt.add(name);
      return await (ask(text, values) as Promise<unknown>).catch(() => {
        throw error;
      });
    }
  };
  const query = (text: unknown, values?: unknown) => {
    const name = typeof text === "string" && Array.isArray(values) && values.length > 0 ? nameFor(text) : undefined;
    return name === undefined ? ask(text, values) : askByName(name, text, values);
  };
  Object.assign(client, { query });
}

/** A pool that is the tenant's own as far as they can see: their listeners hear of its connections, and nothing comes of it after its end. */
function lend(kept: Kept, back: (kept: Kept) => void): pg.Pool {
  const tenant = (kept.tenant = new EventEmitter());
  const met = new Map<pg.PoolClient, Listener[]>();
  const connect = async () => {
    if (kept.tenant !== tenant) throw new Error("Cannot use a pool after calling end on the pool");
    const client = await kept.pool.connect();
    if (!met.has(client))
      met.set(
        client,
        addedBy(client, () => tenant.emit("connect", client)),
      );
    return client;
  };
  const end = async () => {
    kept.tenant = undefined;
    const clean = await reset(kept.pool).catch(() => false);
    for (const [client, listeners] of met) for (const listener of listeners) client.off("error", listener);
    if (clean) back(kept);
    else await kept.pool.end();
  };
  const on = (name: string, listener: Listener) => (tenant.on(name, listener), lent);
  const own: Record<string | symbol, unknown> = { connect, end, on };
  const lent = new Proxy(kept.pool, { get: (pool, name) => own[name] ?? Reflect.get(pool, name, pool) });
  return lent;
}

function addedBy(client: pg.PoolClient, work: () => void): Listener[] {
  const before = new Set(client.listeners("error"));
  work();
  return client.listeners("error").filter((listener) => !before.has(listener)) as Listener[];
}

/** All of `discard all` but the plans: of what is asked alike in the next test it need not be thought again. */
const DISCARD = `close all; set session authorization default; reset all; unlisten *; select pg_advisory_unlock_all();
  discard temp; discard sequences`;

/** Waits for all connections and makes them as new. False when one is not. */
async function reset(pool: pg.Pool): Promise<boolean> {
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, async () => await pool.connect()));
  const results = await Promise.allSettled(clients.map(async (client) => await client.query(DISCARD)));
  for (const client of clients) client.release();
  return results.every(({ status }) => status === "fulfilled");
}
