/** Starting, as people do it: the first time, with a mistake in the configuration, with yesterday's database, and stopping again. */
import { existsSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { makeGate } from "../../src/db/write.ts";
import { freePort } from "../world/ports.ts";
import { install, run, writeConfig } from "../world/process.ts";

const started = 60_000;

test(
  "the first start makes what it needs, prints its address and a link to set up the owner, once",
  { timeout: started },
  async () => {
    using place = await install();
    const server = await place.start();
    await server.says(/Set up the owner/);
    expect(server.output()).toContain(`Kith is at ${place.origin}`);
    const [link = ""] = new RegExp(`${place.origin}/\\S+`).exec(server.output().split("Set up")[1] ?? "") ?? [];
    const page = await fetch(link);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/password/i);
    expect((await fetch(`${place.origin}/health`)).status).toBe(200);
    server.signal("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(readFileSync(join(place.folder, "data", "secret.key"), "utf8").length).toBeGreaterThan(40);

    await place.cli(
      "account",
      "create",
      "mia",
      "--email",
      "mia@mail.test",
      "--password",
      "correct horse battery",
      "--role",
      "owner",
    );
    const again = await place.start();
    again.signal("SIGTERM");
    expect(await again.ended).toBe(0);
    expect(again.output()).not.toContain("Set up the owner");
  },
);

test(
  "a backup that was put back in part is not served from: no key is made in the place of a lost one",
  { timeout: started },
  async () => {
    using place = await install();
    await place.cli("account", "create", "mia", "--email", "mia@mail.test", "--password", "correct horse battery");
    const refused = async () => {
      const server = place.launch();
      expect(await server.ended).toBe(1);
      return server.output().trim();
    };
    const [file, key] = ["kith.db", "secret.key"].map((name) => join(place.folder, "data", name)) as [string, string];
    const [way, right] = [
      /; if it is lost for good, "npm run kith -- keys renew --sure \S+" makes new keys .*$/,
      readFileSync(key),
    ];
    rmSync(key);
    const missing = await refused();
    expect(missing.replace(way, "")).toBe(
      `Kith cannot start: there is no ${key}, which alone opens the keys in the database: put it there from the backup, or from the machine that the database was made on`,
    );
    expect(missing).toMatch(way);
    expect(existsSync(key)).toBe(false);
    writeFileSync(key, Buffer.alloc(32, 1).toString("base64url"), { mode: 0o600 });
    expect((await refused()).replace(way, "")).toBe(
      `Kith cannot start: ${key} is not the one that the keys in the database were made with: put that one there, from the same backup as the database`,
    );
    writeFileSync(key, right);
    const whole = readFileSync(file);
    const server = await place.start();
    server.signal("SIGKILL");
    await server.ended;
    // As if it had been put in the place of one whose server was killed, a while after that.
    const log = `${file}-wal`;
    expect(statSync(log).size).toBeGreaterThan(0);
    writeFileSync(file, whole);
    const later = Date.now() / 1000 + 60;
    utimesSync(file, later, later);
    expect(await refused()).toBe(
      `Kith cannot start: ${file} was put there after ${log}, the log of another one: if it is from a backup, delete ${log} and ${file}-shm; if nothing was put there, "touch ${file} ${log}"`,
    );
    rmSync(log);
    rmSync(`${file}-shm`, { force: true });
    const again = await place.start();
    again.signal("SIGTERM");
    expect(await again.ended).toBe(0);
    // Interrupted at its first byte, and before it.
    for (const interrupt of [() => writeFileSync(file, ""), () => rmSync(file)]) {
      interrupt();
      expect(await refused()).toMatch(
        /^Kith cannot start: \S+secret\.key is of a server that has run, whose \S+kith\.db is not there or empty: put it there from the backup/,
      );
    }
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, whole);
    truncateSync(file, 8 * 4096);
    expect(await refused()).toMatch(
      /^Kith cannot start: the database in \S+ is damaged, or not all of it is there: restore it from a backup$/,
    );
  },
);

test("a wrong key or value stops the start with one sentence that names it", { timeout: started }, async () => {
  using place = await install();
  for (const [config, key] of [
    [{ domian: "example.org" }, "domian"],
    [{ listen: { port: "3000" } }, "listen.port"],
    [{ limits: { rat: false } }, "limits.rat"],
    [{ domain: "https://example.org" }, "domain"],
  ] as const) {
    writeConfig(place.config, config);
    const server = place.launch();
    expect(await server.ended).toBe(1);
    const lines = server.output().trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`"${key}"`);
  }
});

/** A PostgreSQL that says one thing to whoever comes: an ErrorResponse with a code (appendix A), or that it wants a password (SASL). */
async function refusing(code: string): Promise<{ port: number; [Symbol.dispose](): void }> {
  const field = (name: string, text: string) => `${name}${text}\0`;
  const message = (kind: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(kind), length, body]);
  };
  const refusal = Buffer.from(`${field("S", "FATAL")}${field("V", "FATAL")}${field("C", code)}${field("M", "the reason")}\0`);
  const sasl = [
    message("R", Buffer.concat([Buffer.from([0, 0, 0, 10]), Buffer.from("SCRAM-SHA-256\0\0")])),
    message("R", Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("r=nonce,s=eA==,i=4096")])),
  ];
  const server = createServer((socket) => {
    let heard = 0;
    socket
      .on("error", () => undefined)
      .on("data", () => {
        const asked = code === "sasl" ? sasl[heard++] : undefined;
        if (asked !== undefined) socket.write(asked);
        else if (code !== "sasl") socket.end(message("E", refusal));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => void server.close() };
}

test("a PostgreSQL that cannot be used is one sentence that says what to do, and no password", { timeout: started }, async () => {
  const nobody = await freePort();
  for (const [code, words] of [
    ["28P01", /does not take the name kith with this password: correct it in "database"/],
    ["3D000", /has no database "village": make it \("createdb -O kith village"\)/],
    ["53300", /has no connection left/],
    ["sasl", /asks kith for a password: write it into "database"/],
    ["", /^Kith cannot start: nothing listens at 127\.0\.0\.1:\d+: start PostgreSQL/],
  ] as const) {
    using postgres = await refusing(code);
    const port = code === "" ? nobody : postgres.port;
    const password = code === "sasl" ? "" : ":Open-Sesame";
    using place = await install({ database: `postgres://kith${password}@127.0.0.1:${port}/village` });
    const server = place.launch();
    const begun = performance.now();
    expect(await server.ended, code).toBe(1);
    expect(performance.now() - begun, code).toBeLessThan(20_000);
    const lines = server.output().trim().split("\n");
    expect(lines, code).toEqual([expect.stringMatching(words)]);
    expect(lines[0]).toMatch(/^Kith cannot start: /);
    expect(lines[0]).not.toContain("Sesame");
  }
});

test("a configuration file that is not there is named", { timeout: started }, async () => {
  using place = await install();
  rmSync(place.config);
  const server = place.launch();
  expect(await server.ended).toBe(1);
  expect(server.output()).toContain(place.config);
});

test("a database of an older version is brought up to date by the start", { timeout: started }, async () => {
  using place = await install();
  const folder = join(place.folder, "data");
  const old = await openDatabase({ database: "sqlite", folder, guard: makeGate().guard });
  expect(await migrate(old, () => Date.now(), { until: "0001-foundation" })).toEqual(["0001-foundation"]);
  await old.close();
  const server = await place.start();
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
  const now = await openDatabase({ database: "sqlite", folder, guard: makeGate().guard });
  expect(await migrate(now, () => Date.now())).toEqual([]);
  await now.close();
});

test("npm's doctor finds nothing wrong with a fresh installation", { timeout: started }, async () => {
  using place = await install();
  const server = await place.start();
  const said = await place.cli("doctor");
  expect(said).not.toMatch(/wrong|error/i);
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
});

test(
  "who asks how it is started is told, and nothing starts; a word written wrong starts nothing either",
  { timeout: started },
  async () => {
    using place = await install();
    for (const words of [["--help"], ["--config", place.config, "-h"]]) {
      const asked = run("start.js", words);
      expect(await asked.ended).toBe(0);
      expect(asked.output()).toMatch(/^Usage: node start.js \[--config FILE\]/);
    }
    const wrong = run("start.js", ["--confg", place.config]);
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toBe('Kith cannot start: "--confg" means nothing here: try --help\n');
  },
);

test.runIf(process.platform === "linux")(
  "a server gives back at once what is large, unless who starts it says otherwise",
  { timeout: started },
  async () => {
    using place = await install();
    const heapOf = async (env: Record<string, string>) => {
      const server = run("start.js", ["--config", place.config], env);
      await server.says(/listening on/);
      const said = readFileSync(`/proc/${server.pid}/environ`, "utf8").split("\0");
      server.signal("SIGKILL");
      await server.ended;
      return said.filter((each) => each.startsWith("MALLOC_MMAP_THRESHOLD_="));
    };
    expect(await heapOf({})).toEqual(["MALLOC_MMAP_THRESHOLD_=1048576"]);
    expect(await heapOf({ MALLOC_MMAP_THRESHOLD_: "4194304" })).toEqual(["MALLOC_MMAP_THRESHOLD_=4194304"]);
  },
);
