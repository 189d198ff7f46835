/** The command line: accounts, tokens, and the doctor. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { logIn } from "../../src/access/login.ts";
import { findAccess } from "../../src/access/tokens.ts";
import { runCli } from "../../src/cli/program.ts";
import { withKith } from "../../src/cli/with-kith.ts";

function openPlace(config = '{ domain: "cli.test", data: "data" }') {
  const folder = mkdtempSync(join(tmpdir(), "kith-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "instance.config.mjs");
  writeFileSync(file, `export default ${config};\n`);
  const kith = async (...args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runCli([...args, "--config", file], { out: (line) => out.push(line), err: (line) => err.push(line) });
    return { code, out, err };
  };
  return { folder, file, kith };
}

test("accounts are made, changed and locked out", async () => {
  const { file, kith } = openPlace();
  const made = await kith(
    "account",
    "create",
    "mia",
    "--email",
    "mia@mail.test",
    "--password",
    "correct horse",
    "--role",
    "owner",
  );
  expect(made).toEqual({ code: 0, out: ["@mia can log in at https://cli.test"], err: [] });
  const again = await kith("account", "create", "mia", "--email", "mia@mail.test", "--password", "correct horse");
  expect(again).toMatchObject({
    code: 1,
    out: [],
    err: ["Validation failed: Username has already been taken, Email has already been taken"],
  });
  const token = (await kith("token", "create", "mia", "--scopes", "read write")).out;
  expect(token).toHaveLength(1);
  await withKith(file, async (world) => {
    expect(await findAccess(world, token[0] ?? "")).toMatchObject({ scopes: ["read", "write"], user: { role: "owner" } });
    expect((await logIn(world, { login: "mia", password: "correct horse", ip: "" })).approved).toBe(1);
  });
  expect(await kith("account", "role", "mia", "boss")).toMatchObject({
    code: 1,
    err: ["there is no role boss: choose user, moderator, admin or owner"],
  });
  expect((await kith("account", "two-factor-off", "mia")).out).toEqual(["mia signs in with the password alone now"]);
  expect((await kith("account", "disable", "mia")).code).toBe(0);
  expect((await kith("account", "password", "mia")).out[0]).toMatch(/^password: \S{20}$/);
  await withKith(file, async (world) => expect(await findAccess(world, token[0] ?? "")).toBeUndefined());
  expect(await kith("account", "enable", "nobody")).toMatchObject({ code: 1, err: ["nobody here is called nobody"] });
  expect(await kith("token", "create", "mia", "--scopes", "everything")).toMatchObject({ code: 1, out: [] });
});

test("the doctor names what is wrong, and the next step", async () => {
  const { folder, kith } = openPlace();
  const before = await kith("doctor");
  expect(before.code).toBe(1);
  expect(before.out.join("\n")).toMatch(/WRONG data folder: .*start the server once/);
  await kith("account", "create", "mia", "--email", "mia@mail.test", "--role", "owner");
  const well = await kith("doctor");
  expect(well.out.filter((line) => line.startsWith("WRONG"))).toEqual([]);
  expect(well).toMatchObject({ code: 0, err: [] });
  chmodSync(join(folder, "data/secret.key"), 0o644);
  expect((await kith("doctor")).out.join("\n")).toMatch(/WRONG secret: others .*chmod 600/);
  writeFileSync(join(folder, "data/secret.key"), Buffer.alloc(32, 1).toString("base64url"));
  chmodSync(join(folder, "data/secret.key"), 0o600);
  expect((await kith("doctor")).out.join("\n")).toMatch(/WRONG keys: secret.key does not open/);
});

test("a secret that is another one lets nobody in but the doctor and who makes new keys, which is said twice and not done beside a server", async () => {
  const { folder, file, kith } = openPlace();
  await kith("account", "create", "mia", "--email", "mia@mail.test");
  expect(await kith("keys", "renew", "--sure", "cli.test")).toMatchObject({
    code: 0,
    out: [expect.stringMatching(/^making keys/), "secret.key opens the keys of all accounts: nothing has been changed."],
  });
  writeFileSync(join(folder, "data/secret.key"), Buffer.alloc(32, 1).toString("base64url"));
  const refused = {
    code: 1,
    out: [],
    err: [expect.stringMatching(/secret\.key is not the one .* "npm run kith -- keys renew --sure cli.test"/)],
  };
  expect(await kith("token", "create", "mia")).toMatchObject(refused);
  expect(await kith("keys", "renew", "--sure", "other.test")).toMatchObject({
    code: 1,
    err: ["say the domain once more: --sure cli.test"],
  });
  const beside = async () => {
    expect(await kith("keys", "renew", "--sure", "cli.test")).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/^stop the server first/)],
    });
  };
  await withKith(file, beside, { anySecret: true });
  expect((await kith("keys", "renew", "--sure", "cli.test")).out.at(-1)).toMatch(/^Accounts with new keys: \d\./);
  expect((await kith("token", "create", "mia")).code).toBe(0);
  expect((await kith("doctor")).out.join("\n")).toContain("ok    keys: the secret opens them");
});

test("another domain over the same data is seen; a wrong configuration is one sentence", async () => {
  const { folder, kith } = openPlace();
  await kith("account", "create", "mia", "--email", "mia@mail.test");
  const other = openPlace(`{ domain: "other.test", data: ${JSON.stringify(join(folder, "data"))} }`);
  expect((await other.kith("doctor")).out.join("\n")).toMatch(/WRONG domain: the accounts here are of https:\/\/cli.test/);
  const broken = openPlace('{ domain: "not a domain" }');
  expect(await broken.kith("doctor")).toMatchObject({
    code: 1,
    out: [expect.stringMatching(/^WRONG configuration: instance.config.ts: "domain" is wrong/)],
  });
  expect(await broken.kith("token", "create", "mia")).toMatchObject({
    code: 1,
    err: [expect.stringContaining('"domain" is wrong')],
  });
  expect(await kith("account", "create")).toMatchObject({ code: 1, err: [expect.stringContaining("required option")] });
});

test("a list of follows is read in, and an account is deleted for good", async () => {
  const { folder, file, kith } = openPlace();
  for (const name of ["mia", "jon"])
    await kith("account", "create", name, "--email", `${name}@mail.test`, "--password", "correct horse");
  const list = join(folder, "follows.csv");
  writeFileSync(list, "Account address,Show boosts\njon@cli.test,true\n");
  expect(await kith("account", "import-follows", "mia", list)).toMatchObject({ code: 0, err: [] });
  expect(await kith("account", "import-follows", "mia", join(folder, "none.csv"))).toMatchObject({ code: 1, out: [] });
  expect(await kith("account", "delete", "jon", "--sure", "joe")).toMatchObject({ code: 1, err: ["say it twice: --sure jon"] });
  await withKith(file, async (world) => {
    await world.worker.drain();
    const follows = await world.db.selectFrom("follows").select("state").execute();
    expect(follows).toEqual([{ state: "accepted" }]);
  });
  expect((await kith("account", "delete", "jon", "--sure", "jon")).code).toBe(0);
  await withKith(file, async (world) => {
    await world.worker.drain();
    expect(await world.db.selectFrom("users").select("id").execute()).toHaveLength(1);
  });
  expect(await kith("account", "create", "jon", "--email", "new@mail.test", "--password", "correct horse")).toMatchObject({
    code: 1,
  });
});
