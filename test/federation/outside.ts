/** Other servers for the outbound half: inboxes that remember what they are sent, and our own door as they see it. */
import { once } from "node:events";
import { request as ask, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { onTestFinished } from "vitest";
import type { Account, Row } from "../../src/db/schema.ts";
import { federationRouter } from "../../src/federation/router.ts";
import { receiveAccount } from "../../src/accounts/receive.ts";
import { insertFollow } from "../../src/follows/follow.ts";
import { countFollow } from "../../src/follows/rows.ts";
import type { Leased } from "../../src/jobs/worker.ts";
import type { Kith } from "../../src/kith.ts";
import type { KithEvent } from "../../src/kith-events.ts";
import type { Draft } from "../../src/statuses/draft.ts";
import { openTestKith, type TestKith, type TestOptions } from "../world/instance.ts";
import { serveByHand, type Reply, type Seen } from "../world/network.ts";
import { strangerRecord } from "../units/persons.ts";

export type Json = Record<string, unknown>;

export const draft = (text: string, changes: Partial<Draft> = {}): Draft => ({
  text,
  visibility: "public",
  sensitive: false,
  spoiler_text: "",
  media_ids: [],
  language: "en",
  ...changes,
});

export type Outside = {
  kith: TestKith;
  /** What was posted, by host, oldest first. */
  posted: Seen[];
  /** Bodies of what was posted to a host. */
  at(host: string): Json[];
  /** How a host answers from now on; 202 unless said. */
  answers: Map<string, (request: Seen) => Reply | Promise<Reply>>;
  /** What is served by GET, by whole URL. */
  pages: Map<string, Reply>;
};

export async function openOutside(options: TestOptions = {}): Promise<Outside> {
  const posted: Seen[] = [];
  const answers: Outside["answers"] = new Map();
  const pages: Outside["pages"] = new Map();
  const server = await serveByHand(async (request) => {
    const host = request.headers.host ?? "";
    if (request.method === "GET") return pages.get(`https://${host}${request.path}`) ?? { status: 404 };
    posted.push(request);
    return (await answers.get(host)?.(request)) ?? { status: 202 };
  });
  const kith = await openTestKith("alpha.test", {
    connect: ({ host }) =>
      host === "nowhere.test" ? { host: "127.0.0.1", port: 1, tls: false } : { host: "127.0.0.1", port: server.port, tls: false },
    ...options,
  });
  onTestFinished(async () => {
    await kith.close();
    await server.close();
  });
  const at = (host: string) => posted.filter(({ headers }) => headers.host === host).map(({ body }) => JSON.parse(body) as Json);
  return { kith, posted, at, answers, pages };
}

/** Somebody elsewhere with an inbox of their own and one for their server. */
export async function addRemote(kith: Kith, handle: string): Promise<Account> {
  const host = handle.split("@")[1] ?? "";
  const record = strangerRecord(handle);
  return await receiveAccount(kith, {
    ...record,
    shared_inbox_url: `https://${host}/inbox`,
    followers_url: `${record.uri}/followers`,
  });
}

/** The accepted follow of somebody elsewhere. */
export async function followedBy(kith: Kith, target: Account, follower: Account): Promise<void> {
  await kith.write(async (tx) => {
    const values = {
      id: kith.newId(),
      account_id: follower.id,
      target_id: target.id,
      state: "accepted" as const,
      created_at: kith.now(),
    };
    const made = await insertFollow(tx, { ...values, uri: `${follower.uri}#follows/1` });
    if (made !== undefined) await countFollow(tx, made, 1);
  });
}

type Handler<Event> = (kith: Kith, event: Event, job: Leased<Row<"jobs">>) => Promise<void>;

/** Runs one handler as a job and delivers what it has written down; other jobs are set aside. */
export async function delivers<Event extends KithEvent>(kith: Kith, handler: Handler<Event>, event: Event): Promise<number> {
  let completed = 0;
  await kith.write(async (tx) => await tx.deleteFrom("jobs").execute());
  await handler(kith, event, { row: {} as Row<"jobs">, complete: async () => void completed++ });
  await kith.worker.drain();
  return completed;
}

export type Answered = { status: number; headers: IncomingMessage["headers"]; text: string; json: Json };

/** Our own door, on a free port. */
export async function openDoor(
  kith: Kith,
): Promise<(path: string, headers?: Record<string, string>, body?: string) => Promise<Answered>> {
  const app = express();
  app.use(federationRouter(kith));
  app.use((_, response) => void response.status(299).end("a page"));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return async (path, headers = { accept: "application/activity+json" }, body) => {
    const method = body === undefined ? "GET" : "POST";
    const request = ask({
      host: "127.0.0.1",
      port,
      path,
      method,
      agent: false,
      headers: { host: kith.instance.domain, ...headers },
    });
    request.end(body);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const text = Buffer.concat(await response.toArray()).toString();
    const isJson = /json/.test(response.headers["content-type"] ?? "");
    return { status: response.statusCode ?? 0, headers: response.headers, text, json: isJson ? (JSON.parse(text) as Json) : {} };
  };
}
