/** Small servers and a client whose internet they are, closed again when the test ends. */
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { FailureReason } from "../../src/http/failure.ts";
import { HttpFailure } from "../../src/http/failure.ts";
import type { Http, HttpOptions } from "../../src/http/open.ts";
import { openHttp } from "../../src/http/open.ts";

/** Answers requests; may be async. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;
export type Site = { port: number; requests: IncomingMessage[]; sockets: number; server: Server };

/** A server on a free port of 127.0.0.1 that remembers its requests and counts its connections. */
export async function serve(listener: Listener): Promise<Site> {
  const server = createServer((request, response) => {
    site.requests.push(request);
    void listener(request, response);
  });
  const site: Site = { port: 0, requests: [], sockets: 0, server };
  server.on("connection", () => site.sockets++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  site.port = (server.address() as AddressInfo).port;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return site;
}

/** A client whose internet is these sites, by host; other names and addresses are real. */
export function client(sites: Record<string, Site> = {}, options: Partial<HttpOptions> = {}): Http {
  const http = openHttp({
    connect: ({ host }) => (sites[host] ? { host: "127.0.0.1", port: sites[host].port, tls: false } : undefined),
    allow_private_addresses: false,
    user_agent: "Kith/1 (test)",
    ...options,
  });
  onTestFinished(() => http.close());
  return http;
}

/** Why it failed; any other error is thrown on. */
export async function failureOf(answer: Promise<unknown>): Promise<FailureReason | "no failure"> {
  return answer.then(
    () => "no failure",
    (error: unknown) => {
      if (error instanceof HttpFailure) return error.reason;
      throw error;
    },
  );
}

export function redirectTo(location: string, status = 302): Listener {
  return (_, response) => void response.writeHead(status, { location }).end("elsewhere");
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString();
}
