/** The commands and their words. Each works beside a running server, and ends with one sentence when something is wrong. */
import { Command, CommanderError, Option } from "commander";
import { configPath } from "../load-instance.ts";
import { approve, changePassword, create, disable, enable, giveRole, reject, twoFactorOff } from "./accounts.ts";
import { moveDatabase } from "./database.ts";
import { doctor } from "./doctor.ts";
import { renewAllKeys } from "./keys.ts";
import { addMailCommands } from "./mail.ts";
import { deleteAccount, readFollows } from "./moving.ts";
import { addModerationCommands } from "./moderation-commands.ts";
import { pruneDatabase } from "./prune.ts";
import { addRelayCommands } from "./relays.ts";
import { createUserToken } from "./tokens.ts";
import { withKith, type Output } from "./with-kith.ts";

/**
 * Runs one command.
 *
 * @param args what follows `kith`
 * @returns the exit code: 0, or 1 when something is wrong
 */
export async function runCli(args: readonly string[], output: Output): Promise<number> {
  let code = 0;
  const program = new Command("kith").description("Looks after a Kith server.").exitOverride();
  const lines = (write: (line: string) => void) => (text: string) => write(text.replace(/\n+$/, ""));
  program.configureOutput({ writeOut: lines(output.out), writeErr: lines(output.err) });
  program.option("--config <file>", "the server's configuration", "instance.config.ts");
  addAccountCommands(program, args, output);
  addMovingCommands(program, args, output);
  addTokenCommands(program, args, output);
  addModerationCommands(program, args, output);
  addRelayCommands(program, args, output);
  addMailCommands(program, args, output, (ended) => (code = ended));
  program
    .command("database")
    .description("looks after the database")
    .command("move")
    .description(
      "copies the SQLite database of a server that is stopped to an empty PostgreSQL database; begun again, it goes on",
    )
    .requiredOption("--to <address>", "postgres://user:password@host/name")
    .option("--again", "throws away what an earlier move has copied, and begins anew", false)
    .action(async (options: { to: string; again: boolean }) => {
      code = (await moveDatabase(configPath(args), output, options)) ? 0 : 1;
    });
  program
    .command("keys")
    .description("looks after the keys of accounts")
    .command("renew")
    .description("makes new keys for accounts whose keys secret.key does not open, when the right one is lost for good")
    .requiredOption("--sure <domain>", "the server's domain: nobody can undo it")
    .action(async (options: { sure: string }) => await renewAllKeys(configPath(args), output, options));
  program
    .command("prune")
    .description("lets go of old threads of other servers that nobody here has touched, until the database fits its ceiling")
    .option("--dry-run", "only says what would go", false)
    .option("--free <bytes>", "how much is to go, whatever the ceiling says")
    .action(
      async (options: { dryRun: boolean; free?: string }) =>
        await withKith(configPath(args), async (kith) => await pruneDatabase(kith, output, options)),
    );
  program
    .command("doctor")
    .description("looks for what is wrong with this server, and says what to do about it")
    .action(async () => {
      code = (await doctor(configPath(args), output)) ? 0 : 1;
    });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    // Commander has said its own complaint already; asking for help is none.
    if (error instanceof CommanderError) return error.exitCode === 0 || error.code === "commander.help" ? 0 : 1;
    output.err(error instanceof Error ? error.message : String(error));
    if (process.env.KITH_DEBUG !== undefined && error instanceof Error) output.err(error.stack ?? "");
    return code || 1;
  }
}

const roles = () =>
  new Option("--role <role>", "what they may do").choices(["user", "moderator", "admin", "owner"]).default("user");

function addAccountCommands(program: Command, args: readonly string[], output: Output): void {
  const account = program.command("account").description("makes and changes accounts");
  const path = () => configPath(args);
  account
    .command("create <name>")
    .description("makes an account that can log in at once")
    .requiredOption("--email <address>", "their e-mail address")
    .option("--password <password>", "left out, one is made and printed")
    .addOption(roles())
    .action(async (name: string, options) => await withKith(path(), async (kith) => await create(kith, output, name, options)));
  const simple = { approve, reject, disable, enable, "two-factor-off": twoFactorOff };
  const words = {
    approve: "lets somebody in who waits for approval",
    reject: "removes somebody who waits for approval",
    disable: "locks somebody out and ends their sessions",
    enable: "lets somebody in again",
    "two-factor-off": "takes away the second factor of somebody who has lost it",
  };
  for (const [verb, act] of Object.entries(simple)) {
    account
      .command(`${verb} <name>`)
      .description(words[verb as keyof typeof words])
      .action(async (name: string) => await withKith(path(), async (kith) => await act(kith, output, name)));
  }
  account
    .command("role <name> <role>")
    .description("gives somebody a role: user, moderator, admin or owner")
    .action(
      async (name: string, role: string) => await withKith(path(), async (kith) => await giveRole(kith, output, name, role)),
    );
  account
    .command("password <name>")
    .description("sets a password and ends all sessions")
    .option("--password <password>", "left out, one is made and printed")
    .action(
      async (name: string, options) => await withKith(path(), async (kith) => await changePassword(kith, output, name, options)),
    );
}

function addMovingCommands(program: Command, args: readonly string[], output: Output): void {
  const account = program.commands.find((command) => command.name() === "account") ?? program;
  account
    .command("import-follows <name> <file>")
    .description("lets somebody follow everybody whom a list names: the CSV file that Mastodon writes")
    .action(
      async (name: string, file: string) =>
        await withKith(configPath(args), async (kith) => await readFollows(kith, output, name, file)),
    );
  account
    .command("delete <name>")
    .description("deletes an account of this server for good")
    .requiredOption("--sure <name>", "the name once more: nobody can undo it")
    .action(
      async (name: string, options: { sure: string }) =>
        await withKith(configPath(args), async (kith) => await deleteAccount(kith, output, name, options)),
    );
}

function addTokenCommands(program: Command, args: readonly string[], output: Output): void {
  program
    .command("token")
    .description("makes access tokens")
    .command("create <name>")
    .description("makes a token for programs of one's own, and prints nothing else")
    .option("--scopes <scopes>", "parted by spaces", "read write follow push")
    .action(
      async (name: string, { scopes }: { scopes: string }) =>
        await withKith(configPath(args), async (kith) => output.out(await createUserToken(kith, name, scopes))),
    );
}
