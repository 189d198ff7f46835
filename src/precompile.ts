/**
 * Reads all of Kith once, in a process of its own, when it is new here or has changed. Its types are then stripped and its code is compiled in the
 * compile cache: whoever opens a page for the first time does not wait for that, and no server keeps what strips types in its memory (10 MB).
 */
import { spawn } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { flushCompileCache, getCompileCacheDir } from "node:module";
import { setPriority } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["src", "views", "migrations"];
/** The command line is read where it runs, with other settings of V8's, which have a cache of their own. */
const APART = /^cli[/\\]/;
/** ms after a start: its own code has been written to the cache by then. */
const SETTLED = 3000;
const LOWEST_PRIORITY = 19;

/** Begins it in a while, if it is to be done. @param script which runs `precompile` when it is given `--precompile` */
export function precompileApart(script: string): void {
  // Without it everything works, and takes longer.
  setTimeout(() => void begin(script).catch(() => undefined), SETTLED).unref();
}

async function begin(script: string): Promise<void> {
  const mark = markFile();
  if (mark === undefined || (await readFile(mark, "utf8").catch(() => "")) === (await fingerprint(await loadFiles()))) return;
  const env = { ...process.env, NODE_COMPILE_CACHE: dirname(dirname(mark)) };
  const child = spawn(process.execPath, [...process.execArgv, script, "--precompile"], { stdio: "ignore", env });
  child.once("error", () => undefined).unref();
  process.once("exit", () => child.kill());
  if (child.pid !== undefined) setPriority(child.pid, LOWEST_PRIORITY);
}

/** Reads everything, and remembers that it has. Does nothing where there is no cache. */
export async function precompile(): Promise<void> {
  const mark = markFile();
  if (mark === undefined) return;
  const files = await loadFiles();
  const print = await fingerprint(files);
  // What needs a package that is not there will not be run either.
  for (const file of files) await import(pathToFileURL(file).href).catch(() => undefined);
  flushCompileCache();
  await writeFile(mark, print);
}

/** The cache has a folder for each version and each settings of Node's. */
function markFile(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : join(folder, "whole");
}

async function loadFiles(): Promise<string[]> {
  const lists = await Promise.all(
    FOLDERS.map(async (folder) =>
      (await readdir(join(ROOT, folder), { recursive: true }))
        .filter((name) => name.endsWith(".ts") && !APART.test(name))
        .map((name) => join(ROOT, folder, name)),
    ),
  );
  return lists.flat();
}

/** Changes when a file is written, added or taken away. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return `${files.length} ${Math.max(...times)}`;
}
