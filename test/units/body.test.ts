/** Bodies as they come in: within a size, a time and a share of memory, whoever sends them. */
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { bodyReader, type BodyLimits } from "../../src/federation/body.ts";

/** A server that says what became of a body; what it took it holds until `release` is called. */
async function open(limits: Partial<BodyLimits> = {}) {
  const read = bodyReader({ max_bytes: 1000, max_held: 3000, timeout: 10_000, ...limits });
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      if (!("status" in body)) held.push(body.release);
      response.writeHead("status" in body ? body.status : 200).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const socket = (head: string): Socket => {
    const opened = connect(port, "127.0.0.1");
    opened.on("error", () => undefined).write(`POST /inbox HTTP/1.1\r\nHost: alpha.test\r\n${head}\r\n\r\n`);
    return opened;
  };
  const says = async (head: string, body = "") => {
    const opened = socket(head);
    opened.write(body);
    return await statusOf(opened);
  };
  return { socket, says, release: () => held.splice(0).forEach((each) => each()) };
}

async function statusOf(socket: Socket): Promise<number> {
  const [data] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return Number(data.toString().split(" ")[1]);
}

test("50 MB are refused before they are sent, or as soon as they are too many", async () => {
  const { says } = await open();
  expect(await says("Content-Length: 50000000")).toBe(413);
  expect(await says("Content-Length: 1001", "x")).toBe(413);
  expect(await says("Transfer-Encoding: chunked", `3e9\r\n${"x".repeat(1001)}`)).toBe(413);
  expect(await says("Content-Length: 1000", "x".repeat(1000))).toBe(200);
});

test("what is packed is not unpacked", async () => {
  const { says } = await open();
  for (const coding of ["gzip", "br", "deflate", "zstd", "gzip, gzip"])
    expect(await says(`Content-Length: 10\r\nContent-Encoding: ${coding}`, "x")).toBe(415);
});

test("a body that trickles in, or never comes, is given up", async () => {
  const { socket, says } = await open({ timeout: 150 });
  expect(await says("Content-Length: 500", "half")).toBe(408);
  const trickling = socket("Content-Length: 500");
  const drip = setInterval(() => void trickling.write("x"), 20);
  expect(await statusOf(trickling)).toBe(408);
  clearInterval(drip);
});

test("all bodies together take no more memory than they may, and who waits is told to come again", async () => {
  const { says, release } = await open();
  for (let n = 0; n < 3; n++) expect(await says("Content-Length: 1000", "x".repeat(1000))).toBe(200);
  expect(await says("Content-Length: 1000")).toBe(503);
  expect(await says("Transfer-Encoding: chunked", `3e8\r\n${"x".repeat(1000)}\r\n0\r\n\r\n`)).toBe(503);
  release();
  expect(await says("Content-Length: 1000", "x".repeat(1000))).toBe(200);
});
