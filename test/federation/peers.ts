/** Other servers, honest and not: what they serve is what a test puts there, and what they send they sign themselves. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { inject, onTestFinished } from "vitest";
import { acceptActivity } from "../../src/federation/accept.ts";
import { signCavage } from "../../src/federation/signatures/cavage.ts";
import { signRfc9421 } from "../../src/federation/signatures/rfc9421.ts";
import type { Connect } from "../../src/http/open.ts";
import type { Kith } from "../../src/kith.ts";
import { openTestKith, type TestKith, type TestOptions } from "../world/instance.ts";

export type Page = { status?: number; type?: string; body?: unknown; headers?: Record<string, string> };
export type Answer = { status: number; text: string; headers: IncomingMessage["headers"] };
export type Key = { key: KeyObject; key_id: string };

const ACTIVITY = "application/activity+json";
export const CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];

export type Actor = Key & { uri: string; doc: Record<string, unknown> };
type Asked = { url: string; headers: IncomingMessage["headers"] };

/** A few servers, by host. `pages` maps whole URLs to what is served there; every request is remembered. */
export type Net = {
  readonly port: number;
  readonly pages: Map<string, Page>;
  readonly asked: Asked[];
  readonly keys: { publicKey: string; privateKey: string }[];
  readonly connect: Connect;
  /** How often a URL was asked for. */
  count(url: string): number;
  /** An account `https://host/users/name` with its document and WebFinger; `n` picks its key pair. */
  actor(handle: string, n: number, changes?: Record<string, unknown>): Actor;
  finger(handle: string, uri: string, subject?: string): void;
  /** Serves an object at its id. */
  serve(object: Record<string, unknown>): string;
};

export async function openNet(): Promise<Net> {
  const pages = new Map<string, Page>();
  const asked: Asked[] = [];
  const keys = JSON.parse(readFileSync(inject("keys"), "utf8")) as { publicKey: string; privateKey: string }[];
  const server = createServer((request, response) => {
    const url = `https://${request.headers.host}${request.url}`;
    asked.push({ url, headers: request.headers });
    const page = pages.get(url);
    response.writeHead(page?.status ?? (page === undefined ? 404 : 200), {
      "content-type": page?.type ?? ACTIVITY,
      ...page?.headers,
    });
    response.end(typeof page?.body === "string" ? page.body : JSON.stringify(page?.body ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const net: Net = {
    port,
    pages,
    asked,
    keys,
    connect: ({ host }) => (host.endsWith(".test") ? { host: "127.0.0.1", port, tls: false } : undefined),
    count: (url) => asked.filter((each) => each.url === url).length,
    actor: (handle, n, changes = {}) => makeActor(net, handle, n, changes),
    finger(handle, uri, subject = handle) {
      const url = `https://${handle.split("@")[1]}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle}`)}`;
      pages.set(url, {
        type: "application/jrd+json",
        body: { subject: `acct:${subject}`, links: [{ rel: "self", type: ACTIVITY, href: uri }] },
      });
    },
    serve(object) {
      pages.set(String(object.id), { body: { "@context": CONTEXT, ...object } });
      return String(object.id);
    },
  };
  return net;
}

function makeActor(net: Net, handle: string, n: number, changes: Record<string, unknown>): Actor {
  const [name = "", host = ""] = handle.split("@");
  const uri = `https://${host}/users/${name}`;
  const key_id = `${uri}#main-key`;
  const pair = net.keys[n];
  if (pair === undefined) throw new Error("no such key");
  const doc = {
    "@context": CONTEXT,
    id: uri,
    type: "Person",
    preferredUsername: name,
    inbox: `${uri}/inbox`,
    outbox: `${uri}/outbox`,
    followers: `${uri}/followers`,
    endpoints: { sharedInbox: `https://${host}/inbox` },
    publicKey: { id: key_id, owner: uri, publicKeyPem: pair.publicKey },
    ...changes,
  };
  net.pages.set(uri, { body: doc });
  net.finger(handle, uri);
  return { uri, key_id, key: createPrivateKey(pair.privateKey), doc };
}

export type Door = { kith: TestKith; net: Net; port: number };

/** An instance with its inbox open, in an internet of `.test` hosts; `next` is where Fedify would stand. */
export async function openDoor(domain = "alpha.test", options: TestOptions = {}): Promise<Door> {
  const net = await openNet();
  const kith = await openTestKith(domain, { connect: net.connect, ...options });
  const app = express();
  app.post(["/inbox", "/users/:id/inbox"], acceptActivity(kith), (request, response) => {
    response.status(299).send(`next ${Buffer.isBuffer(request.body) ? request.body.length : "no body"}`);
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await kith.close();
  });
  return { kith, net, port: (server.address() as AddressInfo).port };
}

export type Posting = {
  scheme?: "cavage" | "rfc9421" | "none";
  path?: string;
  /** Changes to the headers after signing; undefined removes one. */
  headers?: Record<string, string | undefined>;
  /** Sent instead of what was signed. */
  body?: Buffer;
  now?: number;
};

/** What a server would send: an activity, signed by `signer`. */
export async function post({ kith, port }: Door, signer: Key, activity: unknown, options: Posting = {}): Promise<Answer> {
  const body = Buffer.from(typeof activity === "string" ? activity : JSON.stringify(activity));
  const path = options.path ?? "/inbox";
  const url = new URL(path, kith.instance.origin);
  const now = options.now ?? kith.now();
  const plain = { "content-type": ACTIVITY, date: new Date(now).toUTCString() };
  const outgoing = { method: "POST", url, headers: plain, body, keyId: signer.key_id, key: signer.key, now };
  const scheme = options.scheme ?? "cavage";
  const signed = scheme === "none" ? plain : scheme === "cavage" ? signCavage(outgoing) : signRfc9421(outgoing);
  const headers = Object.fromEntries(
    Object.entries({ ...signed, host: url.host, ...options.headers }).filter(([, value]) => value !== undefined),
  );
  return await exchange({ port, path, headers: headers as Record<string, string>, body: options.body ?? body });
}

export async function exchange(out: {
  port: number;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}): Promise<Answer> {
  const sized = "transfer-encoding" in out.headers ? out.headers : { ...out.headers, "content-length": String(out.body.length) };
  const request = send({ host: "127.0.0.1", port: out.port, path: out.path, method: "POST", headers: sized, agent: false });
  request.on("error", () => undefined);
  const answered = once(request, "response") as Promise<[IncomingMessage]>;
  request.end(out.body);
  const [response] = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString(), headers: response.headers };
}

/** Activities that were accepted and are not done yet. */
export const waiting = async (kith: Kith) => await kith.db.selectFrom("inbox").selectAll().orderBy("id").execute();
