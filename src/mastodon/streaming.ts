/** https://docs.joinmastodon.org/methods/streaming/: server-sent events by path, and WebSockets that carry many streams. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Request, Response } from "express";
import { WebSocketServer, type WebSocket } from "ws";
import { bearer, type Access } from "../access/tokens.ts";
import { COME_AGAIN, forbidden, missing, Outage, Refusal, statusOf } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { MOST_WAITING, openConnection, type Connection } from "./connection.ts";
import { severityOf } from "../moderation/ips.ts";
import { readerFor } from "../teams/acting.ts";
import { callerOf } from "./caller.ts";
import { readQuery } from "./forms.ts";
import { assertAccess, setCommonHeaders, writeError } from "./respond.ts";
import { isTrue, textOf } from "./shapes.ts";
import { enter, hasRoom, hubOf } from "./stream-hub.ts";
import { openStream, type Stream, type StreamRequest } from "./streams.ts";

const MOST_MESSAGE = 16_384;
const BUSY = "This server is busy: try again in a few seconds.";

const PATHS: Readonly<Record<string, string>> = {
  user: "user",
  "user/notification": "user:notification",
  public: "public",
  "public/local": "public:local",
  "public/remote": "public:remote",
  hashtag: "hashtag",
  "hashtag/local": "hashtag:local",
  list: "list",
  direct: "direct",
};

const query = (url: string | undefined): URLSearchParams => new URLSearchParams((url ?? "").split("?")[1] ?? "");

/** `reader`: what they may read. */
type Listening = { access: Access; reader: Kith };

/** A stream needs a person. The token may stand in the query: a browser's EventSource and WebSocket cannot send headers. */
async function listenerOf(kith: Kith, token: string | undefined): Promise<Listening> {
  const access = await assertAccess(kith, { who: "user" }, token);
  if (access === undefined) throw new Error("a listener without access");
  return { access, reader: await readerFor(kith, access.member) };
}

/** Answers `GET /api/v1/streaming/<path>` with server-sent events. Never throws. */
export async function serveStream(kith: Kith, path: string, { req, res }: { req: Request; res: Response }): Promise<void> {
  const name = path.replace(/\/+$/, "");
  if (name === "health") return void res.type("text/plain").send("OK");
  const wanted = Object.hasOwn(PATHS, name) ? PATHS[name] : undefined;
  // Here what is missing or unknown of a stream is 400, not 422.
  const refuse = (error: string) => {
    setCommonHeaders(res);
    res.status(400).json({ error });
  };
  if (wanted === undefined || req.method !== "GET") return refuse("Unknown channel requested");
  let access: Access | undefined;
  try {
    const fields = readQuery(query(req.url).toString());
    const listening = await listenerOf(kith, bearer(req) ?? query(req.url).get("access_token") ?? undefined);
    access = listening.access;
    const stream = wanted.startsWith("public") && isTrue(fields["only_media"]) ? `${wanted}:media` : wanted;
    const asked: StreamRequest = { stream, tag: textOf(fields["tag"]), list: textOf(fields["list"]) };
    const opened = await openStream(listening.reader, access, asked);
    sendEvents(listening.reader, access, res, (connection) => connection.subscribe(opened));
  } catch (error) {
    if (access !== undefined && error instanceof Refusal && error.kind === "invalid") return refuse(error.message);
    writeError(kith, error, { req, res });
  }
}

const asEvent = (_stream: unknown, event: string, payload: string): string =>
  `event: ${event}\ndata: ${payload === "" ? "undefined" : payload}\n\n`;
const asMessage = ({ name }: Stream, event: string, payload: string): string =>
  JSON.stringify({ stream: name, event, ...(payload === "" ? {} : { payload }) });

function sendEvents(kith: Kith, access: Access, res: Response, begin: (connection: Connection) => void): void {
  // Gone while we looked at their token: nobody would ever tell us again.
  if (res.destroyed || res.closed) return;
  const hub = hubOf(kith);
  setCommonHeaders(res);
  if (!hasRoom(hub, access)) return void res.status(429).json({ error: "Too many streams" });
  res.setHeader("content-type", "text/event-stream");
  res.setHeader("cache-control", "private, no-store, no-transform");
  res.setHeader("x-accel-buffering", "no");
  // Whose machine has vanished is found out by the operating system.
  res.socket?.setKeepAlive(true, 30_000);
  res.write(":)\n\n");
  const cut = () => void res.destroy();
  const connection = openConnection(kith, access, {
    shared: hub.shared,
    wire: {
      frame: asEvent,
      write: (frame) => void res.write(frame),
      waiting: () => res.writableLength,
      cut,
      ended: () => void res.end(),
    },
  });
  const thump = () => (res.writableLength > MOST_WAITING ? cut() : void res.write(":thump\n\n"));
  const leave = enter(kith, hub, { access, beat: thump, cut, end: () => void res.end() });
  res.once("close", () => {
    connection.end();
    leave();
  });
  begin(connection);
}

/** A connection that wants to become a WebSocket, as Node hands it over. */
export type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer };

/** Takes WebSockets at `/api/v1/streaming`. */
export function openSockets(kith: Kith, admits: () => (() => void) | undefined): (upgrade: Upgrade) => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: (names) => [...names][0] ?? false,
  });
  return (wanted) => {
    const ended = admits();
    if (ended === undefined) return refuse(kith, wanted.socket, new Outage(BUSY));
    wanted.socket.once("close", ended);
    upgrade(kith, sockets, wanted).catch((error: unknown) => refuse(kith, wanted.socket, error));
  };
}

async function upgrade(kith: Kith, sockets: WebSocketServer, { request, socket, head }: Upgrade): Promise<void> {
  if (!/^\/api\/v1\/streaming\/?(?:\?|$)/.test(request.url ?? "")) throw missing();
  if ((await severityOf(kith, callerOf(request))) === "no_access") throw forbidden();
  const asked = query(request.url);
  const protocol = request.headers["sec-websocket-protocol"]?.split(",")[0]?.trim();
  const { access, reader } = await listenerOf(kith, bearer(request) ?? protocol ?? asked.get("access_token") ?? undefined);
  if (hubOf(kith).over) throw new Outage("This server is being stopped");
  sockets.handleUpgrade(request, socket, head, (ws) => {
    const connection = listen(reader, access, ws);
    const stream = asked.get("stream");
    if (connection === undefined || stream === null) return;
    void subscribe(
      reader,
      access,
      { ws, connection },
      { stream, tag: asked.get("tag") ?? undefined, list: asked.get("list") ?? undefined },
    );
  });
}

function refuse(kith: Kith, socket: Duplex, error: unknown): void {
  const away = error instanceof Outage;
  if (!(error instanceof Refusal) && !away) kith.log.error("a WebSocket could not be opened: {error}", { error });
  const [status, words] =
    error instanceof Refusal
      ? [statusOf[error.kind], error.message]
      : away
        ? [503, error.message]
        : [500, "Something went wrong"];
  const body = JSON.stringify({ error: words });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n${away ? `Retry-After: ${COME_AGAIN}\r\n` : ""}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function listen(kith: Kith, access: Access, ws: WebSocket): Connection | undefined {
  const hub = hubOf(kith);
  if (!hasRoom(hub, access)) {
    ws.close(1013, "Too many streams");
    return undefined;
  }
  const cut = () => ws.terminate();
  const connection = openConnection(kith, access, {
    shared: hub.shared,
    wire: {
      frame: asMessage,
      write: (frame) => ws.send(frame, { binary: false }),
      waiting: () => ws.bufferedAmount,
      cut,
      ended: ({ name }) => ws.send(JSON.stringify({ stream: name, error: "This stream has ended", status: 404 })),
    },
  });
  let alive = true;
  const ping = () => {
    if (!alive || ws.bufferedAmount > MOST_WAITING) return cut();
    alive = false;
    ws.ping();
  };
  const leave = enter(kith, hub, { access, beat: ping, cut, end: () => ws.close(1001) });
  const lives = () => {
    alive = true;
  };
  ws.on("pong", lives);
  ws.on("ping", lives);
  ws.on("error", cut);
  // Of the three forms in which data may come, `nodebuffer`, the default, is the only one that we get.
  ws.on("message", (data) => void obey(kith, access, { ws, connection }, (data as Buffer).toString("utf8")));
  ws.once("close", () => {
    connection.end();
    leave();
  });
  return connection;
}

type Line = { ws: WebSocket; connection: Connection };

/** `{"type": "subscribe" | "unsubscribe", "stream": …, "list"?, "tag"?}`; what is no such thing is passed over, as Mastodon does. */
async function obey(kith: Kith, access: Access, line: Line, text: string): Promise<void> {
  let asked: unknown;
  try {
    asked = JSON.parse(text);
  } catch {
    return;
  }
  if (typeof asked !== "object" || asked === null) return;
  const { type, stream, tag, list } = asked as Record<string, unknown>;
  if (typeof stream !== "string") return;
  const wanted: StreamRequest = {
    stream,
    tag: typeof tag === "string" ? tag : undefined,
    list: typeof list === "string" || typeof list === "number" ? String(list) : undefined,
  };
  if (type === "subscribe") return await subscribe(kith, access, line, wanted);
  if (type !== "unsubscribe") return;
  const opened = await openStream(kith, access, wanted).catch(() => undefined);
  if (opened !== undefined) line.connection.unsubscribe(opened.name);
}

async function subscribe(kith: Kith, access: Access, { ws, connection }: Line, wanted: StreamRequest): Promise<void> {
  try {
    const opened = await openStream(kith, access, wanted);
    if (ws.readyState === ws.OPEN) connection.subscribe(opened);
  } catch (error) {
    if (!(error instanceof Refusal)) kith.log.error("a stream could not be opened: {error}", { error });
    const [message, status] =
      error instanceof Refusal ? [error.message, error.kind === "invalid" ? 400 : statusOf[error.kind]] : ["Error", 500];
    if (ws.readyState === ws.OPEN) ws.send(JSON.stringify({ error: message, status }));
  }
}
