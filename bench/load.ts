/** Asks a server again and again, so many at once, for some seconds, and says how long answers took and what they cost. */
import { Pool } from "undici";
import { summaryOf, type Answer, type Measured } from "./measured.ts";
import { INSTANCE } from "./people.ts";
import type { Server } from "./server.ts";
import { watch } from "./usage.ts";

export type Ask = { method: "GET" | "POST"; path: string; headers?: Record<string, string>; body?: string };

/** No measurement asks more often than this, however quick the answers. */
const MOST = 200_000;

export type Load = { connections: number; seconds: number };

/** Measures one operation; `ask` says what to ask next. Before it counts, it is asked for a while, so that nothing is done for the first time. */
export async function measure(server: Server, ask: (n: number) => Ask, load: Load): Promise<Measured> {
  const pool = new Pool(server.address, { connections: load.connections, pipelining: 1 });
  try {
    let n = 0;
    const next = () => ask(n++);
    await drive(pool, next, { ...load, seconds: Math.min(1, Math.max(0.3, load.seconds / 3)) });
    const used = watch(server.pid);
    const answers = await drive(pool, next, load);
    return summaryOf(server.pid, load.connections, { answers, used: used() });
  } finally {
    await pool.close();
  }
}

async function drive(pool: Pool, next: () => Ask, { connections, seconds }: Load): Promise<Answer[]> {
  const answers: Answer[] = [];
  const end = performance.now() + seconds * 1000;
  const lane = async () => {
    do {
      const began = performance.now();
      const { status, length } = await request(pool, next());
      answers.push({ time: performance.now() - began, ok: status >= 200 && status < 300, bytes: length });
    } while (performance.now() < end && answers.length < MOST);
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return answers;
}

/** Asks once; every request names the instance, wherever it listens. */
export async function request(pool: Pool, ask: Ask): Promise<{ status: number; length: number; text: () => string }> {
  const { method, path, headers = {}, body = null } = ask;
  const answer = await pool.request({ method, path, body, headers: { host: INSTANCE.domain, ...headers } });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, length: bytes.length, text: () => bytes.toString("utf8") };
}
