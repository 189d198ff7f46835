/**
 * Two processes that serve and two that work, on one PostgreSQL, are killed at random in the midst of traffic: what was accepted is there, once, and
 * reaches whom it is for.
 */
import { randomBytes, randomInt } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { admin, at, dropDatabase } from "../world/databases.ts";
import type { AccountJson, StatusJson } from "../world/entities.ts";
import { install, type Running } from "../world/process.ts";
import { openRemote } from "./remote.ts";
import { FOLLOWERS, getAcquainted, homeUris, type Scene } from "./scene.ts";
import { eventually, makeApi } from "./watch.ts";

const KILLS = 6;
/** What is acknowledged between two kills, at least. */
const CREATES = 12;
const POSTS = 3;

type Tally = { acknowledged: Set<string>; posted: string[]; serial: number; over: boolean };

/** Creates and posts, all the time: what fails has hit a process that was killed, and is not repeated. */
async function traffic({ remote, place, api }: Scene, tally: Tally): Promise<void> {
  const creating = Array.from({ length: 3 }, async () => {
    while (!tally.over) {
      const { uri, activity } = remote.create("bob", ++tally.serial);
      if ((await remote.send(`${place.origin}/inbox`, "bob", activity)) === 202) tally.acknowledged.add(uri);
    }
  });
  const posting = (async () => {
    for (let n = 0; !tally.over; n++) {
      const made = await api<StatusJson>("POST", "/api/v1/statuses", { status: `post ${n}`, visibility: "public" });
      if (made !== undefined) tally.posted.push(made.uri);
    }
  })();
  await Promise.all([...creating, posting]);
}

/** Kills one or another as soon as enough has been accepted since the last time. */
async function killAtRandom(running: Running, tally: Tally): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    const [creates, posts] = [tally.acknowledged.size + CREATES, tally.posted.length + POSTS];
    await eventually(
      async () => tally.acknowledged.size >= creates && tally.posted.length >= posts,
      "nothing is accepted any more",
    );
    const children = running.children();
    process.kill(children[randomInt(children.length)] as number, "SIGKILL");
  }
  tally.over = true;
}

/** Everything that alice has posted, newest first. */
async function ownPosts({ api }: Scene, id: string): Promise<StatusJson[]> {
  const all: StatusJson[] = [];
  for (let more = ""; ;) {
    const page = (await api<StatusJson[]>("GET", `/api/v1/accounts/${id}/statuses?limit=40${more}`)) ?? [];
    if (page.length === 0) return all;
    all.push(...page);
    more = `&max_id=${page.at(-1)?.id}`;
  }
}

/** Waits until what is owed has come, here and elsewhere. */
async function arrive(scene: Scene, tally: Tally): Promise<Map<string, number>> {
  const { remote, api } = scene;
  const fans = Array.from({ length: FOLLOWERS }, (_, i) => `fan${i}`);
  const owed = () => tally.posted.flatMap((uri) => fans.filter((fan) => remote.arrivals(fan, uri) === 0)).length;
  await eventually(async () => owed() === 0, "deliveries are owed", 60_000);
  let home = await homeUris(api);
  const missing = () => [...tally.acknowledged].filter((uri) => !home.has(uri));
  await eventually(
    async () => {
      home = await homeUris(api);
      return missing().length === 0;
    },
    "what was acknowledged is not in home",
    60_000,
  );
  for (const fan of fans) for (const uri of tally.posted) expect(remote.activities(fan, uri)).toBe(1);
  return home;
}

test.skipIf(process.env.KITH_TEST_DATABASE === undefined)(
  "of four processes that are killed at random nothing is lost, and nothing is done twice",
  { timeout: 180_000 },
  async () => {
    const server = process.env.KITH_TEST_DATABASE ?? "";
    const name = `kith_many_${randomBytes(6).toString("hex")}`;
    await admin(server, `create database ${name}`);
    onTestFinished(async () => await dropDatabase(at(server, name)));
    using place = await install({ database: at(server, name), log: "error", processes: { web: 2, worker: 2 } });
    const remote = await openRemote();
    onTestFinished(async () => await remote.close());
    const running = await place.start();
    onTestFinished(() => running.signal("SIGKILL"));
    await place.cli("account", "create", "alice", "--email", "alice@mail.test", "--password", "correct horse battery");
    const token = await place.cli("token", "create", "alice", "--scopes", "read write follow");
    const scene: Scene = { remote, place, api: makeApi(place.origin, token) };
    await getAcquainted(scene);

    const tally: Tally = { acknowledged: new Set(), posted: [], serial: 0, over: false };
    await Promise.all([traffic(scene, tally), killAtRandom(running, tally)]);
    const home = await arrive(scene, tally);
    expect(tally.acknowledged.size).toBeGreaterThanOrEqual(KILLS * CREATES);

    // Counted in the transaction that brings a status in: a second time would show.
    expect([...home.values()].filter((count) => count > 1)).toEqual([]);
    const me = await scene.api<AccountJson & { statuses_count: number }>("GET", "/api/v1/accounts/verify_credentials");
    const own = await ownPosts(scene, me?.id ?? "");
    expect(me?.statuses_count).toBe(own.length);
    expect(new Set(own.map(({ content }) => content)).size).toBe(own.length);
    expect(tally.posted.filter((uri) => !own.some((status) => status.uri === uri))).toEqual([]);
    const bob = await scene.api<{ statuses_count: number }>("GET", `/api/v1/accounts/lookup?acct=${remote.handle}`);
    expect(bob?.statuses_count).toBe([...home.keys()].filter((uri) => uri.startsWith(remote.uri("bob"))).length);

    running.signal("SIGTERM");
    expect(await running.ended).toBe(0);
  },
);
