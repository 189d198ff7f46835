/** A process that was killed is told from one that runs, by the name under which it held its leases. */
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { isDead, makeHolder } from "../../src/jobs/holder.ts";

test("only a process of this machine that runs no more is dead", () => {
  const me = makeHolder();
  const gone = spawnSync(process.execPath, ["--version"]).pid;
  expect(isDead(me, me)).toBe(false);
  expect(isDead(`${hostname()}/${process.ppid}/uuid`, me)).toBe(false);
  expect(isDead(`${hostname()}/1/uuid`, me)).toBe(false);
  expect(isDead(`elsewhere/${gone}/uuid`, me)).toBe(false);
  expect(isDead(`${hostname()}/${gone}/uuid`, me)).toBe(true);
  expect(isDead("", me)).toBe(false);
});

test("a process id that is ours now was another's before", () => {
  expect(isDead(makeHolder(), makeHolder())).toBe(true);
});
