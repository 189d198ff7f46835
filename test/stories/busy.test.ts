// A server whose memory is nearly spent says so and stays of use: it is alive, people read on, others come again, and it recovers by itself.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { makeNote, loadEpisodes, loadProcesses } from "../../src/budgets/processes.ts";
import { checkMemory } from "../../src/health/budgets.ts";
import { serve } from "../../src/start.ts";
import { makeClient } from "../world/client.ts";
import { openTestKith } from "../world/instance.ts";
import { join } from "../world/people.ts";

const MB = 1_000_000;

test("near the ceiling, each is told in its own words when to come again, and people read on", async () => {
  let used = 100 * MB;
  await using kith = await openTestKith("alpha.test", { memory: () => used, config: { limits: { memory: 200 * MB } } });
  const serving = await serve(kith, { host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${serving.port}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${origin}${path}`, init);
    return {
      status: answer.status,
      again: answer.headers.get("retry-after"),
      type: answer.headers.get("content-type"),
      text: await answer.text(),
      stays: answer.headers.get("connection") !== "close",
    };
  };
  const note = makeNote(kith, "both", "here/1");
  const post = { method: "POST", body: JSON.stringify({ type: "Like", pad: "x".repeat(200_000) }) };
  expect((await ask("/inbox", post)).status).toBe(401);

  used = 175 * MB;
  kith.clock.advance(1000);
  expect(await ask("/health")).toMatchObject({ status: 200, text: "OK, but busy" });
  expect(await ask("/api/v2/instance")).toMatchObject({ status: 200 });
  expect((await ask("/about")).status).toBe(200);
  expect(await ask("/inbox", post)).toMatchObject({
    status: 503,
    again: "10",
    type: expect.stringContaining("text/plain") as string,
  });
  const upload = await ask("/api/v2/media", { method: "POST", body: Buffer.alloc(2 * MB) });
  // Whose body is still to come is heard out; whoever only asks, below, takes no place while they wait.
  expect(upload).toMatchObject({ status: 503, again: "10", stays: true });
  expect(await ask("/live")).toMatchObject({ status: 503, again: "10", stays: false });
  expect(JSON.parse(upload.text)).toEqual({ error: expect.stringContaining("busy") as string });
  // What somebody writes still gets as far as the door.
  expect((await ask("/api/v1/statuses", { method: "POST", body: "status=Hello" })).status).toBe(401);

  used = 195 * MB;
  kith.clock.advance(1000);
  expect((await ask("/api/v1/statuses", { method: "POST", body: "status=Hello" })).status).toBe(503);
  expect((await ask("/api/v2/instance")).status).toBe(200);
  await note();
  expect(await loadProcesses(kith)).toMatchObject([
    { name: "here/1", role: "both", memory: used, ceiling: 200 * MB, refused: 4 },
  ]);
  expect(await loadEpisodes(kith.db, 5)).toMatchObject([{ refused: 4, highest: used, ended_at: 0 }]);
  expect(await checkMemory(kith)).toMatchObject({ state: "note", code: "memory_near" });

  used = 120 * MB;
  kith.clock.advance(20_000);
  expect((await ask("/inbox", post)).status).toBe(401);
  expect((await ask("/health")).text).toBe("OK");
  await note();
  expect(await loadEpisodes(kith.db, 5)).toMatchObject([{ refused: 4, ended_at: expect.any(Number) as number }]);
  expect((await loadEpisodes(kith.db, 5))[0]?.ended_at).toBeGreaterThan(0);
  expect(await checkMemory(kith)).toMatchObject({ state: "ok" });
  await serving.close();
});

test("bodies that come slowly count by what they announce: no crowd of them gets in, whatever each has sent", async () => {
  await using kith = await openTestKith("alpha.test", { memory: () => 100 * MB, config: { limits: { memory: 200 * MB } } });
  const serving = await serve(kith, { host: "127.0.0.1", port: 0 });
  const crowd = await Promise.all(Array.from({ length: 60 }, async () => await slowly(serving.port, "/inbox", 900_000)));
  const turned = crowd.filter(({ answer }) => answer.startsWith("HTTP/1.1 503"));
  // 70 MB are left until 85 %, and an activity takes thrice its size while it is read.
  expect(60 - turned.length).toBe(Math.floor((70 * MB) / 2_700_000));
  expect((await fetch(`http://127.0.0.1:${serving.port}/api/v2/instance`)).status).toBe(200);
  for (const { end } of crowd) end();
  await expect
    .poll(async () => {
      const { answer, end } = await slowly(serving.port, "/inbox", 900_000);
      end();
      return answer;
    })
    .toBe("");
  await serving.close();
});

test("streams that are opened all at once are let in as far as there is room, and are no requests under way", async () => {
  let used = 100 * MB;
  await using kith = await openTestKith("alpha.test", { memory: () => used, config: { limits: { memory: 200 * MB } } });
  const serving = await serve(kith, { host: "127.0.0.1", port: 0, admitted: 5 });
  const alice = await join({ kith, client: makeClient("alpha.test", () => serving.port), handle: "alice@alpha.test" });
  const health = async () => (await fetch(`http://127.0.0.1:${serving.port}/health`)).status;
  const first = await Promise.all(Array.from({ length: 9 }, (_, i) => stream(serving.port, alice.token, i < 3)));
  expect(first.map(({ status }) => status)).toEqual([101, 101, 101, 200, 200, 200, 200, 200, 200]);
  expect(await health()).toBe(200);

  // Those that stand may all be told something at once; with what that takes there is room for three more until 85 %.
  used = 170 * MB - 12 * 30_000;
  kith.clock.advance(1000);
  const more = await Promise.all(Array.from({ length: 8 }, (_, i) => stream(serving.port, alice.token, i % 2 === 0)));
  expect(more.filter(({ status }) => status === 503)).toHaveLength(5);
  for (const { status, head } of more) if (status === 503) expect(head).toMatch(/^retry-after: 10\r$[^]*^connection: close\r$/im);
  expect(await health()).toBe(200);
  for (const { end } of [...first, ...more]) end();
  await serving.close();
});

/** Begins to listen, by a WebSocket or by server-sent events. Resolves with the head of the answer; the line stays open. */
async function stream(port: number, token: string, upgrade: boolean): Promise<{ status: number; head: string; end(): void }> {
  const socket = connect(port, "127.0.0.1");
  const upgrading = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${"x".repeat(22)}==\r\n`;
  const path = upgrade ? `/api/v1/streaming?stream=user&access_token=${token}` : `/api/v1/streaming/user?access_token=${token}`;
  let head = "";
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject).on("data", (part: Buffer) => {
      head += part.toString();
      if (head.includes("\r\n\r\n")) resolve();
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: alpha.test\r\n${upgrade ? upgrading : ""}\r\n`);
  });
  return { status: Number(head.split(" ")[1]), head, end: () => void socket.destroy() };
}

type Slow = { answer: string; end(): void };

/** Announces a body and sends a few bytes of it. Resolves when it is refused, or when the server has gone on to serve somebody else. */
async function slowly(port: number, path: string, length: number): Promise<Slow> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (part: Buffer) => (answer += part.toString())).on("error", () => undefined);
  await new Promise<void>((resolve) => void socket.once("connect", resolve));
  socket.write(`POST ${path} HTTP/1.1\r\nHost: alpha.test\r\nContent-Length: ${length}\r\n\r\n{`);
  // In its own turn after ours: connections are read in the order in which they have something to say.
  await fetch(`http://127.0.0.1:${port}/health`).then(async (health) => await health.text());
  return { answer, end: () => void socket.destroy() };
}
