/** The server under test: a process of its own, with rate limits off, on loopback and a free port. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
import { request } from "./load.ts";
import { INSTANCE } from "./people.ts";
import { cpuOf } from "./usage.ts";

/** ms until it must answer, and until it must have stopped. */
const START = 60_000;
const STOP = 15_000;
/** ms after which it has done what it does once after a start. */
const SETTLED = 2500;

/** What a start took until the first answer, in ms: by the clock, and of CPU. */
export type Started = { ms: number; cpu: number };
export type Server = {
  pid: number;
  address: string;
  started: Started;
  /** Resolves when it has settled. */
  settles(): Promise<void>;
  stop(): Promise<void>;
  /** Asks the process itself, where its program listens for that. */
  ask<Told>(): Promise<Told>;
};

type Place = { folder: string; database: string };
/** `program`: of this folder, instead of Kith's own, which is started as `npm start` does. `flags`: of Node, such as `--cpu-prof`. */
type How = { program?: "counting.ts"; flags?: readonly string[] };

export async function startServer(place: Place, { program, flags = [] }: How = {}): Promise<Server> {
  const main = join(import.meta.dirname, program ?? "../start.js");
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, main, "--config", configure(place)], {
    stdio: ["ignore", "pipe", "inherit", ...(program === undefined ? [] : ["ipc" as const])],
    // Each copy of a network has compiled code of its own, so that the first start is one.
    env: { ...process.env, NODE_COMPILE_CACHE: join(place.folder, "compiled") },
  });
  // Whatever ends us, even while it starts: it does not stay behind.
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.removeListener("exit", end));
  try {
    const address = `http://127.0.0.1:${await portOf(child)}`;
    const pid = child.pid ?? 0;
    await answers(address);
    return {
      pid,
      address,
      started: { ms: performance.now() - began, cpu: cpuOf(pid) },
      settles: async () => await pause(SETTLED),
      stop: async () => await stop(child),
      ask: async <Told>() => {
        const told = once(child, "message");
        child.send("?");
        return ((await told) as [Told])[0];
      },
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function configure({ folder, database }: Place): string {
  const config = join(folder, "bench.config.mjs");
  const listen = { host: "127.0.0.1", port: 0 };
  const settings = { domain: INSTANCE.domain, listen, data: folder, database, limits: { rate: false }, log: "warning" };
  writeFileSync(config, `export default ${JSON.stringify(settings)};\n`);
  return config;
}

async function answers(address: string): Promise<void> {
  const pool = new Pool(address, { connections: 1 });
  const { status } = await request(pool, { method: "GET", path: "/api/v2/instance" });
  await pool.close();
  if (status !== 200) throw new Error(`the first answer is ${status}`);
}

/** What it says when it listens. Its output is read to the end, or it would die of writing more. */
async function portOf(child: ChildProcess): Promise<number> {
  const timer = setTimeout(() => child.kill("SIGKILL"), START);
  try {
    return await new Promise((resolve, reject) => {
      let said = "";
      child.once("exit", () => reject(new Error(`the server has not started: ${said}`)));
      child.stdout?.on("data", (part: Buffer) => {
        said = `${said}${part.toString()}`.slice(-2000);
        const port = /listening on [^\s)]*:(\d+)\)/.exec(said)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP);
  await gone;
  clearTimeout(timer);
}
