/** Finds and loads the configuration file. Every complaint is one sentence. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { defineInstance, locateInstance, type Instance, type InstanceConfig } from "./config.ts";

/** The file named by `--config FILE`, or `instance.config.ts` in the working folder. */
export function configPath(args: readonly string[]): string {
  const at = args.findIndex((arg) => arg === "--config" || arg.startsWith("--config="));
  if (at < 0) return resolve("instance.config.ts");
  const value = args[at]?.includes("=") === true ? args[at].slice("--config=".length) : args[at + 1];
  if (value === undefined || value === "") throw new Error("--config must be followed by a file");
  return resolve(value);
}

/** What `node start.js --help` says. */
export const USAGE = `Usage: node start.js [--config FILE]

Starts the server.

  --config FILE  its configuration (instance.config.ts, in this folder)
  -h, --help     says this

What looks after a server: npm run kith -- --help
`;

export const asksForHelp = (args: readonly string[]): boolean => args.includes("--help") || args.includes("-h");

/** @throws Error for what no server is started with: a word written wrong would start another one than was meant */
export function assertKnown(args: readonly string[]): void {
  const isKnown = (arg: string, at: number) => arg === "--config" || arg.startsWith("--config=") || args[at - 1] === "--config";
  const unknown = args.find((arg, at) => !isKnown(arg, at));
  if (unknown !== undefined) throw new Error(`"${unknown}" means nothing here: try --help`);
}

/**
 * The instance that a configuration file describes, its data folder resolved against the file's own folder.
 *
 * @throws Error in one sentence that names the file or the wrong key
 */
export async function loadInstance(path: string): Promise<Instance> {
  if (!existsSync(path)) throw new Error(`there is no configuration file at ${path}`);
  const loaded = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw placed(error, path);
  })) as { default?: Instance | InstanceConfig };
  if (typeof loaded.default !== "object") throw new Error(`${path} must end with: export default defineInstance({ … })`);
  // What is frozen came from defineInstance; a plain object is checked here.
  const instance = Object.isFrozen(loaded.default)
    ? (loaded.default as Instance)
    : defineInstance(loaded.default as InstanceConfig);
  return locateInstance(instance, dirname(path));
}

/** What Node has to say of a file that is not written as it should be, with the file and, where it says so, the line. Our own complaints name the key. */
function placed(error: unknown, path: string): unknown {
  if (!(error instanceof SyntaxError || error instanceof ReferenceError || error instanceof TypeError)) return error;
  const { message, stack = "" } = error;
  const [, line] = stack.split(path, 2)[1]?.match(/^:(\d+)/) ?? [];
  return new Error(`${path}${line === undefined ? "" : `, line ${line}`}: ${message}`, { cause: error });
}
