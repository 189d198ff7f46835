/** What a server that is being stopped answers to who wants a WebSocket: that it is to come again, instead of a connection that ends without a word. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { serve } from "../../src/start.ts";
import { openLive } from "./live.ts";

/** A connection whose request for an upgrade has begun, and waits for its last line. */
async function begun(port: number, token: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const lines = [
    `GET /api/v1/streaming?stream=user&access_token=${token} HTTP/1.1`,
    "Host: alpha.test",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  socket.write(`${lines.join("\r\n")}\r\n`);
  return socket;
}

async function ended(socket: Socket): Promise<string> {
  let text = "";
  socket.write("\r\n");
  for await (const part of socket) text += String(part);
  return text;
}

test("a WebSocket that is asked for while the server stops is told to come again", { timeout: 20_000 }, async () => {
  await using live = await openLive({ still: true });
  const { token } = await live.person("uma");
  const serving = await serve(live.kith, { host: "127.0.0.1", port: 0 });
  const taken = await begun(serving.port, token);
  taken.write("\r\n");
  const [welcome] = (await once(taken, "data")) as [Buffer];
  expect(String(welcome)).toMatch(/^HTTP\/1\.1 101 /);
  expect(await ended(await begun(serving.port, "nonsense"))).toMatch(/^HTTP\/1\.1 401 /);
  const late = await begun(serving.port, token);
  const stopped = serving.close(5);
  const answer = await ended(late);
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).toMatch(/\r\nRetry-After: \d+\r\n/);
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toEqual({ error: "This server is being stopped" });
  taken.destroy();
  await stopped;
});
