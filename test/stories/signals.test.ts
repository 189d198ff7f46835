/** Signals as terminals, npm and service managers send them: too early, twice, and to every process at once. */
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../kill/watch.ts";
import { install, run, type Installation } from "../world/process.ts";

const long = { timeout: 120_000 };

/** Makes the reading of the configuration wait for the file `go`; there is a file `reading` meanwhile. */
function slowConfig({ folder, config }: Installation): { reading: string; go: string } {
  const [reading, go] = [join(folder, "reading"), join(folder, "go")];
  const wait = [
    `import { existsSync, writeFileSync } from "node:fs";`,
    `writeFileSync(${JSON.stringify(reading)}, "");`,
    `while (!existsSync(${JSON.stringify(go)})) await new Promise((done) => setTimeout(done, 20));`,
  ];
  writeFileSync(config, `${wait.join("\n")}\n${readFileSync(config, "utf8")}`);
  return { reading, go };
}

test(
  "SIGHUP does not end a supervisor that is still being loaded, and replaces its processes once they serve",
  long,
  async () => {
    using place = await install({ log: "warning", processes: { web: 2, worker: 1 } });
    const { reading, go } = slowConfig(place);
    const running = run("start.js", ["--config", place.config]);
    onTestFinished(() => running.signal("SIGKILL"));
    await eventually(async () => existsSync(reading), "the configuration is not read", 30_000);
    running.signal("SIGHUP");
    rmSync(reading);
    writeFileSync(go, "");
    // Now the first process reads it: what may change after that is not in it.
    await eventually(async () => existsSync(reading), "no process is started", 30_000);
    running.signal("SIGHUP");
    await running.says(/every process has been replaced/, 60_000);
    expect(running.output().match(/every process is replaced/g)).toHaveLength(1);
    expect(running.output().indexOf("listening on")).toBeLessThan(running.output().indexOf("every process is replaced"));
    running.signal("SIGTERM");
    expect(await running.ended).toBe(0);
  },
);

test("without processes to replace, SIGHUP stops also what is still starting", long, async () => {
  // A database that takes the connection and says nothing: the start goes on for as long.
  const silent = createServer((socket) => void socket.on("error", () => undefined)).listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await once(silent, "listening");
  const asked = once(silent, "connection");
  const { port } = silent.address() as AddressInfo;
  using place = await install({ log: "warning", database: `postgres://kith@127.0.0.1:${port}/kith` });
  const running = run("start.js", ["--config", place.config]);
  onTestFinished(() => running.signal("SIGKILL"));
  await asked;
  running.signal("SIGHUP");
  expect(await running.ended).toBe("SIGHUP");
});

/** A post of which the server has the head and half of the body. */
function halfPost(origin: string, token: string) {
  const body = JSON.stringify({ status: "this was under way" });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", "content-length": body.length };
  const sent = request(`${origin}/api/v1/statuses`, { method: "POST", agent: false, headers });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    sent.once("response", (response) => (response.resume(), resolve(response.statusCode)));
    sent.once("error", reject);
  });
  answered.catch(() => undefined);
  sent.write(body.slice(0, 10));
  return { answered, finish: () => void sent.end(body.slice(10)) };
}

const refuses = async (port: number): Promise<boolean> => {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
};

for (const [what, processes] of [
  ["alone", undefined],
  ["under a supervisor", { web: 1, worker: 1 }],
] as const)
  test(`who is told twice to stop, ${what}, finishes what is under way all the same`, long, async () => {
    using place = await install({ log: "warning", ...(processes === undefined ? {} : { processes }) });
    const running = await place.start();
    onTestFinished(() => running.signal("SIGKILL"));
    await place.cli("account", "create", "alice", "--email", "alice@mail.test", "--password", "correct horse battery");
    const token = await place.cli("token", "create", "alice", "--scopes", "read write follow");
    // Alone it may have a child as well, which compiles; signals are for those that serve and work.
    const all = processes === undefined ? [running.pid] : [running.pid, ...running.children()];
    const post = halfPost(place.origin, token);
    // So that it is under way.
    expect((await fetch(`${place.origin}/health`)).status).toBe(200);
    for (const pid of all) process.kill(pid, "SIGTERM");
    await eventually(async () => await refuses(place.port), "it goes on", 20_000);
    for (const pid of all) if (existsSync(`/proc/${pid}`)) process.kill(pid, "SIGTERM");
    post.finish();
    expect(await post.answered).toBe(200);
    expect(await running.ended).toBe(0);
  });
