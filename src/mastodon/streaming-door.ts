/** Where streams come in. What serves them is read with the first. */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Kith } from "../kith.ts";
import { lazy, whenCalled } from "../lazy.ts";
import { endStreams, hubOf } from "./stream-hub.ts";

/** Answers `GET /api/v1/streaming/<path>` with server-sent events. */
export const serveStream = whenCalled(async () => (await import("./streaming.ts")).serveStream);

/**
 * Takes WebSockets at `/api/v1/streaming`.
 *
 * @param admits lets one more in, if there is room for it; what it returns is called when that one has ended
 * @returns what ends every stream of the instance, for a stop in order
 */
export function attachStreaming(kith: Kith, server: Server, admits: () => (() => void) | undefined): () => void {
  const hub = hubOf(kith);
  hub.over = false;
  const sockets = lazy(async () => (await import("./streaming.ts")).openSockets(kith, admits));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    sockets()
      .then((take) => take({ request, socket, head }))
      .catch((error: unknown) => {
        kith.log.error("WebSockets cannot be served: {error}", { error });
        socket.destroy();
      });
  });
  return () => {
    hub.over = true;
    endStreams(kith);
  };
}
