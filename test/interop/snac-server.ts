/** A real snac2 on loopback, over plain http, with one user and a token for its Mastodon API. Its data is a folder that goes with it. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../world/ports.ts";
import { follow } from "../world/process.ts";
import { until } from "./until.ts";

/** The program: on the path, or where SNAC says. */
const SNAC = process.env["SNAC"] ?? "snac";

export type Snac = AsyncDisposable & {
  readonly base: string;
  readonly handle: string;
  readonly token: string;
  /** For its web form, which is the only way to delete. */
  readonly password: string;
  log(): string;
};

/** Whether snac can be started here at all. */
export async function hasSnac(): Promise<boolean> {
  return await new Promise((resolve) => {
    spawn(SNAC, [], { stdio: "ignore" })
      .once("error", () => resolve(false))
      .once("exit", () => resolve(true));
  });
}

export async function startSnac(user = "ann"): Promise<Snac> {
  const home = mkdtempSync(join(tmpdir(), "kith-snac-"));
  const data = join(home, "data");
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const base = `http://${host}`;
  // The questions of `init`, in order: address, port, host name, path prefix, the administrator's mail.
  await ask(["init", data], `127.0.0.1\n${port}\n${host}\n\n\n`);
  configure(join(data, "server.json"));
  const said = await ask(["adduser", data, user], `${user}\n`);
  const password = /password is (\S+)/.exec(said)?.[1] ?? "";
  const child = spawn(SNAC, ["httpd", data], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, DEBUG: "1" } });
  const server = follow(child);
  const close = async () => {
    child.kill("SIGTERM");
    await server.ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await until(async () => (await fetch(`${base}/${user}`)).ok);
    const token = await getToken(base, user, password);
    return { base, token, password, handle: `${user}@${host}`, log: () => server.output(), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function configure(file: string): void {
  const settings = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  Object.assign(settings, {
    protocol: "http",
    title: "snac peer",
    shared_inboxes: true,
    queue_retry_minutes: 1,
    queue_timeout: 10,
  });
  writeFileSync(file, JSON.stringify(settings));
}

async function ask(args: string[], answers: string): Promise<string> {
  const child = spawn(SNAC, args, { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(answers);
  const command = follow(child);
  const code = await command.ended;
  if (code !== 0) throw new Error(`snac ${args.join(" ")} ended with ${code}: ${command.output()}`);
  return command.output();
}

async function getToken(base: string, login: string, passwd: string): Promise<string> {
  // To the letter: with the charset that URLSearchParams brings along, snac sees no fields.
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams({ login, passwd }).toString();
  const answer = await fetch(`${base}/oauth/x-snac-get-token`, { method: "POST", headers, body });
  const token = /[0-9a-f]{32,}/.exec(await answer.text())?.[0];
  if (token === undefined) throw new Error("snac gives no token");
  return token;
}
