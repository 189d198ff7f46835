/** The words of the commands of moderation. */
import { Option, type Command } from "commander";
import { configPath } from "../load-instance.ts";
import { act, allow, audit, block, disallow, listDomains, remove, unact, unblock, type DomainOptions } from "./moderation.ts";
import { withKith, type Output } from "./with-kith.ts";
import type { Kith } from "../kith.ts";

export function addModerationCommands(program: Command, args: readonly string[], output: Output): void {
  const moderation = program.command("moderation").description("limits accounts and servers, and says what was decided");
  const run = async (work: (kith: Kith) => Promise<void>) => await withKith(configPath(args), work);
  const doing = {
    silence: "shows an account to its followers only",
    sensitive: "marks all media of an account as sensitive",
    suspend: "hides an account and shuts it out",
  } as const;
  for (const verb of ["silence", "sensitive", "suspend"] as const) {
    moderation
      .command(`${verb} <name>`)
      .description(doing[verb])
      .action(async (name: string) => await run(async (kith) => await act(kith, output, name, verb)));
    moderation
      .command(`un${verb} <name>`)
      .description(`ends \`${verb}\``)
      .action(async (name: string) => await run(async (kith) => await unact(kith, output, name, `un${verb}`)));
  }
  moderation
    .command("delete <name>")
    .description("deletes a suspended account for good")
    .action(async (name: string) => await run(async (kith) => await remove(kith, output, name)));
  addDomainCommands(moderation, run, output);
  program
    .command("audit")
    .description("what those who run the server have done, newest first")
    .option("--limit <number>", "so many lines", "50")
    .action(async ({ limit }: { limit: string }) => await run(async (kith) => await audit(kith, output, Number(limit))));
}

type Run = (work: (kith: Kith) => Promise<void>) => Promise<void>;

function addDomainCommands(moderation: Command, run: Run, output: Output): void {
  const domain = moderation.command("domain").description("other servers");
  domain
    .command("block <domain>")
    .description("limits a server, or has nothing to do with it")
    .addOption(new Option("--severity <severity>", "how far").choices(["noop", "silence", "suspend"]).default("suspend"))
    .option("--comment <text>", "shown to everybody")
    .option("--reject-media", "takes no pictures from there")
    .option("--reject-reports", "takes no reports from there")
    .action(async (name: string, options: DomainOptions) => await run(async (kith) => await block(kith, output, name, options)));
  domain
    .command("unblock <domain>")
    .description("ends a block")
    .action(async (name: string) => await run(async (kith) => await unblock(kith, output, name)));
  domain
    .command("allow <domain>")
    .description("lets a server in, where federation is limited")
    .action(async (name: string) => await run(async (kith) => await allow(kith, output, name)));
  domain
    .command("disallow <domain>")
    .description("ends an allowance")
    .action(async (name: string) => await run(async (kith) => await disallow(kith, output, name)));
  domain
    .command("list")
    .description("the blocks of servers")
    .action(async () => await run(async (kith) => await listDomains(kith, output)));
}
