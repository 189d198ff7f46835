/** The supervisor's posts: how fast what dies is started again, and that a successor stands before its predecessor goes. */
import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makePosts, type Post } from "../../src/supervise/posts.ts";

beforeEach(
  () => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] }),
);
afterEach(() => void vi.useRealTimers());

/** A process as node's cluster shows it, that does what the test says. */
function makePuppet() {
  const told: string[] = [];
  const emitter = new EventEmitter();
  return Object.assign(emitter, {
    told,
    process: {
      pid: 1 as number | undefined,
      kill: (signal: string) => void told.push(signal),
      send: ({ kith }: { kith: string }) => void told.push(kith),
    },
    isDead: () => false,
    says: (kith: string) => emitter.emit("message", { kith }),
    becomesReady: () => emitter.emit("message", { kith: "ready", port: 1 }),
    ends: (code: number | null, signal: string | null = null) => emitter.emit("exit", code, signal),
  });
}
type Puppet = ReturnType<typeof makePuppet>;

function makeStage() {
  const puppets: Puppet[] = [];
  const untidy: number[] = [];
  const stage = { stopping: false, refused: undefined as Error | undefined };
  const said: string[] = [];
  const staff = makePosts({
    lives: new Set(),
    fork: () => {
      if (stage.refused !== undefined) throw stage.refused;
      const puppet = makePuppet();
      puppets.push(puppet);
      return puppet as unknown as Worker;
    },
    ended: (worker, tidy) => void (tidy || untidy.push(puppets.indexOf(worker as unknown as Puppet))),
    stopping: () => stage.stopping,
    say: (line) => void said.push(line),
  });
  const post: Post = { role: "web", number: 0, failures: 0, child: undefined, renewing: false, timer: undefined };
  const last = () => puppets.at(-1) as Puppet;
  return { puppets, untidy, stage, staff, post, last, said };
}

/** Promises that have been settled are acted on. */
const settled = async () => await vi.advanceTimersByTimeAsync(0);

test("what dies again and again is started later and later, half a minute at most, and what lived well at once", async () => {
  const { puppets, untidy, staff, post, last } = makeStage();
  const filled = staff.fill(post);
  last().becomesReady();
  expect(await filled).toBe(true);
  for (const wait of [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]) {
    const count = puppets.length;
    last().ends(null, "SIGKILL");
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(puppets).toHaveLength(count);
    await vi.advanceTimersByTimeAsync(1);
    expect(puppets).toHaveLength(count + 1);
    last().becomesReady();
    await settled();
  }
  expect(untidy).toHaveLength(11);
  await vi.advanceTimersByTimeAsync(61_000);
  const count = puppets.length;
  last().ends(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(puppets).toHaveLength(count + 1);
});

test("a first process that ends before it is ready is not started again", async () => {
  const { puppets, staff, post, last } = makeStage();
  const filled = staff.fill(post);
  last().ends(1);
  expect(await filled).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(puppets).toHaveLength(1);
});

test("the old one goes when the new one is ready; when that fails, it stays", async () => {
  const { puppets, staff, post, last } = makeStage();
  const filled = staff.fill(post);
  last().becomesReady();
  await filled;
  const [old] = puppets as [Puppet];
  const failing = staff.renewAll([post]);
  last().ends(1);
  expect(await failing).toBe(false);
  expect(old.told).toEqual([]);
  expect(post.child?.worker).toBe(old);

  const renewed = staff.renewAll([post]);
  expect(old.told).toEqual([]);
  last().becomesReady();
  await settled();
  expect(old.told).toEqual(["retire"]);
  old.ends(0);
  expect(await renewed).toBe(true);
  expect(post.child?.worker).toBe(last());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(puppets).toHaveLength(3);
});

test("an old one that does not go is ended; one that dies while its successor comes is not started twice; nothing starts while all stop", async () => {
  const { puppets, stage, staff, post, last } = makeStage();
  const filled = staff.fill(post);
  last().becomesReady();
  await filled;
  const [old] = puppets as [Puppet];
  const renewed = staff.renewAll([post]);
  last().becomesReady();
  await vi.advanceTimersByTimeAsync(40_000);
  expect(old.told).toEqual(["retire", "SIGKILL"]);
  old.ends(null, "SIGKILL");
  await renewed;

  const again = staff.renewAll([post]);
  puppets[1]?.ends(null, "SIGKILL");
  await vi.advanceTimersByTimeAsync(1000);
  expect(puppets).toHaveLength(3);
  last().becomesReady();
  expect(await again).toBe(true);
  stage.stopping = true;
  last().ends(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(puppets).toHaveLength(3);
});

test("a process that cannot be made is tried for again, and said", async () => {
  const { puppets, staff, post, last, said, stage } = makeStage();
  const filled = staff.fill(post);
  last().becomesReady();
  await filled;
  last().ends(null, "SIGKILL");
  await vi.advanceTimersByTimeAsync(100);
  // The program is just being replaced by a newer one: there is neither a process nor an exit.
  const unborn = last();
  unborn.process.pid = undefined;
  unborn.emit("error", new Error("spawn node ENOENT"));
  await settled();
  expect(said).toContain("no web process can be made: spawn node ENOENT");
  stage.refused = new Error("spawn EMFILE");
  await vi.advanceTimersByTimeAsync(200);
  expect(said).toContain("no web process can be made: spawn EMFILE");
  stage.refused = undefined;
  await vi.advanceTimersByTimeAsync(400);
  expect(puppets).toHaveLength(3);
  last().becomesReady();
  await settled();
  expect(post.child?.worker).toBe(last());
  // What it says of one that lives is no end.
  last().emit("error", new Error("kill EPERM"));
  expect(post.child?.worker).toBe(last());
});

test("who gives no sign of life for a minute is ended, and its place filled; who gives one now and then is left alone", async () => {
  const { puppets, untidy, staff, post, last, said } = makeStage();
  const filled = staff.fill(post);
  // A start may take long: there is much to bring up to date.
  await vi.advanceTimersByTimeAsync(600_000);
  last().becomesReady();
  await filled;
  for (let signs = 0; signs < 3; signs++) {
    await vi.advanceTimersByTimeAsync(55_000);
    last().says("lives");
  }
  expect(last().told).toEqual([]);
  await vi.advanceTimersByTimeAsync(65_000);
  expect(last().told).toEqual(["SIGKILL"]);
  expect(said).toEqual(["a web process (1) does not move any more"]);
  last().ends(null, "SIGKILL");
  await vi.advanceTimersByTimeAsync(100);
  expect(puppets).toHaveLength(2);
  expect(untidy).toEqual([0]);
});

test("of two that were sent for at the same time one stays, whichever comes first", async () => {
  const { puppets, staff, post } = makeStage();
  const keeping = staff.keep(post);
  const renewing = staff.renewAll([post]);
  const [kept, renewed] = puppets as [Puppet, Puppet];
  renewed.becomesReady();
  await renewing;
  kept.becomesReady();
  await settled();
  expect(kept.told).toEqual(["retire"]);
  expect(renewed.told).toEqual([]);
  kept.ends(0);
  await keeping;
  expect(post.child?.worker).toBe(renewed);
});
