/**
 * `kith.http`, the one way out to the network. Whatever a stranger's URL or answer does, a request ends within its
 * deadline, holds no more bytes than its cap, and reaches no address that is not on the public internet.
 */
import type { LookupFunction } from "node:net";
import type { Connect } from "./connector.ts";
import type { Deadline } from "./deadline.ts";
import { startDeadline } from "./deadline.ts";
import type { Answer, Outgoing } from "./exchange.ts";
import { exchange } from "./exchange.ts";
import { HttpFailure, codeOf } from "./failure.ts";
import type { Hop, Sign } from "./hop.ts";
import { headersOf, lowerCased, nextHop } from "./hop.ts";
import type { Pools } from "./pools.ts";
import { lazy } from "../lazy.ts";
import { ACCEPT_ENCODING, unpack } from "./unpack.ts";
import { getHttpUrl } from "./urls.ts";

export type { Connect } from "./connector.ts";

/**
 * - `connect` the tests' internet, asked before any address is resolved
 * - `lookup` resolves names instead of the operating system
 * - `allow_private_addresses` for development: lifts the address check, and lets https redirect to http
 * - `authorities` certificates (PEM) trusted beside the usual ones
 * - `maxConnectionsPerHost` per origin, default 8
 */
export type HttpOptions = {
  connect?: Connect;
  lookup?: LookupFunction;
  allow_private_addresses: boolean;
  user_agent: string;
  authorities?: readonly string[];
  maxConnectionsPerHost?: number;
};

/**
 * - `method` default GET
 * - `max_bytes` most bytes of the body, both as sent and as unpacked; default 1 MB
 * - `timeout` milliseconds for everything together: connection, redirects, headers, body; default 10 s, at most 10 min
 * - `redirects` how many may be followed, at most 5; default 0, which makes a redirect an answer like any other
 * - `sign` called for each hop to sign that hop's request; what it returns is added to the headers
 */
export type HttpRequest = {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
  max_bytes?: number;
  timeout?: number;
  redirects?: number;
  sign?: Sign;
  signal?: AbortSignal;
};

/** `headers` in lower case, repeated ones joined by commas; `url` is the last hop's. */
export type HttpResponse = { status: number; headers: Record<string, string>; url: string; body: Buffer };

export type Http = {
  /** Any status is an answer. @throws HttpFailure when there is none, see its reasons */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Ends all connections; requests under way get a second to finish. Later requests fail. */
  close(): Promise<void>;
};

const MAX_BYTES = 1024 * 1024;
const TIMEOUT = 10_000;
const LONGEST_TIMEOUT = 600_000;
const MOST_REDIRECTS = 5;
const CONNECTIONS = 8;
/** Milliseconds given to running requests when closing. */
const GRACE = 1000;

type Wiring = { pools: () => Promise<Pools>; options: HttpOptions };

/** Opens no connection yet. */
export function openHttp(options: HttpOptions): Http {
  const connections = Math.max(1, options.maxConnectionsPerHost ?? CONNECTIONS);
  let opened: Pools | undefined;
  // undici comes with the first request: a server that talks to nobody does without its hundred modules.
  const pools = lazy(async () => {
    const [{ openConnector }, { openPools }] = await Promise.all([import("./connector.ts"), import("./pools.ts")]);
    opened = openPools(openConnector(options), connections);
    if (closing) await opened.close();
    return opened;
  });
  const wiring = { pools, options };
  let running = 0;
  let closing = false;
  let quiet: (() => void) | undefined;
  return {
    async request(request) {
      if (closing) throw new HttpFailure("network", "this server is shutting down");
      const first = firstHop(request, options.user_agent);
      const deadline = startDeadline(clamp(request.timeout ?? TIMEOUT, 1, LONGEST_TIMEOUT), request.signal);
      running++;
      try {
        return await follow(wiring, request, first, deadline);
      } finally {
        deadline.clear();
        if (--running === 0) quiet?.();
      }
    },
    async close() {
      closing = true;
      if (running > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, GRACE);
          quiet = () => (clearTimeout(timer), resolve());
        });
      }
      await opened?.close();
    },
  };
}

function firstHop(request: HttpRequest, user_agent: string): Hop {
  const url = getHttpUrl(request.url);
  url.hash = "";
  const method = request.method ?? "GET";
  const headers = request.headers === undefined ? {} : lowerCased(request.headers);
  headers["user-agent"] = user_agent;
  if (method === "GET") headers["accept-encoding"] ??= ACCEPT_ENCODING;
  const body = typeof request.body === "string" ? Buffer.from(request.body) : request.body;
  return { url, method, headers, body };
}

async function follow(wiring: Wiring, request: HttpRequest, first: Hop, deadline: Deadline): Promise<HttpResponse> {
  const redirects = clamp(request.redirects ?? 0, 0, MOST_REDIRECTS);
  const max_bytes = Math.max(0, request.max_bytes ?? MAX_BYTES);
  const seen: string[] = [];
  const pools = await wiring.pools();
  let hop = first;
  for (;;) {
    const headers = headersOf(hop, request.sign);
    const answer = await ask(pools, { url: hop.url, method: hop.method, headers, body: hop.body, max_bytes }, deadline);
    const next = redirects > 0 ? nextHop(hop, answer, wiring.options.allow_private_addresses) : undefined;
    if (next === undefined) {
      return { ...(await unpack(answer, max_bytes)), url: hop.url.href };
    }
    seen.push(`${hop.method} ${hop.url.href}`);
    // A POST may well lead back to its own page by GET; the same request twice is a circle.
    if (seen.includes(`${next.method} ${next.url.href}`))
      throw new HttpFailure("redirects", `${next.url.host} redirects in a circle`);
    if (seen.length > redirects) throw new HttpFailure("redirects", `more than ${redirects} redirects`);
    hop = next;
  }
}

/** Asks once more if a kept connection turns out to be dead, where asking twice is harmless (RFC 9110 §9.2.2). */
async function ask(pools: Pools, out: Outgoing, deadline: Deadline): Promise<Answer> {
  try {
    return await exchange(pools.get(out.url.origin), out, deadline);
  } catch (error) {
    if ((out.method !== "GET" && out.method !== "HEAD") || !isDeadConnection(error)) throw error;
    return await exchange(pools.get(out.url.origin), out, deadline);
  }
}

function isDeadConnection(error: unknown): boolean {
  if (!(error instanceof HttpFailure) || error.reason !== "network" || error.status !== undefined) return false;
  const code = codeOf(error.cause);
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
