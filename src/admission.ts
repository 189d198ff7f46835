/**
 * Admission: nothing comes in for which there is no room. What comes past the most requests at once, or would take this process over its memory
 * ceiling, is answered 503 before a door is reached, with when to come again.
 */
import type { IncomingMessage } from "node:http";
import type { Request, RequestHandler, Response } from "express";
import type { Kind } from "./budgets/memory.ts";
import { COME_AGAIN } from "./errors.ts";
import type { Kith } from "./kith.ts";

/** Requests under way at once, unless `serve` is told otherwise. */
export const ADMITTED = 2000;
/** Bytes of a body that is no burden. */
const SMALL = 65_536;
/** What a document takes while it is read: its bytes, its text, and what is made of it. */
const UNFOLDED = 3;
/** Bytes that a stream takes besides those that show while nothing happens: until it has come to that, and whenever all are told something in one breath. */
const STREAM = 30_000;
const SOON = "5";
const BUSY = "This server is busy: try again in a few seconds.";

/** @param refuse answers in the language of whoever asks: JSON for programs, a sentence for others */
export function admission(
  kith: Kith,
  admitted: number,
  refuse: (request: Request, response: Response, status: number, error: string) => void,
): RequestHandler {
  let inside = 0;
  return (request, response, next) => {
    const full = inside >= admitted;
    if (!full && /^\/health\/?$/.test(request.path) && kith.memory.level() > 0) return tellBusy(response);
    if (isStream(request)) {
      const end = full ? undefined : admitStream(kith);
      if (end !== undefined) return (response.once("close", end), next());
      part(response.set("Retry-After", COME_AGAIN));
      return refuse(request, response, 503, BUSY);
    }
    const { kind, bytes } = weigh(kith, request);
    const leave = full ? undefined : kith.memory.admit(kind, bytes);
    if (leave === undefined) {
      response.set("Retry-After", full ? SOON : COME_AGAIN);
      if (!hasBody(request)) part(response);
      return refuse(request, response, 503, BUSY);
    }
    inside++;
    response.once("close", () => {
      inside--;
      leave();
    });
    next();
  };
}

/**
 * Who is refused takes no place by staying: thousands that wait for their next turn, each on its connection, would take the room that there is not. Who still
 * sends a body has to be heard out, for a connection that ends before would take the answer along.
 */
const part = (response: Response): void => void response.set("Connection", "close");

const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Streams stay open for hours: they are no requests under way, of which there may be so many; but none begins while there are that many. */
const isStream = ({ method, path }: Request): boolean =>
  method === "GET" && (path.startsWith("/api/v1/streaming/") ? !/\/health\/?$/.test(path) : path === "/live");

/** Lets a stream in, if there is room for it; call what is returned when it has ended. Who is refused comes again by themselves. */
export const admitStream = ({ memory }: Pick<Kith, "memory">): (() => void) | undefined => memory.admit("lasting", STREAM);

/** That it answers is what whoever watches over it wants to know: a server whose memory is nearly spent is alive, and is not to be started anew. */
function tellBusy(response: Response): void {
  response.set("Access-Control-Allow-Origin", "*").set("Cache-Control", "no-store").type("text/plain").send("OK, but busy");
}

/** What a request is, and how many bytes of memory it may take for what it sends. */
export function weigh(
  { instance: { limits } }: Pick<Kith, "instance">,
  request: Pick<IncomingMessage, "method" | "headers"> & { path: string },
): {
  kind: Kind;
  bytes: number;
} {
  const { method = "GET", headers, path } = request;
  if (method === "OPTIONS") return { kind: "vital", bytes: 0 };
  const announced = headers["content-length"];
  const sends = announced !== undefined ? Number(announced) || 0 : headers["transfer-encoding"] === undefined ? 0 : Infinity;
  if (path.endsWith("/inbox")) return { kind: "bulky", bytes: Math.min(sends, limits.inbox_bytes) * UNFOLDED };
  // A film goes to the disk as it comes, and an image is held at most.
  if (sends > SMALL) return { kind: "bulky", bytes: Math.min(sends, limits.image_bytes) };
  if (isOfServers(path, headers)) return { kind: "bulky", bytes: 0 };
  if (method === "GET" || method === "HEAD") return { kind: path.startsWith("/media/remote/") ? "bulky" : "read", bytes: 0 };
  return { kind: "write", bytes: sends };
}

/** What other servers ask for, who ask again by themselves. */
const isOfServers = (path: string, { accept }: IncomingMessage["headers"]): boolean =>
  /^\/(?:\.well-known|nodeinfo)\//.test(path) || /\bapplication\/(?:activity|ld)\+json\b/.test(accept ?? "");
