/** Places: rows that are a process's own from the moment they are written, and what they may not overtake. */
import { expect, test } from "vitest";
import { jobSource } from "../../src/jobs/queue.ts";
import { openWorker, type Worker } from "../../src/jobs/worker.ts";
import type { Kith } from "../../src/kith.ts";
import { openTestKith } from "../world/instance.ts";

/** A worker whose jobs wait until they are let go; `ran` tells their lanes and numbers, in the order of their ends. */
async function slowly(kith: Kith) {
  const ran: string[] = [];
  let release = () => undefined as void;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const slow = async (_: Kith, { name }: { name: string }) => {
    await gate;
    ran.push(name);
  };
  const worker = openWorker(kith, { holder: "test", alone: kith.engine === "sqlite", dead: async () => [] }, [
    jobSource(kith, new Map([["slow", slow]])),
  ]);
  worker.start();
  if (kith.engine === "sqlite")
    await expect
      .poll(() => {
        const place = worker.place("jobs", { id: 1, lane: "none" });
        place.settle();
        return place.lease;
      })
      .not.toBe("");
  return { worker, ran, release };
}

/** Writes a job as the inbox writes what comes; returns whether it had a place. */
async function comes(kith: Kith, worker: Worker, lane: string, name: string): Promise<boolean> {
  const id = kith.newId();
  const { settle, ...lease } = worker.place("jobs", { id, lane });
  const now = kith.now();
  const row = {
    id,
    kind: "slow",
    payload: JSON.stringify({ name }),
    unique_key: "",
    lane,
    priority: 1,
    run_at: now,
    last_error: "",
    ...lease,
  };
  await kith.write(async (tx) => await tx.insertInto("jobs").values(row).execute());
  settle(row);
  if (lease.lease === "") worker.wake("jobs");
  return lease.lease !== "";
}

const left = async (kith: Kith) => await kith.db.selectFrom("jobs").select(["lane", "lease"]).orderBy("id").execute();

test("a row with a place runs without being claimed; when its lane is full, what comes next waits its turn", async () => {
  await using kith = await openTestKith();
  const { worker, ran, release } = await slowly(kith);
  const placed: boolean[] = [];
  for (let n = 1; n <= 6; n++) placed.push(await comes(kith, worker, "a", `a${n}`));
  placed.push(await comes(kith, worker, "b", "b1"));
  // A lane holds four; nothing of it gets a place while an earlier row of it lies free. Another lane has nothing to do with that.
  const alone = kith.engine === "sqlite";
  expect(placed).toEqual([alone, alone, alone, alone, false, false, alone]);
  release();
  await expect.poll(async () => await left(kith)).toEqual([]);
  expect(ran.filter((name) => name.startsWith("a"))).toEqual(["a1", "a2", "a3", "a4", "a5", "a6"]);
  expect(ran).toContain("b1");
  // All that lay free has been claimed: there are places in the lane again.
  await expect.poll(async () => await comes(kith, worker, "a", "again")).toBe(alone);
  await worker.stop();
});

test("what was written in vain holds no place, and nobody waits for it", async () => {
  await using kith = await openTestKith();
  const { worker, ran, release } = await slowly(kith);
  for (let n = 0; n < 40; n++) worker.place("jobs", { id: kith.newId(), lane: "a" }).settle();
  release();
  await comes(kith, worker, "a", "a1");
  await expect.poll(() => ran).toEqual(["a1"]);
  await worker.stop();
});

test("a worker that has not started, or has stopped, gives no places", async () => {
  await using kith = await openTestKith();
  const idle = openWorker(kith, { holder: "test", alone: kith.engine === "sqlite", dead: async () => [] }, [
    jobSource(kith, new Map()),
  ]);
  expect(idle.place("jobs", { id: 1, lane: "a" }).lease).toBe("");
  const { worker } = await slowly(kith);
  await worker.stop();
  expect(worker.place("jobs", { id: 1, lane: "a" }).lease).toBe("");
});
