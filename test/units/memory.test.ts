// A process near its memory ceiling turns away what is large first, and lets everything in again when there is room.
import { expect, test } from "vitest";
import { ceilingOf } from "../../src/budgets/ceiling.ts";
import { openMemory, type Kind } from "../../src/budgets/memory.ts";
import { defineInstance } from "../../src/config.ts";

const MB = 1_000_000;

function makeStage(ceiling = 100 * MB) {
  const at = { used: 50 * MB, now: 1_000_000 };
  const said: string[] = [];
  const done = { shrunk: 0, collected: 0, read: 0 };
  const memory = openMemory({
    ceiling,
    read: () => (done.read++, at.used),
    now: () => at.now,
    shrink: () => void done.shrunk++,
    collect: () => void done.collected++,
    warn: (message) => void said.push(message.replace(/[:;(].*/, "").trim()),
  });
  const goes = (used: number) => {
    at.used = used * MB;
    at.now += 1000;
  };
  const admitted = () =>
    (["vital", "read", "write", "bulky"] as Kind[]).filter((kind) => {
      const leave = memory.admit(kind, 0);
      leave?.();
      return leave !== undefined;
    });
  return { at, said, done, memory, goes, admitted };
}

test("the nearer the ceiling, the more is turned away: what is large first, reading last, and never what watches over it", () => {
  const { goes, admitted, memory } = makeStage();
  expect([admitted(), memory.level()]).toEqual([["vital", "read", "write", "bulky"], 0]);
  goes(86);
  memory.admit("write", 100_000);
  expect([admitted(), memory.level()]).toEqual([["vital", "read", "write"], 1]);
  goes(96);
  expect([admitted(), memory.level()]).toEqual([["vital", "read"], 2]);
  goes(101);
  expect([admitted(), memory.level()]).toEqual([["vital"], 3]);
  goes(60);
  expect([admitted(), memory.level()]).toEqual([["vital", "read", "write", "bulky"], 0]);
});

test("what has been let in counts by its announced size until it has gone", () => {
  const { memory, goes } = makeStage();
  const inside = Array.from({ length: 10 }, () => memory.admit("bulky", 5 * MB));
  expect(inside.filter((leave) => leave !== undefined)).toHaveLength(7);
  expect(memory.admit("read", 0)).toBeDefined();
  inside[0]?.();
  inside[0]?.();
  expect(memory.admit("bulky", 5 * MB)).toBeDefined();
  expect(memory.admit("bulky", 5 * MB)).toBeUndefined();
  // As it comes it is in the memory that is used, too: whoever reads is not turned away for what counts twice.
  goes(95);
  expect([memory.admit("write", 100), memory.admit("read", 0)]).toEqual([undefined, expect.any(Function)]);
});

test("memory that does not come back leaves room for one small thing after another", () => {
  const { memory, goes } = makeStage();
  goes(90);
  const first = memory.admit("bulky", 100_000);
  expect(first).toBeDefined();
  expect(memory.admit("bulky", 100_000)).toBeUndefined();
  first?.();
  expect(memory.admit("bulky", 20 * MB)).toBeUndefined();
  expect(memory.admit("bulky", 100_000)).toBeDefined();
});

test("an episode is said once when it begins and once when it has ended, and room is made at most every ten seconds", () => {
  const { memory, goes, said, done, at } = makeStage();
  goes(90);
  for (let n = 0; n < 50; n++) {
    at.now += 100;
    expect(memory.admit("bulky", 10 * MB)).toBeUndefined();
  }
  expect([said, done.shrunk, done.collected]).toEqual([["memory is nearly spent"], 1, 1]);
  goes(70);
  expect(memory.look().episode).toMatchObject({ ended_at: 0, refused: 50, highest: 90 * MB });
  at.now += 10_000;
  expect(memory.look().episode?.ended_at).toBe(at.now);
  expect(said).toEqual(["memory is nearly spent", "there is room in memory again"]);
  goes(95);
  memory.level();
  expect(said).toHaveLength(3);
  expect(memory.look()).toMatchObject({ refused: 50, highest: 95 * MB, episode: { refused: 0 } });
});

test("memory is looked at no more often than needed, and not at all without a ceiling", () => {
  const { memory, done } = makeStage();
  for (let n = 0; n < 1000; n++) memory.admit("read", 0);
  expect(done.read).toBe(1);
  const free = makeStage(0);
  free.goes(10_000);
  expect([free.memory.admit("bulky", 1e12) !== undefined, free.memory.level(), free.memory.share(96), free.done.read]).toEqual([
    true,
    0,
    96,
    0,
  ]);
});

test("workers take less when memory is nearly spent, and never nothing", () => {
  const { memory, goes } = makeStage();
  expect(memory.share(96)).toBe(96);
  goes(90);
  expect([memory.share(96), memory.share(2)]).toEqual([12, 1]);
  goes(99);
  expect(memory.share(96)).toBe(1);
});

test("the ceiling is for all processes of a machine together; left out, it is most of what the container has, if that is limited", () => {
  const of = (config: Parameters<typeof defineInstance>[0], granted = 0) => ceilingOf(defineInstance(config), granted, 8000 * MB);
  expect(of({})).toBe(0);
  expect(of({}, 1.8e19)).toBe(0);
  expect(of({}, 1000 * MB)).toBe(850 * MB);
  expect(of({ limits: { memory: 400 * MB } }, 1000 * MB)).toBe(400 * MB);
  expect(of({ limits: { memory: 690 * MB }, processes: { web: 2, worker: 1 } })).toBe(200 * MB);
});
