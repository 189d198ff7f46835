/** `mail receive`, as a mail server starts it: a letter on its input, an exit code by which it goes on. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { withKith } from "../../src/cli/with-kith.ts";
import { tokenAddress } from "../../src/mailing/tokens.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { getUser } from "../../src/accounts/users.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

async function pipe(config: string, args: readonly string[], input: string): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [MAIN, "mail", "receive", "--config", config, ...args]);
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  // A program that does not read is no fault of who writes.
  child.stdin.on("error", () => undefined).end(input);
  return await new Promise((resolve) => child.once("close", (code) => resolve({ code, err: err.trim() })));
}

test("a letter from a pipe becomes a post; what nobody may send ends with 67, what is broken here with 75", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kith-pipe-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, "instance.config.mjs");
  writeFileSync(config, 'export default { domain: "cli.test", data: "data", mail: { inbound: {} } };\n');
  const { to, back, id } = await withKith(config, async (kith) => {
    const { account } = await createUser(kith, {
      username: "mia",
      email: "Mia@Mail.test",
      password: "correct horse",
      approved: true,
      confirmed: true,
    });
    const draft = {
      text: "Roses",
      visibility: "public",
      sensitive: false,
      spoiler_text: "",
      media_ids: [],
      language: "en",
    } as const;
    const status = await publishStatus(kith, account, draft);
    const user = await getUser(kith.db, account.id);
    return { to: tokenAddress(kith, "r", user, status.id) ?? "", back: tokenAddress(kith, "b", user) ?? "", id: status.id };
  });
  // A pipe has the ends of lines of its machine.
  const letter = (from: string) => `From: ${from}\nMessage-ID: <1@mail.test>\nSubject: Re\n\nBy pipe\n-- \nMia\n`;
  const args = ["--from", "mia@mail.test", "--to", to];
  expect(await pipe(config, args, letter("Mia <MIA@mail.test>"))).toEqual({ code: 0, err: "" });
  expect(await pipe(config, args, letter("eve@mail.test"))).toEqual({ code: 67, err: "You may not write to this address" });
  expect((await pipe(join(folder, "none.mjs"), args, letter("mia@mail.test"))).code).toBe(75);
  // What comes back has no sender: Postfix puts a name in its place, Exim nothing.
  const failed = (n: number) =>
    `From: MAILER-DAEMON\nMessage-ID: <${n}@relay.test>\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.test\n\nFinal-Recipient: rfc822; mia@mail.test\nAction: failed\nStatus: 5.1.1\n--x--\n`;
  for (const [n, from] of ["MAILER-DAEMON", "", "<>"].entries())
    expect([from, await pipe(config, ["--from", from, "--to", back], failed(n))]).toEqual([from, { code: 0, err: "" }]);
  expect((await pipe(config, ["--from", "eve@mail.test", "--to", back], failed(9))).code).toBe(67);
  await withKith(config, async ({ db }) => {
    expect(await db.selectFrom("mail_bounces").select("count").executeTakeFirst()).toEqual({ count: 3 });
    const rows = await db.selectFrom("statuses").select(["text", "in_reply_to_id"]).where("in_reply_to_id", "=", id).execute();
    expect(rows).toEqual([{ text: "By pipe", in_reply_to_id: id }]);
  });
});
