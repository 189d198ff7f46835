/** What a process gives back when it has nothing to do, and only then. */
import { expect, test, vi } from "vitest";
import { giveBackAtRest } from "../../src/budgets/rest.ts";

const MB = 1_048_576;

test("a process at rest collects once, and again only when it has grown", async () => {
  let [resident, collected] = [150 * MB, 0];
  const collect = async () => {
    collected++;
    resident = 100 * MB;
  };
  const stop = giveBackAtRest({ collect, resident: () => resident, every: 20 });
  await expect.poll(() => collected, { timeout: 10_000 }).toBe(1);
  const looks = vi.fn(() => resident);
  stop();
  const again = giveBackAtRest({ collect, resident: looks, every: 20 });
  await expect.poll(() => collected, { timeout: 10_000 }).toBe(2);
  const before = looks.mock.calls.length;
  await expect.poll(() => looks.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(before + 2);
  expect(collected).toBe(2);
  resident += 20 * MB;
  await expect.poll(() => collected, { timeout: 10_000 }).toBe(3);
  again();
});

test("a busy process is left alone", async () => {
  const collect = vi.fn(async () => undefined);
  const stop = giveBackAtRest({ collect, resident: () => 500 * MB, every: 5 });
  for (let turn = 0; turn < 20; turn++) {
    const until = performance.now() + 10;
    while (performance.now() < until);
    await new Promise((resolve) => setImmediate(resolve));
  }
  stop();
  expect(collect).not.toHaveBeenCalled();
});
