// The helper behind "loaded on first use".
import { expect, test } from "vitest";
import { lazy } from "../../src/lazy.ts";

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
