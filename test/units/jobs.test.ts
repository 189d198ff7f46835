/** The queue: leases, lanes, retries, and what a crash leaves behind. */
import { expect, test } from "vitest";
import { claim } from "../../src/jobs/claim.ts";
import { freeExpired, LEASE, NEVER } from "../../src/jobs/leases.ts";
import { insertJobs, jobSource, loadDeadJobs, type JobHandler } from "../../src/jobs/queue.ts";
import { JOB_LADDER, retryAt } from "../../src/jobs/retry.ts";
import { openWorker } from "../../src/jobs/worker.ts";
import type { Kith } from "../../src/kith.ts";
import { openTestKith } from "../world/instance.ts";

const enqueue = async (kith: Kith, kinds: string[], lane = "") =>
  await kith.write(
    async (tx) =>
      await insertJobs(
        tx,
        kith,
        kinds.map((kind) => ({ kind, payload: { kind }, lane })),
      ),
  );

function worker(kith: Kith, handlers: Record<string, JobHandler>) {
  return openWorker(kith, { holder: "test", alone: kith.engine === "sqlite", dead: async () => [] }, [
    jobSource(kith, new Map(Object.entries(handlers))),
  ]);
}

const everything = { limit: 10, per_lane: 10, busy: [], exclusive: true, table: "jobs" } as const;

test("a job is queued with its cause or not at all", async () => {
  await using kith = await openTestKith();
  const failing = kith.write(async (tx) => {
    await insertJobs(tx, kith, [{ kind: "a", payload: {} }]);
    throw new Error("the cause fails");
  });
  await expect(failing).rejects.toThrow("the cause fails");
  expect(await worker(kith, {}).drain()).toBe(0);
});

test("jobs of one lane run one at a time and in order", async () => {
  await using kith = await openTestKith();
  await enqueue(kith, ["one", "two", "three"], "lane");
  const seen: string[] = [];
  let inside = 0;
  const handler: JobHandler = async (_kith, { kind }: { kind: string }) => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(kind);
    inside--;
  };
  await worker(kith, { one: handler, two: handler, three: handler }).drain();
  expect(seen).toEqual(["one", "two", "three"]);
});

test("a failing job comes back later, each time later, and is kept when it is given up", async () => {
  await using kith = await openTestKith();
  await enqueue(kith, ["bad"]);
  let tries = 0;
  const bad = worker(kith, {
    bad: async () => {
      tries++;
      throw new Error("no luck");
    },
  });
  for (const wait of [0, ...JOB_LADDER]) {
    kith.clock.advance(wait * 1.3);
    await bad.drain();
  }
  expect(tries).toBe(JOB_LADDER.length + 1);
  const [dead] = await loadDeadJobs(kith, 10);
  expect(dead).toMatchObject({ kind: "bad", run_at: NEVER, last_error: "no luck" });
});

test("what a dead process held is free again when its lease has run out, and not before", async () => {
  await using kith = await openTestKith();
  await enqueue(kith, ["left"]);
  expect((await claim(kith, "dead/1", everything)).rows).toHaveLength(1);
  await freeExpired(kith, "jobs");
  expect((await claim(kith, "alive/1", everything)).rows).toHaveLength(0);
  kith.clock.advance(LEASE + 1000);
  await freeExpired(kith, "jobs");
  const [again] = (await claim(kith, "alive/1", everything)).rows;
  expect(again).toMatchObject({ attempts: 2, lease: "alive/1" });
});

test("two processes never hold rows of one lane at once", async () => {
  await using kith = await openTestKith();
  await enqueue(kith, ["a", "b"], "lane");
  const { rows: first } = await claim(kith, "p/1", { ...everything, per_lane: 1 });
  const { rows: second } = await claim(kith, "q/1", everything);
  expect([first.length, second.length]).toEqual([1, 0]);
});

test("a job whose lease has passed to another leaves nothing behind", async () => {
  await using kith = await openTestKith();
  await enqueue(kith, ["slow"]);
  await worker(kith, {
    slow: async (_kith, _payload, job) => {
      // Somebody else takes the row while we dawdle.
      await kith.write(
        async (tx) => await tx.updateTable("jobs").set({ lease: "other/1" }).where("id", "=", job.row.id).execute(),
      );
      await kith.write(async (tx) => {
        await tx.insertInto("settings").values({ key: "trace", value: "left" }).execute();
        await job.complete(tx);
      });
    },
  }).drain();
  expect(await kith.db.selectFrom("settings").selectAll().where("key", "=", "trace").execute()).toEqual([]);
});

test("a key keeps a job from being queued twice", async () => {
  await using kith = await openTestKith();
  const keyed = { kind: "k", payload: {}, unique_key: "k" };
  await kith.write(async (tx) => await insertJobs(tx, kith, [keyed]));
  await kith.write(async (tx) => await insertJobs(tx, kith, [keyed]));
  expect((await claim(kith, "p/1", everything)).rows).toHaveLength(1);
});

test("jitter is at most a quarter of the wait", () => {
  for (let id = 0; id < 100; id++) {
    const at = retryAt(JOB_LADDER, { id, attempts: 2 }, 0) ?? 0;
    expect(at).toBeGreaterThanOrEqual(30_000);
    expect(at).toBeLessThanOrEqual(37_500);
  }
});
