/**
 * `node src/main.ts [--config FILE]`: reads the configuration, switches the compile cache on, and only then loads the rest, so that a second
 * start takes half as long. Whatever prevents a start is said in one sentence.
 */
import { fstatSync, mkdirSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import type { Instance } from "./config.ts";
import type { Role } from "./supervise/messages.ts";

// sharp, argon2 and name look-ups share libuv's threads: four would let a few dead names hold up every password.
process.env.UV_THREADPOOL_SIZE ??= "16";

/** ms after the start, before much is asked of it: the first time ever, this takes half a second. */
const SETTLED = 2000;

/** All of it, or a supervisor of several processes, or one of those. */
async function startPart(instance: Instance): Promise<void> {
  const role = process.env.KITH_ROLE as Role | undefined;
  // Whoever has a supervisor is one of several, also when the configuration has come to speak of one alone: that holds from the next start on.
  if (role !== undefined) await (await import("./supervise/child.ts")).serveAsChild(instance, role);
  else if (instance.processes === undefined) {
    // `start.js` has it wait for a supervisor, and there is none: as from the start on, it stops.
    process.removeAllListeners("SIGHUP");
    await (await import("./start.ts")).start(instance);
  } else await (await import("./supervise/supervisor.ts")).supervise(instance, instance.processes);
}

/** Nothing is started: `start.js` sees it by the code. */
function sayAndEnd(text: string): void {
  process.stdout.write(text);
  process.exitCode = 0;
}

/** Nothing that is said ends a server: not when whoever read it is gone, nor when a file has no room for it. */
async function outlastTheLog(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined);
    const kind = fstatSync(stream.fd);
    const isFile = !stream.isTTY && !kind.isFIFO() && !kind.isSocket();
    if (isFile) (await import("./stdio.ts")).outlastFullDisk(stream);
  }
}

/** Starts what the command line asks for. Ends the process with 1 where it cannot. */
export async function main(): Promise<void> {
  try {
    const { asksForHelp, assertKnown, configPath, loadInstance, USAGE } = await import("./load-instance.ts");
    const args = process.argv.slice(2);
    if (asksForHelp(args)) return sayAndEnd(USAGE);
    assertKnown(args);
    const instance = await loadInstance(configPath(args));
    await outlastTheLog();
    // Made here, before the cache makes it: with a database and keys in it, it is nobody else's to read.
    mkdirSync(instance.data, { recursive: true, mode: 0o700 });
    // For those who run this file; `start.js` has switched it on before, in a better place, and then this does nothing.
    enableCompileCache(`${instance.data}/cache`);
    await startPart(instance);
    // Node itself would write it at a tidy end, which not every server comes to.
    setTimeout(flushCompileCache, SETTLED).unref();
  } catch (error) {
    process.exitCode = 1;
    if (process.env.KITH_DEBUG !== undefined) process.stderr.write(`${error instanceof Error ? error.stack : ""}\n`);
    // The line to the supervisor would keep it, or a connection that was refused half-way.
    const text = `Kith cannot start: ${error instanceof Error ? error.message : String(error)}\n`;
    process.stderr.write(text, () => process.exit());
  }
}

// `start.js` calls it, and `precompile.ts` reads it like any other.
if (import.meta.main) await main();
