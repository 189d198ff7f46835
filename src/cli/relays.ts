/** The commands about relays. The running server carries out what they ask for. */
import type { Command } from "commander";
import { configPath } from "../load-instance.ts";
import type { Kith } from "../kith.ts";
import { COMMAND_LINE } from "../moderation/audit.ts";
import { addRelay, disableRelay, enableRelay, loadRelays, removeRelay, type Relay } from "../relays/relays.ts";
import { withKith, type Output } from "./with-kith.ts";

export function addRelayCommands(program: Command, args: readonly string[], { out }: Output): void {
  const relay = program.command("relay").description("servers that pass on what is public");
  const run = async (work: (kith: Kith) => Promise<void>) => await withKith(configPath(args), work);
  relay
    .command("list")
    .description("the relays and how they stand")
    .action(
      async () =>
        await run(async (kith) => {
          for (const { url, kind, state } of await loadRelays(kith.db)) out(`${url}  ${kind}  ${state}`);
        }),
    );
  relay
    .command("add <url>")
    .description("asks a relay to let this server in, by the address of its inbox or its actor")
    .action(
      async (url: string) =>
        await run(async (kith) => {
          const { kind } = await addRelay(kith, COMMAND_LINE, url);
          out(`${url}: asked as ${kind === "mastodon" ? "Mastodon" : "LitePub"} does; the running server sends the request`);
        }),
    );
  const acts = {
    enable: ["asks a relay once more", async (kith: Kith, { id }: Relay) => void (await enableRelay(kith, COMMAND_LINE, id))],
    disable: [
      "leaves a relay, which stays in the list",
      async (kith: Kith, { id }: Relay) => void (await disableRelay(kith, COMMAND_LINE, id)),
    ],
    remove: ["leaves a relay and forgets it", async (kith: Kith, { id }: Relay) => await removeRelay(kith, COMMAND_LINE, id)],
  } as const;
  for (const [name, [description, work]] of Object.entries(acts)) {
    relay
      .command(`${name} <url>`)
      .description(description)
      .action(
        async (url: string) =>
          await run(async (kith) => {
            await work(kith, await getByUrl(kith, url));
            out(`${url}: ${name}d`);
          }),
      );
  }
}

/** @throws Error in one sentence */
async function getByUrl(kith: Kith, url: string): Promise<Relay> {
  const found = (await loadRelays(kith.db)).find((relay) => relay.url === url);
  if (found === undefined) throw new Error(`there is no relay ${url} here`);
  return found;
}
