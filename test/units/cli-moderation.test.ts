/** The command line of moderation: the same acts as in the admin API, and the log of them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../../src/cli/program.ts";

function openPlace() {
  const folder = mkdtempSync(join(tmpdir(), "kith-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "instance.config.mjs");
  writeFileSync(file, 'export default { domain: "cli.test", data: "data" };\n');
  return async (...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runCli([...args, "--config", file], { out: (line) => out.push(line), err: (line) => err.push(line) });
    return { code, out, err };
  };
}

test("accounts and servers are limited and let go, and the log says so", async () => {
  const kith = openPlace();
  await kith("account", "create", "mia", "--email", "mia@mail.test");
  expect(await kith("moderation", "suspend", "mia")).toEqual({ code: 0, out: ["@mia: suspend is done"], err: [] });
  expect((await kith("moderation", "unsuspend", "@mia@cli.test")).code).toBe(0);
  expect(await kith("moderation", "silence", "nobody")).toMatchObject({ code: 1, err: ["nobody is known here as nobody"] });
  expect(await kith("moderation", "delete", "mia")).toMatchObject({ code: 1, err: ["Only a suspended account can be deleted"] });
  expect((await kith("moderation", "domain", "block", "Bad.example", "--comment", "spam", "--reject-media")).out).toEqual([
    "bad.example: suspend; the running server carries it out",
  ]);
  expect((await kith("moderation", "domain", "block", "bad.example", "--severity", "silence")).code).toBe(0);
  expect((await kith("moderation", "domain", "list")).out).toEqual(["bad.example  silence  spam"]);
  expect((await kith("moderation", "domain", "unblock", "bad.example")).code).toBe(0);
  expect(await kith("moderation", "domain", "unblock", "bad.example")).toMatchObject({ code: 1 });
  expect((await kith("moderation", "domain", "allow", "good.example")).code).toBe(0);
  expect((await kith("moderation", "domain", "disallow", "good.example")).code).toBe(0);
  const log = (await kith("audit", "--limit", "6")).out.map((line) => line.replace(/^\S+ {2}/, ""));
  expect(log).toHaveLength(6);
  expect(log[4]).toMatch(/^command line {2}create DomainBlock bad.example/);
  expect((await kith("audit")).out.at(-1)).toMatch(/command line {2}suspend Account mia/);
});

test("relays are added, left and forgotten", async () => {
  const kith = openPlace();
  const url = "https://relay.example/inbox";
  expect((await kith("relay", "add", url)).out).toEqual([`${url}: asked as Mastodon does; the running server sends the request`]);
  expect((await kith("relay", "list")).out).toEqual([`${url}  mastodon  pending`]);
  expect((await kith("relay", "disable", url)).out).toEqual([`${url}: disabled`]);
  expect((await kith("relay", "list")).out).toEqual([`${url}  mastodon  idle`]);
  expect((await kith("relay", "enable", url)).code).toBe(0);
  expect((await kith("relay", "remove", url)).out).toEqual([`${url}: removed`]);
  expect(await kith("relay", "remove", url)).toMatchObject({ code: 1, err: [`there is no relay ${url} here`] });
  expect(await kith("relay", "add", "http://relay.example/inbox")).toMatchObject({
    code: 1,
    err: [expect.stringContaining("https")],
  });
});
