/** Keep-alive connections, one pool per origin. A pool lives until its last connection has idled away. */
import type { buildConnector, Pool } from "undici";
// Of the package no more than this: its fetch, caches and proxies would be another 160 modules.
import ConnectionPool from "undici/lib/dispatcher/pool.js";
import { HttpFailure } from "./failure.ts";

export type Pools = {
  /** The pool of an origin such as `https://alpha.test`, made when there is none. */
  get(origin: string): Pool;
  /** How many origins have a pool now. */
  count(): number;
  /** Ends all connections and fails what still runs on them. */
  close(): Promise<void>;
};

/** Origins with a pool at the same time: the least recently asked one makes room. Each costs up to `connections` sockets. */
const MAX_ORIGINS = 1000;
/** Milliseconds that a connection may idle; a server's hint may shorten it or, up to the maximum, lengthen it. */
const IDLE = 30_000;
const MAX_IDLE = 60_000;
/** Milliseconds after which a busy connection is replaced, so that a host's new address is noticed. */
const CONNECTION_LIFE = 300_000;
/** Milliseconds of silence before and within an answer. Each request has a deadline of its own besides. */
const SILENCE = 30_000;

/** Opens no connection yet. `connections` is the most per origin. */
export function openPools(connect: buildConnector.connector, connections: number): Pools {
  const pools = new Map<string, Pool>();
  // Pools out of service that still finish requests; `close` must reach them too.
  const retired = new Set<Pool>();
  let closed = false;

  function retire(origin: string, pool: Pool): void {
    if (pools.get(origin) !== pool) return;
    pools.delete(origin);
    retired.add(pool);
    void pool.close().finally(() => retired.delete(pool));
  }

  function add(origin: string): Pool {
    const pool = makePool(origin, connect, connections);
    const retireIfIdle = () => {
      const { connected, size } = pool.stats;
      if (connected === 0 && size === 0) retire(origin, pool);
    };
    pool.on("disconnect", retireIfIdle).on("connectionError", retireIfIdle);
    for (const [oldest, old] of pools) {
      if (pools.size < MAX_ORIGINS) break;
      retire(oldest, old);
    }
    return pool;
  }

  return {
    get(origin) {
      if (closed) throw new HttpFailure("network", "this server is shutting down");
      const pool = pools.get(origin) ?? add(origin);
      // Last in the map is most recently used.
      pools.delete(origin);
      pools.set(origin, pool);
      return pool;
    },
    count: () => pools.size,
    async close() {
      closed = true;
      const all = [...pools.values(), ...retired];
      pools.clear();
      await Promise.all(all.map((pool) => pool.destroy()));
    },
  };
}

function makePool(origin: string, connect: buildConnector.connector, connections: number): Pool {
  return new ConnectionPool(origin, {
    connect,
    connections,
    // HTTP/1.1 only: one request a connection keeps a slow or hostile server's reach to that one request.
    allowH2: false,
    clientTtl: CONNECTION_LIFE,
    keepAliveTimeout: IDLE,
    keepAliveMaxTimeout: MAX_IDLE,
    headersTimeout: SILENCE,
    bodyTimeout: SILENCE,
  });
}
