/** What it costs to tell a post to everybody who listens: so many WebSockets, one post, until the last has heard it. */
import { once } from "node:events";
import { Pool } from "undici";
import { WebSocket } from "ws";
import { until } from "./federation.ts";
import { request } from "./load.ts";
import { listenerToken, TOKENS } from "./marks.ts";
import { summaryOf, type Answer, type Measured } from "./measured.ts";
import { postOf } from "./operations.ts";
import { INSTANCE } from "./people.ts";
import type { Server } from "./server.ts";
import { watch } from "./usage.ts";

/** Sockets that are opened at once. */
const AT_ONCE = 20;
/** Said before it counts. */
const WARM_UP = 3;

type Listeners = { heard: number[]; count: number; close(): void };

/** The speaker posts; what is counted are the messages, what is timed is from the post to each listener. The cost of posting is among it. */
export async function measureStreaming(server: Server, listeners: number, posts: number): Promise<Measured> {
  const pool = new Pool(server.address, { connections: 1 });
  const { heard, count, close } = await openListeners(server, listeners);
  const post = async (n: number): Promise<Answer[]> => {
    heard.length = 0;
    const began = performance.now();
    const { status, text } = await request(
      pool,
      postOf(TOKENS.speaker, `Number ${n} of the posts of a benchmark, to who listens`),
    );
    if (status !== 200) throw new Error(`a post is answered with ${status}: ${text()}`);
    await until(async () => heard.length >= count);
    return heard.map((at) => ({ time: at - began, ok: true }));
  };
  try {
    for (let n = 0; n < WARM_UP; n++) await post(-n);
    const used = watch(server.pid);
    const answers: Answer[] = [];
    for (let n = 1; n <= posts; n++) answers.push(...(await post(n)));
    return summaryOf(server.pid, count, { answers, used: used() });
  } finally {
    close();
    await pool.close();
  }
}

async function openListeners(server: Server, count: number): Promise<Listeners> {
  const heard: number[] = [];
  const sockets: WebSocket[] = [];
  const address = `${server.address.replace("http", "ws")}/api/v1/streaming?stream=user&access_token=`;
  const open = async (n: number) => {
    const socket = new WebSocket(`${address}${listenerToken(n)}`, { headers: { host: INSTANCE.domain } });
    socket.on("message", () => heard.push(performance.now())).on("error", () => undefined);
    sockets.push(socket);
    await once(socket, "open");
  };
  for (let at = 0; at < count; at += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, async (_, n) => await open(at + n)));
  const close = () => {
    for (const socket of sockets) socket.terminate();
  };
  return { heard, count, close };
}
