/** Streams under load and in trouble: dead sockets, slow readers, ended tokens, and what many listeners cost. */
import { connect, type Socket as TcpSocket } from "node:net";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp, OOB } from "../../src/access/apps.ts";
import { createToken } from "../../src/access/tokens.ts";
import { createUser } from "../../src/accounts/create.ts";
import { loadInstance } from "../../src/load-instance.ts";
import { beat, hubOf } from "../../src/mastodon/stream-hub.ts";
import { openKith } from "../../src/open.ts";
import { serve, type Serving } from "../../src/start.ts";
import { ANNOUNCEMENTS } from "../../src/streams/channels.ts";
import { streamAnnouncement } from "../../src/streams/publish.ts";
import { makeClient } from "../world/client.ts";
import type { StatusJson } from "../world/entities.ts";
import { openTestKith, strangerKeys, type TestKith } from "../world/instance.ts";
import { join } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { freePort } from "../world/ports.ts";
import { install } from "../world/process.ts";
import { countQueries, type Counter } from "../world/queries.ts";
import { openSocket } from "../world/sockets.ts";

let kith: TestKith;
let serving: Serving;
let counter: Counter;
let port: number;
beforeAll(async () => {
  port = await freePort();
  kith = await openTestKith(`127.0.0.1:${port}`);
  counter = countQueries(kith);
  serving = await serve(kith, { host: "127.0.0.1", port });
}, 30_000);
afterAll(async () => {
  await serving.close();
  await kith.close();
});

const person = async (name: string): Promise<Person> =>
  await join({ kith, client: makeClient(`127.0.0.1:${port}`, () => port), handle: `${name}@127.0.0.1:${port}` });

test("conversations, announcements and merged notifications are heard", async () => {
  const [ann, ben] = [await person("ann"), await person("ben")];
  using direct = await openSocket(port, ann, { stream: "direct" });
  using home = await openSocket(port, ann, { stream: "user" });
  await ann.api("PATCH", "/api/v2/notifications/policy", { for_not_following: "filter" });
  await ben.posts("@ann psst", { visibility: "direct" });
  const [request] = await ann.api<{ id: string }[]>("GET", "/api/v1/notifications/requests");
  await ann.api("POST", `/api/v1/notifications/requests/${request?.id}/accept`);
  // In between chats are told of, in words of our own.
  const next = async () => {
    let one = await home.hears();
    while (one.event?.startsWith("kith.chat") === true) one = await home.hears();
    return one;
  };
  expect(await next()).toEqual({ stream: ["user"], event: "notifications_merged", payload: "1" });
  const heard = await direct.hears();
  expect(heard).toMatchObject({ stream: ["direct"], event: "conversation" });
  const conversation = JSON.parse(heard.payload ?? "") as { id: string };
  expect(conversation).toMatchObject({ unread: true, accounts: [{ acct: "ben" }], last_status: { visibility: "direct" } });
  await ann.api("POST", `/api/v1/conversations/${conversation.id}/read`);
  expect(JSON.parse((await direct.hears()).payload ?? "")).toMatchObject({ id: conversation.id, unread: false });
  await streamAnnouncement(kith, "announcement.delete", "12");
  expect(await next()).toEqual({ stream: ["user"], event: "announcement.delete", payload: "12" });
});

test.for(["deleted", "disabled", "suspended"])("the next beat ends the streams of a token that was %s elsewhere", async (how) => {
  const [cat, dan] = [await person(`cat-${how}`.replace("-", "_")), await person(`dan_${how}`)];
  using gone = await openSocket(port, cat, { stream: "user" });
  using stays = await openSocket(port, dan, { stream: "user" });
  const id = Number(cat.id);
  await kith.write(async (tx) => {
    if (how === "deleted") await tx.deleteFrom("tokens").where("user_id", "=", id).execute();
    if (how === "disabled") await tx.updateTable("users").set({ disabled: 1 }).where("id", "=", id).execute();
    if (how === "suspended") await tx.updateTable("accounts").set({ suspended_at: 1 }).where("id", "=", id).execute();
  });
  await beat(kith);
  await gone.closed;
  expect(stays.ws.readyState).toBe(stays.ws.OPEN);
});

test("a socket behind which nobody answers is closed, one that answers is not", async () => {
  const eve = await person("eve");
  using dead = await openSocket(port, eve, { stream: "user", autoPong: false });
  using alive = await openSocket(port, eve, { stream: "user" });
  const pinged = [once(dead.ws, "ping"), once(alive.ws, "ping")];
  await beat(kith);
  await Promise.all(pinged);
  // Its pong arrives before what it says next.
  alive.says({ type: "subscribe", stream: "nonsense" });
  await alive.hears();
  await beat(kith);
  await dead.closed;
  expect(alive.ws.readyState).toBe(alive.ws.OPEN);
});

test("a stream of server-sent events gives signs of life, and ends with its token", async () => {
  const oda = await person("oda");
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/streaming/user`, {
    headers: { authorization: `Bearer ${oda.token}` },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe(":)\n\n");
  await beat(kith);
  expect((await reader?.read())?.value).toBe(":thump\n\n");
  await kith.write(async (tx) => await tx.deleteFrom("tokens").where("user_id", "=", Number(oda.id)).execute());
  await beat(kith);
  // Cut, not ended in order: the last thump may or may not come through.
  await expect(
    (async () => {
      while (!(await reader?.read())?.done);
    })(),
  ).rejects.toThrow();
});

test("who does not read is cut off instead of being waited for", async () => {
  const fay = await person("fay");
  const before = hubOf(kith).listeners.size;
  const socket = await openRaw(port, fay.token, "user");
  socket.pause();
  expect(hubOf(kith).listeners.size).toBe(before + 1);
  const payload = "x".repeat(500_000);
  for (let i = 0; i < 60; i++) kith.bus.publish(ANNOUNCEMENTS, { event: "announcement", payload });
  await expect.poll(() => hubOf(kith).listeners.size).toBe(before);
  socket.destroy();
});

test("a post, an edit and a boost cost as many queries for six listeners as for two", async () => {
  const [gus, hal, pat] = [await person("gus"), await person("hal"), await person("pat")];
  const fans: Person[] = [];
  for (const name of ["ida", "jon", "kim", "lea", "max", "nan"]) fans.push(await person(name));
  for (const fan of fans) for (const who of [gus, hal]) await fan.follows(who);
  await kith.worker.drain();
  const costs = async (listeners: Person[], stream: string, run: () => Promise<unknown>) => {
    const sockets = await Promise.all(listeners.map(async (one) => await openSocket(port, one, { stream })));
    const queries = await counter.during(async () => {
      await run();
      for (const socket of sockets) await socket.hears();
    });
    for (const socket of sockets) socket[Symbol.dispose]();
    await Promise.all(sockets.map(async ({ closed }) => await closed));
    return queries;
  };
  const edited = await gus.posts("to be edited");
  const boosted = [await pat.posts("one"), await pat.posts("two"), await pat.posts("three")];
  const runs: [string, () => Promise<unknown>][] = [
    ["user", async () => await gus.posts("hello")],
    ["user", async () => await gus.edits(edited, `edited at ${kith.now()}`)],
    ["user", async () => await hal.boosts(boosted.pop() as StatusJson)],
    ["public:local", async () => await gus.posts("in the open")],
  ];
  for (const stream of ["user", "public:local"]) await costs(fans, stream, async () => await gus.posts("to warm up"));
  for (const [stream, run] of runs) {
    // The first time, what is kept for later is found.
    await costs(fans.slice(0, 1), stream, run);
    expect(await costs(fans, stream, run)).toBe(await costs(fans.slice(0, 2), stream, run));
  }
});

/** A stream without the memory of a whole WebSocket on our side. */
async function openRaw(to: number, token: string, stream: string): Promise<TcpSocket> {
  const socket = connect(to, "127.0.0.1");
  const key = Buffer.alloc(16, 1).toString("base64");
  socket.write(
    `GET /api/v1/streaming?stream=${stream}&access_token=${token} HTTP/1.1\r\nHost: 127.0.0.1:${to}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const [answer] = (await once(socket, "data")) as [Buffer];
  if (!answer.toString().startsWith("HTTP/1.1 101")) throw new Error(answer.toString());
  return socket;
}

/** Resident memory of a process in bytes. */
const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;

const PEOPLE = 20;
const SOCKETS = 1000;

/** Tokens of people who are there before the server starts. */
async function populate(config: string): Promise<string[]> {
  const instance = await loadInstance(config);
  const keys = strangerKeys();
  const place = await openKith(instance, { synchronous: "off", makeRsaKey: async () => keys() });
  const { app } = await createApp(place, { client_name: "Tests", redirect_uris: OOB, scopes: "read" });
  const tokens: string[] = [];
  for (let i = 0; i < PEOPLE; i++) {
    const { account } = await createUser(place, {
      username: `person${i}`,
      email: `person${i}@mail.test`,
      password: "correct horse battery",
      approved: true,
      confirmed: true,
    });
    tokens.push(await createToken(place, { app_id: app.id, user_id: account.id, scopes: "read" }));
  }
  await place.close();
  return tokens;
}

test.runIf(process.platform === "linux")(
  "a thousand open sockets take less than 100 MB",
  async () => {
    using place = await install({ log: "error" });
    const tokens = await populate(place.config);
    const server = await place.start();
    // What one listener loads is loaded before we look.
    const sockets = [await openRaw(place.port, tokens[0] ?? "", "user")];
    const before = residentOf(server.pid);
    while (sockets.length < SOCKETS) {
      const length = Math.min(50, SOCKETS - sockets.length);
      const tokenOf = (i: number) => tokens[(sockets.length + i) % PEOPLE] ?? "";
      sockets.push(...(await Promise.all(Array.from({ length }, async (_, i) => openRaw(place.port, tokenOf(i), "user")))));
    }
    const megabytes = (residentOf(server.pid) - before) / 1024 / 1024;
    expect(sockets.filter(({ destroyed, readyState }) => destroyed || readyState !== "open")).toEqual([]);
    for (const socket of sockets) socket.destroy();
    server.signal("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(megabytes).toBeLessThan(100);
  },
  60_000,
);
