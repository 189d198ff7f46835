/** Asks a server again and again, so many at once, for some seconds, and says how long answers took and what they cost. */
import { Pool } from "undici";
import { quantile } from "./figures.ts";
import { cpuOf, memoryOf } from "./usage.ts";
import type { Server } from "./server.ts";
import { INSTANCE } from "./people.ts";

export type Ask = { method: "GET" | "POST"; path: string; headers?: Record<string, string>; body?: string };

export type Measured = {
  connections: number;
  requests: number;
  /** Answers other than 2xx. */
  failures: number;
  per_second: number;
  /** ms. */
  p50: number;
  p99: number;
  /** ms of the server's CPU for each request. */
  cpu: number;
  /** Mean bytes of a body. */
  bytes: number;
  /** Bytes resident afterwards. */
  memory: number;
};

/** No measurement asks more often than this, however quick the answers. */
const MOST = 200_000;

export type Load = { connections: number; seconds: number };

/** Measures one operation; `ask` says what to ask next. Before it counts, it is asked for a while, so that nothing is done for the first time. */
export async function measure(server: Server, ask: (n: number) => Ask, load: Load): Promise<Measured> {
  const pool = new Pool(server.address, { connections: load.connections, pipelining: 1 });
  try {
    let n = 0;
    const next = () => ask(n++);
    await drive(pool, next, { ...load, seconds: Math.max(0.5, load.seconds / 3) });
    const [cpu, began] = [cpuOf(server.pid), performance.now()];
    const { times, failures, bytes } = await drive(pool, next, load);
    const requests = times.length;
    return {
      connections: load.connections,
      requests,
      failures,
      per_second: requests / ((performance.now() - began) / 1000),
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      cpu: (cpuOf(server.pid) - cpu) / requests,
      bytes: bytes / requests,
      memory: memoryOf(server.pid),
    };
  } finally {
    await pool.close();
  }
}

type Driven = { times: number[]; failures: number; bytes: number };

async function drive(pool: Pool, next: () => Ask, { connections, seconds }: Load): Promise<Driven> {
  const driven: Driven = { times: [], failures: 0, bytes: 0 };
  const end = performance.now() + seconds * 1000;
  const lane = async () => {
    while (performance.now() < end && driven.times.length < MOST) {
      const began = performance.now();
      const { status, length } = await request(pool, next());
      driven.times.push(performance.now() - began);
      driven.bytes += length;
      if (status < 200 || status > 299) driven.failures++;
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return driven;
}

/** Asks once; every request names the instance, wherever it listens. */
export async function request(pool: Pool, ask: Ask): Promise<{ status: number; length: number; text: () => string }> {
  const { method, path, headers = {}, body = null } = ask;
  const answer = await pool.request({ method, path, body, headers: { host: INSTANCE.domain, ...headers } });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, length: bytes.length, text: () => bytes.toString("utf8") };
}
