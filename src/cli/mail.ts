/** `mail receive`: a letter from a mail server that starts a program for each (Postfix's pipe, Exim's pipe transport). */
import type { Command } from "commander";
import { configPath } from "../load-instance.ts";
import { receiveMail } from "../mailing/receive.ts";
import { withKith, type Output } from "./with-kith.ts";

/** As mail servers understand them (sysexits.h): wrong for ever, and to be tried again. */
const [NO_USER, TRY_AGAIN] = [67, 75];

type Options = { to: string[]; from: string };

/** @param ended is told the exit code */
export function addMailCommands(program: Command, args: readonly string[], output: Output, ended: (code: number) => void): void {
  program
    .command("mail")
    .description("letters that come in")
    .command("receive")
    .description("takes a letter from its input, for an address that Kith has given out")
    .requiredOption("--to <address...>", "whom the envelope names")
    .option("--from <address>", "whom the envelope is from; empty for what comes back", "")
    .action(async ({ to, from }: Options) => {
      // Whatever is broken here, the letter is not to come back to whoever wrote it: they are to wait.
      ended(TRY_AGAIN);
      const bytes = await readInput(process.stdin);
      await withKith(configPath(args), async (kith) => {
        const outcome = await receiveMail(kith, { bytes, from: senderOf(from), to });
        if (!outcome.taken) output.err(outcome.why);
        ended(outcome.taken ? 0 : outcome.again ? TRY_AGAIN : NO_USER);
      });
    });
}

/** Of what comes back there is none; Postfix's pipe calls it so, unless it is told otherwise (`null_sender`). */
const senderOf = (from: string): string => (/^mailer-daemon$/i.test(from) ? "" : from.replace(/^<|>$/g, ""));

/** More than any server takes is not read. */
const MOST = 100_000_001;

async function readInput(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST) break;
  }
  return Buffer.concat(chunks);
}
