// The helper behind "loaded on first use".
import { expect, test } from "vitest";
import { lazy, whenCalled } from "../../src/lazy.ts";

test("loads once, at the first call, for all callers", async () => {
  let loads = 0;
  const get = lazy(async () => {
    loads += 1;
    return { loads };
  });
  expect(loads).toBe(0);
  const [one, two] = await Promise.all([get(), get()]);
  expect(one).toBe(two);
  expect(await get()).toEqual({ loads: 1 });
});

test("a failed load is tried again, whether it rejects or throws", async () => {
  let loads = 0;
  const get = lazy(() => {
    loads += 1;
    if (loads === 1) throw new Error("thrown");
    return loads === 2 ? Promise.reject(new Error("rejected")) : Promise.resolve("there");
  });
  await expect(get()).rejects.toThrow("thrown");
  await expect(get()).rejects.toThrow("rejected");
  expect(await get()).toBe("there");
});

test("a function is read when it is first called, and then called as it is", async () => {
  let reads = 0;
  const add = whenCalled(async () => {
    reads += 1;
    return (one: number, other: number) => one + other;
  });
  expect(reads).toBe(0);
  expect(await Promise.all([add(1, 2), add(3, 4)])).toEqual([3, 7]);
  const before = reads;
  expect(await add(5, 6)).toBe(11);
  expect(reads).toBe(before);
});

test("what cannot be read, or fails, fails the call; what could not be read is tried again", async () => {
  let reads = 0;
  const half = whenCalled(async () => {
    reads += 1;
    if (reads === 1) throw new Error("not there");
    return async (whole: number) => {
      if (whole % 2 === 1) throw new Error("odd");
      return whole / 2;
    };
  });
  await expect(half(4)).rejects.toThrow("not there");
  expect(await half(4)).toBe(2);
  await expect(half(3)).rejects.toThrow("odd");
});
