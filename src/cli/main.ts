/** `npm run kith -- …`: what whoever runs a server does from its command line. */
import { runCli } from "./program.ts";

const args = process.argv.slice(2).filter((arg, at) => at > 0 || arg !== "--cli");
process.exitCode = await runCli(args, {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
