/** Real processes: `node src/main.ts` and the command line as people start them, each on a folder, a port and a database of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { InstanceConfig } from "../../src/config.ts";
import { freePort } from "./ports.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** ms that a process may take to say what it is waited for, on a busy machine. */
const PATIENCE = 30_000;

export type Running = {
  readonly pid: number;
  /** Everything it has said on both streams. */
  output(): string;
  /** Resolves when it has said something that matches. @throws Error with its output when it ends before, or after half a minute */
  says(pattern: RegExp, patience?: number): Promise<void>;
  /** Resolves with its exit code (a signal's name when it was killed). */
  readonly ended: Promise<number | string>;
  signal(name: "SIGTERM" | "SIGKILL" | "SIGHUP"): void;
  /** The ids of the processes that it has started. Linux only. */
  children(): number[];
};

/** Starts `node` on a file of this repository. */
export function run(file: string, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: undefined, VITEST: undefined, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return follow(child);
}

/** What a child process says and how it ends. */
export function follow(child: ChildProcess): Running {
  let text = "";
  const listeners = new Set<() => void>();
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "?"));
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      for (const listener of listeners) listener();
    });
  }
  const says: Running["says"] = async (pattern, patience = PATIENCE) =>
    await new Promise((resolve, reject) => {
      const look = () => {
        if (pattern.test(text)) done(resolve);
      };
      const fail = (why: string) => done(() => reject(new Error(`${why} without saying ${pattern}: ${text.slice(-2000)}`)));
      const timer = setTimeout(() => fail("it went on"), patience);
      const done = (then: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        then();
      };
      listeners.add(look);
      void ended.then((code) => fail(`it ended with ${code}`)).catch(reject);
      look();
    });
  const pid = child.pid ?? 0;
  const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  return { pid, output: () => text, says, ended, signal: (name) => void child.kill(name), children };
}

export type Installation = Disposable & {
  readonly folder: string;
  readonly config: string;
  readonly port: number;
  readonly origin: string;
  /** Starts the server and waits until it listens. */
  start(): Promise<Running>;
  /** Starts the server and does not wait. */
  launch(): Running;
  /** Runs `npm run kith -- …` and returns what it printed. @throws Error unless it ends with 0 */
  cli(...args: string[]): Promise<string>;
};

/** Makes the folder and the configuration of an instance in development mode, at `127.0.0.1:PORT`. */
export async function install(config: InstanceConfig = {}): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "kith-process-"));
  const port = await freePort();
  const domain = `127.0.0.1:${port}`;
  const whole: InstanceConfig = { domain, listen: { host: "127.0.0.1", port }, data: "data", limits: { rate: false }, ...config };
  const file = join(folder, "instance.config.mts");
  writeConfig(file, whole);
  const launch = () => run("src/main.ts", ["--config", file]);
  return {
    folder,
    config: file,
    port,
    origin: `http://${domain}`,
    launch,
    start: async () => {
      const server = launch();
      // Nobody else knows of it yet, who could end it.
      await server.says(/listening on/).catch((error: unknown) => {
        server.signal("SIGKILL");
        throw error;
      });
      return server;
    },
    cli: async (...args) => {
      const command = run("src/cli/main.ts", [...args, "--config", file]);
      const code = await command.ended;
      if (code !== 0) throw new Error(`kith ${args.join(" ")} ended with ${code}: ${command.output()}`);
      return command.output().trim();
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Writes a configuration as a person would. `config` may hold anything, for a test of what is refused. */
export function writeConfig(file: string, config: object): void {
  const define = new URL("../../src/config.ts", import.meta.url).href;
  writeFileSync(
    file,
    `import { defineInstance } from ${JSON.stringify(define)};\nexport default defineInstance(${JSON.stringify(config)});\n`,
  );
}
