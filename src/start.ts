/** Starts an instance: opens its Kith, serves its doors, works through its queues, and stops in order. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { configure, getAnsiColorFormatter, getConsoleSink, getTextFormatter } from "@logtape/logtape";
import express, { type NextFunction, type Request, type Response } from "express";
import { ADMITTED, admission, admitStream } from "./admission.ts";
import { keepAccount } from "./budgets/processes.ts";
import { collect } from "./budgets/relief.ts";
import { giveBackAtRest } from "./budgets/rest.ts";
import { clientDoor, federationDoor, oauthDoor, webDoor, withoutNul } from "./doors.ts";
import { createSetupLink } from "./access/setup.ts";
import type { Instance } from "./config.ts";
import { COME_AGAIN, Outage } from "./errors.ts";
import { scheduleRecurring } from "./follow-up.ts";
import type { Kith } from "./kith.ts";
import { mediaRouter } from "./mastodon/media-files.ts";
import { mastodonRouter } from "./mastodon/router.ts";
import { attachStreaming } from "./mastodon/streaming-door.ts";
import { severityOf } from "./moderation/ips.ts";
import { openKith, type OpenOptions } from "./open.ts";
import { localCertificate } from "./tls/local.ts";
import { openLive } from "./web/listeners.ts";

/** ms that a stop waits for what is under way. */
export const PATIENCE = 10_000;

/** `close` waits for what is under way; clients that are quiet on their connections have `linger` ms to ask once more, and are told that it is the last time. */
export type Serving = { port: number; server: Server; close(linger?: number): Promise<void> };

/** What a process does: serve requests, do the work that follows, or both. */
export type Part = { web: boolean; worker: boolean; options?: OpenOptions };
export type Running = { kith: Kith; address: string; port: number | undefined; stop(linger?: number): Promise<void> };

/** Starts a process's part of an instance. */
export async function launch(instance: Instance, { web, worker, options = {} }: Part): Promise<Running> {
  await configureLog(instance);
  const kith = await openKith(instance, options);
  await kith.instanceAccount();
  if (worker) await scheduleRecurring(kith);
  const serving = web ? await serve(kith, instance.listen) : undefined;
  const { inbound } = instance.mail;
  const listens = web && inbound !== undefined && inbound.port > 0;
  const letters = listens ? await (await import("./mailing/listen.ts")).listenForMail(kith, inbound) : undefined;
  if (worker) {
    await (await import("./moderation/limits.ts")).noteLimits(kith);
    kith.worker.start();
  }
  const stopGivingBack = giveBackAtRest({ collect });
  const stopAccount = keepAccount(kith, web ? (worker ? "both" : "web") : "worker");
  return {
    kith,
    address: (serving?.server.address() as AddressInfo | undefined)?.address ?? "",
    port: serving?.port,
    stop: async (linger = 0) => {
      await letters?.close();
      await serving?.close(linger);
      stopGivingBack();
      await stopAccount();
      if (web) await (await import("./insights/visits.ts")).flushVisits(kith).catch(() => undefined);
      await kith.close();
    },
  };
}

/** Runs an instance, alone, until it is told to stop (SIGTERM, SIGINT, SIGHUP). */
export async function start(instance: Instance): Promise<void> {
  const { kith, address, port, stop: close } = await launch(instance, { web: true, worker: true });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // What takes longer is leased, and will be done again by the next start.
    setTimeout(() => process.exit(0), PATIENCE).unref();
    void close().then(() => process.exit(0));
  };
  const link = await createSetupLink(kith);
  // Not once: npm and service managers send the same signal twice, and the second would end what is under way.
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", stop);

  // Said last: whoever waits for it may stop us at once.
  process.stdout.write(`Kith is at ${instance.origin} (listening on ${address}:${port})\n`);
  sayLink(link);
}

/** Tells whoever starts a server for the first time how to get in. */
export function sayLink(link: string | undefined): void {
  if (link !== undefined) process.stdout.write(`Set up the owner's account, once, at ${link}\n`);
}

/** Listens with every door open. Port 0 takes a free one; `admitted` requests at once, or as many as there is memory for. */
export async function serve(kith: Kith, listen: { host: string; port: number; admitted?: number }): Promise<Serving> {
  const server = await listenerOf(kith, listen.admitted ?? ADMITTED);
  const endStreams = attachStreaming(kith, server, () => admitStream(kith));
  const endLive = openLive(kith);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(listen.port, listen.host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    close: async (linger = 0) => {
      endStreams();
      endLive();
      await closeServer(server, linger);
    },
  };
}

async function closeServer(server: Server, linger: number): Promise<void> {
  // Before the doors answer.
  server.prependListener("request", (_request, response) => response.setHeader("Connection", "close"));
  await new Promise<void>((resolve) => {
    const closeIdle = () => server.closeIdleConnections();
    // A connection may be busy now and idle in a moment, which `close` alone would wait for until it times out.
    const timers: NodeJS.Timeout[] = [];
    const begin = () => (closeIdle(), timers.push(setInterval(closeIdle, 50)));
    // Not the method of HTTP's own server, which ends idle connections at once.
    process.getBuiltinModule("node:net").Server.prototype.close.call(server, () => {
      for (const timer of timers) clearTimeout(timer);
      resolve();
    });
    if (linger === 0) begin();
    else timers.push(setTimeout(begin, linger));
  });
}

/** A slow client may take half a minute for its headers and a whole one for its request; others are served meanwhile. */
async function listenerOf(kith: Kith, admitted: number): Promise<Server> {
  // Node looks for late ones twice a minute unless told, which would make a minute one and a half.
  const deadlines = {
    headersTimeout: 30_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 1000,
  };
  // An import of these takes all that they export, Node's own fetch and WebSocket included: 15 MB that nobody uses.
  const { createServer } = process.getBuiltinModule("node:http");
  const { createServer: createSecureServer } = process.getBuiltinModule("node:https");
  if (!kith.instance.listen.https) return createServer(deadlines, createApp(kith, admitted));
  const { certificate, key } = await localCertificate(kith.instance, kith.now());
  return createSecureServer({ ...deadlines, cert: certificate, key }, createApp(kith, admitted));
}

function createApp(kith: Kith, admitted: number): express.Express {
  const app = express();
  // Only a proxy on this machine or its private network may say for whom it speaks.
  app
    .set("trust proxy", "loopback, linklocal, uniquelocal")
    .set("etag", false)
    .set("query parser", "simple")
    .disable("x-powered-by");
  app.use(admission(kith, admitted, turnAway));
  app.use(unlessShutOut(kith));
  app.use(commonHeaders(kith.instance), withoutNul);
  // First the one that knows by a path's beginning whether it is its own: the others match theirs one by one.
  app.use(mastodonRouter(kith));
  app.use("/users", clientDoor(kith));
  app.use(federationDoor(kith));
  app.use(oauthDoor(kith));
  app.use(mediaRouter(kith));
  app.use(webDoor(kith));
  // Each door answers its own errors; what comes here failed outside of them.
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    if (error instanceof Outage) {
      response.set("Retry-After", COME_AGAIN);
      return turnAway(request, response, 503, error.message);
    }
    const status = clientError(error);
    if (status === undefined) kith.log.error("a request failed outside the doors: {error}", { error });
    response
      .status(status ?? 500)
      .type("text/plain")
      .send(status === undefined ? "Something went wrong on this server." : "This request is not understood.");
  });
  return app;
}

/** The 4xx that Express or a body parser gave an error of the client's making. */
function clientError(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}

/** Refuses before any door is reached: to programs as JSON, which is all that they read, to others as a sentence. */
function turnAway(request: Request, response: Response, status: number, error: string): void {
  response.status(status).set("Access-Control-Allow-Origin", "*");
  if (/^\/(?:api|oauth|\.well-known)\//.test(request.path)) response.json({ error });
  else response.type("text/plain").send(error);
}

/** Nobody from a blocked network comes in. */
function unlessShutOut(kith: Kith): express.RequestHandler {
  return async (request, response, next) => {
    const severity = await severityOf(kith, request.ip).catch((error: unknown) => {
      // The doors have words for it, and nothing else to give away.
      if (error instanceof Outage) return undefined;
      throw error;
    });
    if (severity !== "no_access") return next();
    turnAway(request, response, 403, "Your network has no access to this server.");
  };
}

function commonHeaders(instance: Instance): express.RequestHandler {
  return (_request, response, next) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    if (!instance.development) response.setHeader("Strict-Transport-Security", "max-age=31536000");
    next();
  };
}

async function configureLog({ log }: Instance): Promise<void> {
  const formatter = process.stderr.isTTY ? getAnsiColorFormatter() : getTextFormatter();
  const lowestLevel = log === "off" ? "fatal" : log;
  await configure({
    reset: true,
    sinks: { console: getConsoleSink({ formatter }) },
    loggers: [
      { category: ["kith"], sinks: ["console"], lowestLevel },
      { category: ["logtape", "meta"], sinks: ["console"], lowestLevel: "error" },
      { category: ["fedify"], sinks: ["console"], lowestLevel: log === "debug" ? "info" : "fatal" },
    ],
  });
}
