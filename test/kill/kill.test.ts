/**
 * `kill -9` loses nothing that was acknowledged: a real process is killed again and again in the middle of inbox and delivery traffic,
 * started anew, and what it answered 202 or 200 to is counted at the end.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { makeGate } from "../../src/db/write.ts";
import { admin, at, dropDatabase } from "../world/databases.ts";
import { install, type Running } from "../world/process.ts";
import type { StatusJson } from "../world/entities.ts";
import { openRemote } from "./remote.ts";
import { FOLLOWERS, getAcquainted, homeUris, type Scene } from "./scene.ts";
import { eventually, makeApi } from "./watch.ts";

const KILLS = 10;
/** Acknowledged Creates between two kills, and posts whose deliveries are owed. */
const BATCH = 20;
const POSTS = 4;

type Tally = { acknowledged: Set<string>; posted: string[]; serial: number };

/** Creates and posts at once until the killer strikes in the midst of them. */
async function trafficUntilKilled({ remote, place, api }: Scene, running: Running, tally: Tally): Promise<void> {
  const batch_end = tally.acknowledged.size + BATCH;
  let alive = true;
  const strike = () => {
    if (alive && tally.acknowledged.size >= batch_end && tally.posted.length % POSTS === 0) {
      alive = false;
      running.signal("SIGKILL");
    }
  };
  const creating = Array.from({ length: 4 }, async () => {
    while (alive) {
      const { uri, activity } = remote.create("bob", ++tally.serial);
      if ((await remote.send(`${place.origin}/inbox`, "bob", activity)) === 202) tally.acknowledged.add(uri);
      strike();
    }
  });
  const posting = (async () => {
    while (alive) {
      const made = await api<StatusJson>("POST", "/api/v1/statuses", {
        status: `post ${tally.posted.length}`,
        visibility: "public",
      });
      if (made !== undefined) tally.posted.push(made.uri);
      strike();
    }
  })();
  await Promise.all([...creating, posting]);
  expect(await running.ended).toBe("SIGKILL");
}

/** How many rows a process had begun, and not ended, when it was killed. */
async function countLeased(database: string, folder: string): Promise<number> {
  const { reads, close } = await openDatabase({ database, folder, guard: makeGate().guard });
  const leased = async (table: "jobs" | "inbox" | "deliveries") =>
    (
      await reads
        .selectFrom(table as "jobs")
        .select("id")
        .where("leased_until", ">", 0)
        .execute()
    ).length;
  const count = (await leased("jobs")) + (await leased("inbox")) + (await leased("deliveries"));
  await close();
  return count;
}

async function survive(database: string): Promise<void> {
  using place = await install({ database, log: "error" });
  const remote = await openRemote();
  onTestFinished(async () => await remote.close());
  await place.cli("account", "create", "alice", "--email", "alice@mail.test", "--password", "correct horse battery");
  const token = await place.cli("token", "create", "alice", "--scopes", "read write follow");
  const api = makeApi(place.origin, token);
  let running = await place.start();
  onTestFinished(() => running.signal("SIGKILL"));
  const scene = { remote, place, api };
  await getAcquainted(scene);

  const tally: Tally = { acknowledged: new Set(), posted: [], serial: 0 };
  let interrupted = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    await trafficUntilKilled(scene, running, tally);
    interrupted += await countLeased(database, join(place.folder, "data"));
    running = await place.start();
  }
  expect(interrupted, "the kills came in the middle of work").toBeGreaterThan(0);

  const owed = () =>
    tally.posted
      .flatMap((uri) => Array.from({ length: FOLLOWERS }, (_, i) => remote.arrivals(`fan${i}`, uri)))
      .filter((count) => count === 0).length;
  await eventually(async () => owed() === 0, `${owed()} deliveries are owed`);
  const missing = async () => {
    const home = await homeUris(api);
    return [...tally.acknowledged].filter((uri) => home.get(uri) !== 1);
  };
  await eventually(async () => (await missing()).length === 0, "what was acknowledged is not in home");
  const home = await homeUris(api);
  expect([...home.values()].filter((count) => count > 1)).toEqual([]);
  expect(tally.acknowledged.size).toBeGreaterThanOrEqual(KILLS * BATCH);
  running.signal("SIGTERM");
  expect(await running.ended).toBe(0);
}

describe("a killed process", { timeout: 240_000 }, () => {
  // Which the suite on SQLite has seen.
  test.runIf(process.env.KITH_TEST_DATABASE === undefined)("loses nothing on SQLite", async () => {
    await survive("sqlite");
  });

  test.skipIf(process.env.KITH_TEST_DATABASE === undefined)("loses nothing on PostgreSQL", async () => {
    const server = process.env.KITH_TEST_DATABASE ?? "";
    const name = `kith_kill_${randomBytes(6).toString("hex")}`;
    await admin(server, `create database ${name}`);
    onTestFinished(async () => await dropDatabase(at(server, name)));
    await survive(at(server, name));
  });
});
