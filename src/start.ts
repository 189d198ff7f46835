/** Starts an instance: opens its Kith, serves its doors, works through its queues, and stops in order. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { configure, getAnsiColorFormatter, getConsoleSink, getTextFormatter } from "@logtape/logtape";
import express, { type NextFunction, type Request, type Response } from "express";
import { c2sRouter } from "./c2s/router.ts";
import { createSetupLink } from "./access/setup.ts";
import type { Instance } from "./config.ts";
import { scheduleRecurring } from "./follow-up.ts";
import { clientPort } from "./federation/client-port.ts";
import { federationRouter } from "./federation/router.ts";
import type { Kith } from "./kith.ts";
import { mediaRouter } from "./mastodon/media-files.ts";
import { mastodonRouter } from "./mastodon/router.ts";
import { attachStreaming } from "./mastodon/streaming.ts";
import { readUploads } from "./mastodon/uploads.ts";
import { severityOf } from "./moderation/ips.ts";
import { oauthRouter } from "./oauth/router.ts";
import { openKith } from "./open.ts";
import { localCertificate } from "./tls/local.ts";
import { webRouter } from "./web/router.ts";

/** Requests under way at once; past that the answer is 503, before memory grows. */
const ADMITTED = 2000;
/** ms that a stop waits for what is under way. */
const PATIENCE = 10_000;

export type Serving = { port: number; server: Server; close(): Promise<void> };

/** Runs an instance until it is told to stop (SIGTERM, SIGINT). */
export async function start(instance: Instance): Promise<void> {
  await configureLog(instance);
  const kith = await openKith(instance);
  await kith.instanceAccount();
  await scheduleRecurring(kith);
  const serving = await serve(kith, instance.listen);
  kith.worker.start();
  const link = await createSetupLink(kith);

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // What takes longer is leased, and will be done again by the next start.
    setTimeout(() => process.exit(0), PATIENCE).unref();
    void serving
      .close()
      .then(async () => await kith.close())
      .then(() => process.exit(0));
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);

  // Said last: whoever waits for it may stop us at once.
  const { address } = serving.server.address() as AddressInfo;
  process.stdout.write(`Kith is at ${instance.origin} (listening on ${address}:${serving.port})\n`);
  if (link !== undefined) process.stdout.write(`Set up the owner's account, once, at ${link}\n`);
}

/** Listens with every door open. Port 0 takes a free one; `admitted` requests at once, or as many as there is memory for. */
export async function serve(kith: Kith, listen: { host: string; port: number; admitted?: number }): Promise<Serving> {
  const server = await listenerOf(kith, listen.admitted ?? ADMITTED);
  const endStreams = attachStreaming(kith, server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(listen.port, listen.host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    close: async () => {
      endStreams();
      await new Promise<void>((resolve) => {
        // A connection may be busy now and idle in a moment, which `close` alone would wait for until it times out.
        const idle = setInterval(() => server.closeIdleConnections(), 50);
        server.close(() => (clearInterval(idle), resolve()));
        server.closeIdleConnections();
      });
    },
  };
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
  app.use(admission(admitted));
  app.use(unlessShutOut(kith));
  app.use(commonHeaders(kith.instance));
  // First the one that knows by a path's beginning whether it is its own: the others match theirs one by one.
  app.use(mastodonRouter(kith));
  app.use("/users", c2sRouter(kith, { ...clientPort(kith), readUploads: async (io) => await readUploads(kith, io) }));
  app.use(federationRouter(kith));
  app.use(oauthRouter(kith));
  app.use(mediaRouter(kith));
  app.use(webRouter(kith));
  // Each door answers its own errors; what comes here failed outside of them.
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
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

function admission(admitted: number): express.RequestHandler {
  let inside = 0;
  return (request, response, next) => {
    if (inside >= admitted) {
      response.set("Retry-After", "5");
      return turnAway(request, response, 503, "This server is busy: try again in a few seconds.");
    }
    inside++;
    response.once("close", () => inside--);
    next();
  };
}

/** Nobody from a blocked network comes in. */
function unlessShutOut(kith: Kith): express.RequestHandler {
  return async (request, response, next) => {
    if ((await severityOf(kith, request.ip)) !== "no_access") return next();
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
