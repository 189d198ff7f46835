/** A log that cannot be written: its disk is full, or whoever read it is gone. Lines are lost, the server goes on. */
import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { outlasting } from "../../src/stdio.ts";
import { install } from "../world/process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("what a full disk does not take is lost whole, and how much it was is said when there is room", () => {
  let [log, room] = ["", 20];
  const say = outlasting((bytes) => {
    if (room === 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    const taken = bytes.subarray(0, room);
    room -= taken.length;
    log += Buffer.from(taken).toString();
    return taken.length;
  });
  for (const line of ["one\n", "two that is long\n", "three\n"]) say(Buffer.from(line));
  expect(log).toBe("one\ntwo that is long");
  room = 5;
  say(Buffer.from("four\n"));
  room = 1000;
  say(Buffer.from("five\n"));
  say(Buffer.from("six\n"));
  expect(log.split("\n").slice(-4)).toEqual(["kith: the log could not be written; lost: 3 messages", "five", "six", ""]);
});

test.skipIf(process.platform !== "linux").for([{}, { processes: { web: 1, worker: 1 } }])(
  "a server goes on while its log is full",
  { timeout: 60_000 },
  async (more) => {
    using place = await install({ log: "debug", ...more });
    await place.cli("account", "create", "mia", "--email", "mia@mail.test", "--password", "correct horse battery");
    const token = (await place.cli("token", "create", "mia")).split("\n").at(-1);
    const full = openSync("/dev/full", "w");
    const args = [join(ROOT, "src/main.ts"), "--config", place.config];
    const env = { ...process.env, NODE_ENV: undefined, VITEST: undefined };
    const server = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", full, full] });
    const ended = new Promise((resolve) => server.once("exit", (code, signal) => resolve(code ?? signal)));
    try {
      const posts = async () =>
        await fetch(`${place.origin}/api/v1/statuses`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ status: "@nobody@127.0.0.1:9 hello" }),
        }).then(
          ({ status }) => status,
          () => 0,
        );
      await expect.poll(posts, { timeout: 30_000, interval: 200 }).toBe(200);
      // It has said that it listens, and more.
      for (let times = 0; times < 5; times++) expect(await posts()).toBe(200);
      expect(server.exitCode).toBeNull();
    } finally {
      server.kill("SIGTERM");
    }
    expect(await ended).toBe(0);
  },
);
