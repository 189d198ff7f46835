/** `npm run kith -- …`: what whoever runs a server does from its command line. */
import { runCli } from "./program.ts";

const args = process.argv.slice(2).filter((arg, at) => at > 0 || arg !== "--cli");
const CLEAR = process.stdout.isTTY ? "\r\u001b[2K" : "";
process.exitCode = await runCli(args, {
  out: (line) => process.stdout.write(`${CLEAR}${line}\n`),
  err: (line) => process.stderr.write(`${CLEAR}${line}\n`),
  ...(process.stdout.isTTY ? { live: (line: string) => void process.stdout.write(`${CLEAR}${line}`) } : {}),
});
// What could not be opened whole (a database that asks for a password and gets none) would keep it.
process.stdout.write("", () => process.stderr.write("", () => process.exit()));
