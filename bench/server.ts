/** The server under test: a process of its own, with rate limits off, on loopback and a free port. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { INSTANCE } from "./people.ts";

/** ms until it must answer, and until it must have stopped. */
const START = 60_000;
const STOP = 15_000;
/** ms after which it has done what it does once after a start. */
const SETTLED = 2500;

export type Server = { pid: number; address: string; stop(): Promise<void> };

/** @param flags of Node, such as `--cpu-prof` */
export async function startServer(place: { folder: string; database: string }, flags: readonly string[] = []): Promise<Server> {
  const config = join(place.folder, "bench.config.mjs");
  writeFileSync(
    config,
    `export default ${JSON.stringify({
      domain: INSTANCE.domain,
      listen: { host: "127.0.0.1", port: 0 },
      data: place.folder,
      database: place.database,
      limits: { rate: false },
      log: "warning",
    })};\n`,
  );
  const main = join(import.meta.dirname, "../src/main.ts");
  const child = spawn(process.execPath, [...flags, main, "--config", config], {
    stdio: ["ignore", "pipe", "inherit"],
    // Compiled code outlives the run: to write it down anew would fall into the measurements.
    env: { ...process.env, NODE_COMPILE_CACHE: join(place.folder, "../compiled") },
  });
  const port = await portOf(child);
  await pause(SETTLED);
  return { pid: child.pid ?? 0, address: `http://127.0.0.1:${port}`, stop: async () => await stop(child) };
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
