/** How many queries each operation makes: counted by a server of its own, in the process that makes them. */
import { Pool } from "undici";
import type { Count } from "./counting.ts";
import { median } from "./figures.ts";
import { request } from "./load.ts";
import type { Operation } from "./operations.ts";
import type { Server } from "./server.ts";

const WARM_UP = 3;
const ROUNDS = 9;

/** By operation: the median of some requests, until each was answered. What a server does on the side may fall into one or another. */
export async function countQueries(server: Server, all: readonly Operation[]): Promise<Record<string, Count>> {
  const pool = new Pool(server.address, { connections: 1 });
  const counts: Record<string, Count> = {};
  try {
    for (const { name, ask } of all) {
      const rounds: Count[] = [];
      for (let n = 0; n < WARM_UP + ROUNDS; n++) {
        const before = await server.ask<Count>();
        // The same few again and again: what is done for the first of them is no operation's everyday.
        await request(pool, ask(n % WARM_UP));
        const after = await server.ask<Count>();
        if (n >= WARM_UP) rounds.push({ reads: after.reads - before.reads, writes: after.writes - before.writes });
      }
      counts[name] = { reads: median(rounds.map(({ reads }) => reads)), writes: median(rounds.map(({ writes }) => writes)) };
    }
    return counts;
  } finally {
    await pool.close();
  }
}
