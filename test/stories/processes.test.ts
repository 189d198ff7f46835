/** Several processes under one supervisor, for real: they share a port, hear of each other, are started again, and are replaced without anybody noticing. */
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Agent, request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { admin, at, dropDatabase } from "../world/databases.ts";
import type { StatusJson } from "../world/entities.ts";
import { install, type Installation, type Running } from "../world/process.ts";
import { openSocket } from "../world/sockets.ts";
import { eventually, makeApi, type Api } from "../kill/watch.ts";

const long = { timeout: 120_000 };

/** SQLite, or an empty database on the tests' PostgreSQL. */
async function newDatabase(): Promise<string> {
  const server = process.env.KITH_TEST_DATABASE;
  if (server === undefined) return "sqlite";
  const name = `kith_processes_${randomBytes(6).toString("hex")}`;
  await admin(server, `create database ${name}`);
  onTestFinished(async () => await dropDatabase(at(server, name)));
  return at(server, name);
}

async function enter(place: Installation): Promise<{ api: Api; token: string }> {
  await place.cli("account", "create", "alice", "--email", "alice@mail.test", "--password", "correct horse battery");
  const token = await place.cli("token", "create", "alice", "--scopes", "read write follow");
  return { api: makeApi(place.origin, token), token };
}

/** Asks again and again, each time on a new connection or always on the same ones; returns how often in vain. */
function keepAsking(origin: string, options: { pipelining: number; connections: number }) {
  const agent = new Agent(options);
  const tally = { asked: 0, failed: [] as unknown[] };
  const ask = async () => {
    tally.asked++;
    try {
      const { statusCode, body } = await request(`${origin}/health`, { dispatcher: agent, method: "GET" });
      await body.dump();
      if (statusCode !== 200) tally.failed.push(statusCode);
    } catch (error) {
      tally.failed.push(error);
    }
  };
  const asking = new Set<Promise<void>>();
  const asks = setInterval(() => {
    const asked: Promise<void> = ask().finally(() => asking.delete(asked));
    asking.add(asked);
  }, 20);
  return async () => {
    clearInterval(asks);
    await Promise.all(asking);
    await agent.close();
    return tally;
  };
}

/** Asks from all sides, each time on a new connection; ends with how many were left without an answer and without an error. */
function flood(origin: string) {
  const agent = new Agent({ pipelining: 0 });
  const state = { over: false, answered: 0, left: 0 };
  const asking = Array.from({ length: 8 }, async () => {
    while (!state.over) {
      try {
        const signal = AbortSignal.timeout(5000);
        await (await request(`${origin}/health`, { dispatcher: agent, method: "GET", signal })).body.dump();
        state.answered++;
      } catch (error) {
        if (error instanceof Error && error.name === "TimeoutError") state.left++;
      }
    }
  });
  return {
    state,
    end: async () => {
      state.over = true;
      await Promise.all(asking);
      await agent.destroy();
      return state.left;
    },
  };
}

/** Runs `work` while others of the processes stand still, so that what connects meets the one. */
async function meeting<T>(pid: number, others: readonly number[], work: () => Promise<T>): Promise<T> {
  for (const other of others) if (other !== pid) process.kill(other, "SIGSTOP");
  try {
    return await work();
  } finally {
    for (const other of others) if (other !== pid) process.kill(other, "SIGCONT");
  }
}

const started = (running: Running, before: readonly number[]): number[] =>
  running.children().filter((pid) => !before.includes(pid));

test(
  "two that serve and one that works are one server; what dies is started again; SIGHUP replaces all, and nobody is refused",
  long,
  async () => {
    using place = await install({ database: await newDatabase(), log: "warning", processes: { web: 2, worker: 1 } });
    const running = await place.start();
    onTestFinished(() => running.signal("SIGKILL"));
    const first = running.children();
    expect(first).toHaveLength(3);
    const { api, token } = await enter(place);

    // What is posted through one is heard at both, and each time once.
    const serving = first.slice(0, 2);
    const sockets = [];
    for (const pid of [...serving, ...serving])
      sockets.push(await meeting(pid, serving, async () => await openSocket(place.port, { token }, { stream: "user" })));
    const posted: string[] = [];
    for (let i = 0; i < 4; i++)
      posted.push((await api<StatusJson>("POST", "/api/v1/statuses", { status: `post ${i}` }))?.id ?? "");
    // What two processes tell at nearly the same time has no order.
    for (const socket of sockets) {
      const heard: string[] = [];
      while (heard.length < posted.length) heard.push((JSON.parse((await socket.hears()).payload ?? "") as StatusJson).id);
      expect(heard.sort()).toEqual(posted.toSorted());
    }
    for (const socket of sockets) socket[Symbol.dispose]();
    // The one that works does the work: an edited post is indexed later.
    await api("PUT", `/api/v1/statuses/${posted[0]}`, { status: "pomegranate" });
    const found = async () =>
      (await api<{ statuses: unknown[] }>("GET", "/api/v2/search?q=pomegranate&type=statuses"))?.statuses.length;
    await eventually(async () => (await found()) === 1, "the work is not done", 20_000);

    const flooding = flood(place.origin);
    for (let deaths = 1; deaths <= 3; deaths++) {
      const [answered, before] = [flooding.state.answered, running.children()];
      await eventually(async () => flooding.state.answered > answered + 50, "nobody is answered any more", 20_000);
      process.kill((deaths === 1 ? first[1] : before.at(-1)) ?? 0, "SIGKILL");
      await eventually(async () => started(running, before).length === 1, "nobody took its place", 20_000);
    }
    expect(await flooding.end()).toBe(0);

    const second = running.children();
    const stops = [
      keepAsking(place.origin, { pipelining: 0, connections: 4 }),
      keepAsking(place.origin, { pipelining: 1, connections: 4 }),
    ];
    running.signal("SIGHUP");
    await running.says(/every process has been replaced/, 90_000);
    for (const stop of stops) {
      const { asked, failed } = await stop();
      expect(failed).toEqual([]);
      expect(asked).toBeGreaterThan(50);
    }
    expect(started(running, second)).toHaveLength(3);
    expect(running.children()).toHaveLength(3);
    expect((await api<StatusJson[]>("GET", "/api/v1/timelines/home"))?.length).toBe(4);

    const last = running.children();
    running.signal("SIGTERM");
    expect(await running.ended).toBe(0);
    for (const pid of last) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  },
);

test.runIf(process.env.KITH_TEST_DATABASE === undefined)(
  "while others cannot write, who stands still is ended in seconds, and who only waits as well is not",
  long,
  async () => {
    using place = await install({ log: "warning", processes: { web: 2, worker: 1 } });
    const running = await place.start();
    onTestFinished(() => running.signal("SIGKILL"));
    const { api } = await enter(place);
    const [still = 0, ...others] = running.children();
    using file = lockedBy(join(place.folder, "data", "kith.db"));
    process.kill(still, "SIGSTOP");
    const waiting = api<StatusJson>("POST", "/api/v1/statuses", { status: "waits" });
    await running.says(new RegExp(`\\(${still}\\) does not move any more`), 9000);
    file.free();
    expect((await waiting)?.content).toBe("<p>waits</p>");
    await eventually(async () => running.children().length === 3, "nobody took its place", 20_000);
    expect(running.children()).toEqual(expect.arrayContaining(others));
    running.signal("SIGTERM");
    expect(await running.ended).toBe(0);
  },
);

/** Keeps everybody from writing to a database. */
function lockedBy(path: string): Disposable & { free(): void } {
  const file = new Sqlite(path, { timeout: 5000 });
  file.exec("begin immediate");
  return { free: () => void file.exec("rollback"), [Symbol.dispose]: () => void file.close() };
}

test("a supervisor whose first process cannot start says why, once, and ends", long, async () => {
  using place = await install({ database: "postgres://nobody@127.0.0.1:1/nothing", processes: { web: 2 } });
  const running = place.launch();
  expect(await running.ended).toBe(1);
  expect(running.output().match(/Kith cannot start/g)).toHaveLength(1);
});

test(
  "whatever a new configuration says, those that SIGHUP starts are of one server; how many there are holds from the next start on",
  long,
  async () => {
    using place = await install({ database: await newDatabase(), log: "warning", processes: { web: 1, worker: 1 } });
    const running = await place.start();
    onTestFinished(() => running.signal("SIGKILL"));
    const first = running.children();
    const written = readFileSync(place.config, "utf8");
    writeFileSync(place.config, "export default ({\n  domain: {{\n});\n");
    running.signal("SIGHUP");
    await running.says(/the old ones go on/);
    expect(running.output()).toContain(`Kith cannot start: ${place.config}, line 2: `);
    expect(running.children()).toEqual(first);
    const alone = written.replace(/"?processes"?:\s*\{[^}]*\},?/, "");
    expect(alone).not.toBe(written);
    writeFileSync(place.config, alone);
    running.signal("SIGHUP");
    await running.says(/every process has been replaced/, 60_000);
    expect(started(running, first)).toHaveLength(2);
    expect(running.children()).toHaveLength(2);
    running.signal("SIGTERM");
    expect(await running.ended).toBe(0);
  },
);
