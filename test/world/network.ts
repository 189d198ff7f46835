/**
 * The world's internet: which name leads to which port of 127.0.0.1. Nothing ever leaves this machine, for a name that the world does not
 * know is refused like one that is down.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Connect } from "../../src/http/open.ts";

export type Network = {
  readonly connect: Connect;
  /** Says where `domain` is from now on; undefined: nobody answers there. */
  route(domain: string, port: number | undefined): void;
  /** The port at which a domain answers. */
  port(domain: string): number | undefined;
};

/** Nothing listens there, so connecting is refused at once. */
const NOWHERE = 1;

export function makeNetwork(): Network {
  const ports = new Map<string, number>();
  return {
    connect: ({ host, port, tls }) => {
      const name = port === (tls ? 443 : 80) ? host : `${host}:${port}`;
      return { host: "127.0.0.1", port: ports.get(name) ?? NOWHERE, tls: false };
    },
    route: (domain, port) => {
      if (port === undefined) ports.delete(domain);
      else ports.set(domain, port);
    },
    port: (domain) => ports.get(domain),
  };
}

/** A request to a hand-made server, its body read whole. */
export type Seen = { method: string; path: string; headers: Record<string, string | undefined>; body: string; bytes: Buffer };
export type Reply = { status?: number; type?: string; headers?: Record<string, string>; body?: unknown };
export type Handler = (request: Seen) => Reply | undefined | Promise<Reply | undefined>;

export type HandServer = { port: number; close(): Promise<void> };

/** A hand-made server on a free port: what the handler returns is sent, as ActivityPub JSON unless it says otherwise; undefined is 404. */
export async function serveByHand(handler: Handler): Promise<HandServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const seen = await readWhole(request);
      const { status = 200, type = "application/activity+json", headers = {}, body } = (await handler(seen)) ?? { status: 404 };
      response.writeHead(status, { "content-type": type, ...headers });
      response.end(
        body === undefined ? undefined : typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      );
    })().catch(() => response.destroy());
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { port, close: async () => await shut(server) };
}

async function readWhole(request: IncomingMessage): Promise<Seen> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers = request.headers as Record<string, string | undefined>;
  const bytes = Buffer.concat(parts);
  return { method: request.method ?? "GET", path: request.url ?? "/", headers, body: bytes.toString(), bytes };
}

const listen = async (server: Server): Promise<void> =>
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve());
  });

const shut = async (server: Server): Promise<void> =>
  await new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
