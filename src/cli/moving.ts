/** The commands about coming and leaving: reading a list of follows in, and deleting an account for good. */
import { readFileSync } from "node:fs";
import { getAccount } from "../accounts/find.ts";
import type { Kith } from "../kith.ts";
import { deleteOwnAccount } from "../moderation/leave.ts";
import { COMMAND_LINE, writeAudit } from "../moderation/audit.ts";
import { importFile } from "../moves/import.ts";
import { getNamed } from "./accounts.ts";
import type { Output } from "./with-kith.ts";

/** The server, when it runs, does the following. @throws Error in one sentence */
export async function readFollows(kith: Kith, { out }: Output, name: string, path: string): Promise<void> {
  const user = await getNamed(kith, name);
  const count = await importFile(kith, await getAccount(kith.db, user.id), "follows", {
    text: readFileSync(path, "utf8"),
  });
  out(`${name} follows ${count} accounts, as the running server finds them`);
}

/** @param sure the name once more: nobody can undo it */
export async function deleteAccount(kith: Kith, { out }: Output, name: string, { sure }: { sure: string }): Promise<void> {
  if (sure !== name) throw new Error(`say it twice: --sure ${name}`);
  const user = await getNamed(kith, name);
  await deleteOwnAccount(kith, user);
  const deed = { action: "destroy", target_type: "User", target_id: user.id, target_name: name.replace(/^@/, "") };
  await kith.write(async (tx) => await writeAudit(tx, kith, COMMAND_LINE, deed));
  out(`${name} is locked; the running server erases what they wrote, and tells the others`);
}
