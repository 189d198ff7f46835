/** The supervisor's posts: how fast what dies is started again, and that a successor stands before its predecessor goes. */
import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makePosts, type Post } from "../../src/supervise/posts.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** A process as node's cluster shows it, that does what the test says. */
function makePuppet() {
  const told: string[] = [];
  const emitter = new EventEmitter();
  return Object.assign(emitter, {
    told,
    process: {
      pid: 1,
      kill: (signal: string) => void told.push(signal),
      send: ({ kith }: { kith: string }) => void told.push(kith),
    },
    isDead: () => false,
    becomesReady: () => emitter.emit("message", { kith: "ready", port: 1 }),
    ends: (code: number | null, signal: string | null = null) => emitter.emit("exit", code, signal),
  });
}
type Puppet = ReturnType<typeof makePuppet>;

function makeStage() {
  const puppets: Puppet[] = [];
  const untidy: number[] = [];
  const stage = { stopping: false };
  const staff = makePosts({
    fork: () => {
      const puppet = makePuppet();
      puppets.push(puppet);
      return puppet as unknown as Worker;
    },
    ended: (worker, tidy) => void (tidy || untidy.push(puppets.indexOf(worker as unknown as Puppet))),
    stopping: () => stage.stopping,
    say: () => undefined,
  });
  const post: Post = { role: "web", number: 0, failures: 0, child: undefined, renewing: false, timer: undefined };
  const last = () => puppets.at(-1) as Puppet;
  return { puppets, untidy, stage, staff, post, last };
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
