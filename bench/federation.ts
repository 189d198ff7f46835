/** What the API does not show: how dear it is to take a post in from another server, and to send one to a hundred. */
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import { openDatabase } from "../src/db/open.ts";
import { makeGate } from "../src/db/write.ts";
import { signCavage } from "../src/federation/signatures/cavage.ts";
import { request, type Ask } from "./load.ts";
import { TOKENS } from "./marks.ts";
import { summaryOf, type Answer, type Measured } from "./measured.ts";
import { postOf } from "./operations.ts";
import { FAN_OUT_HOSTS, INSTANCE } from "./people.ts";
import type { Seeded } from "./seed.ts";
import type { Server } from "./server.ts";
import { watch } from "./usage.ts";
import { sentence } from "./words.ts";
import { makeRandom } from "./random.ts";

type Place = { folder: string; database: string };

/** ms until everything must have been worked through. */
const PATIENCE = 60_000;
const SENDERS = 16;
const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";

/** Posts from elsewhere, signed before they are sent; measured until the last one is where people read it. */
export async function measureIngest(server: Server, place: Place, seeded: Seeded, count: number): Promise<Measured> {
  const asks = Array.from({ length: count + SENDERS }, (_, n) => createOf(seeded, n));
  const database = await openDatabase({ ...place, guard: makeGate().guard });
  const pool = new Pool(server.address, { connections: SENDERS });
  const worked = async () =>
    await until(async () => {
      const waiting = await database.reads.selectFrom("inbox").select("id").where("done_at", "=", 0).limit(1).executeTakeFirst();
      return waiting === undefined;
    });
  try {
    for (const ask of asks.splice(0, SENDERS)) await request(pool, ask);
    await worked();
    const used = watch(server.pid);
    const answers = await sendAll(pool, asks);
    await worked();
    return summaryOf(server.pid, SENDERS, { answers, used: used() });
  } finally {
    await pool.close();
    await database.close();
  }
}

async function sendAll(pool: Pool, asks: Ask[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  const lane = async () => {
    for (let ask = asks.pop(); ask !== undefined; ask = asks.pop()) {
      const began = performance.now();
      const { status } = await request(pool, ask);
      answers.push({ time: performance.now() - began, ok: status >= 200 && status < 300 });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, lane));
  return answers;
}

/** Waits until it is so. */
export async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE; !(await done()); await pause(20))
    if (performance.now() > end) throw new Error("the server does not come to an end with its work");
}

/** A signed Create(Note). */
function createOf({ sender }: Seeded, n: number): Ask {
  const now = Date.now();
  const uri = `${sender.uri}/statuses/bench-${now}-${n}`;
  const addressed = { published: new Date(now).toISOString(), to: [PUBLIC], cc: [`${sender.uri}/followers`] };
  const content = `<p>${sentence(makeRandom(n), 40)}</p>`;
  const note = { id: uri, type: "Note", attributedTo: sender.uri, url: uri, content, contentMap: { en: content }, ...addressed };
  const activity = { id: `${uri}/activity`, type: "Create", actor: sender.uri, ...addressed, object: note };
  const body = JSON.stringify({ "@context": "https://www.w3.org/ns/activitystreams", ...activity });
  const headers = signCavage({
    method: "POST",
    url: new URL("/inbox", INSTANCE.origin),
    headers: { "content-type": "application/activity+json" },
    body: Buffer.from(body),
    keyId: sender.key_id,
    key: createPrivateKey(sender.private_key),
    now,
  });
  return { method: "POST", path: "/inbox", headers, body };
}

/** Inboxes of a hundred servers: each has an address of its own (127.2.0.n), so that nothing is shared between them. */
export type Inboxes = { arrivals: number[]; urls: string[]; close(): void };

export async function openInboxes(): Promise<Inboxes> {
  const arrivals: number[] = [];
  const servers: HttpServer[] = [];
  let port = 0;
  for (let n = 1; n <= FAN_OUT_HOSTS; n++) {
    const server = createServer((asked, response) => {
      asked.resume().once("end", () => {
        if (asked.method === "POST") arrivals.push(performance.now());
        response.writeHead(asked.method === "POST" ? 202 : 404).end();
      });
    });
    server.listen(port, `127.2.0.${n}`);
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
    servers.push(server);
  }
  const close = () => {
    for (const server of servers) server.close().closeAllConnections();
  };
  return { arrivals, urls: servers.map((_, n) => `http://127.2.0.${n + 1}:${port}/inbox`), close };
}

/** Lets the star's followers have these inboxes; before the server starts. */
export async function moveInboxes(place: Place, { follower_ids }: Seeded, { urls }: Inboxes): Promise<void> {
  const database = await openDatabase({ ...place, guard: makeGate().guard });
  try {
    for (const [n, id] of follower_ids.entries()) {
      const url = urls[n] ?? "";
      const change = { inbox_url: url, shared_inbox_url: url };
      await database.writer.withoutPlugins().updateTable("accounts").set(change).where("id", "=", id).execute();
    }
  } finally {
    await database.close();
  }
}

/** The star posts; each post is sent to every inbox. What is counted are the deliveries, what is timed is from the post to each arrival. */
export async function measureFanOut(server: Server, { arrivals, urls }: Inboxes, posts: number): Promise<Measured> {
  const pool = new Pool(server.address, { connections: 1 });
  const times: Answer[] = [];
  const post = async (n: number) => {
    arrivals.length = 0;
    const began = performance.now();
    const { status, text } = await request(pool, postOf(TOKENS.star, `Number ${n} of the posts of a benchmark, to many servers`));
    if (status !== 200) throw new Error(`a post is answered with ${status}: ${text()}`);
    await until(async () => arrivals.length >= urls.length);
    return arrivals.map((at) => ({ time: at - began, ok: true }));
  };
  try {
    await post(0);
    const used = watch(server.pid);
    for (let n = 1; n <= posts; n++) times.push(...(await post(n)));
    return summaryOf(server.pid, 1, { answers: times, used: used() });
  } finally {
    await pool.close();
  }
}
