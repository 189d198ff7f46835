/** The queue of our own work: rows of `jobs`, put there only by what `effects.ts` says follows from an event. */
import type { Kith } from "../kith.ts";
import { prepare } from "../db/prepared.ts";
import type { Row, Tx } from "../db/schema.ts";
import { LEASE, leasing, NEVER, type Leasing } from "./leases.ts";
import { JOB_LADDER, retryAt } from "./retry.ts";
import type { Leased, Source } from "./worker.ts";

export type JobRequest = {
  /** `status.published/deliver`: the event and the effect's name, so that renaming a function never orphans a job. */
  kind: string;
  payload: unknown;
  /** Jobs of one lane run one at a time, in order. Empty: no lane. */
  lane?: string;
  priority?: 0 | 1 | 2;
  /** ms from now. */
  delay?: number;
  /** A job with a key that is already queued, and has not begun, is not queued again. */
  unique_key?: string;
};

/** What runs a job. It may end it in its own transaction with `job.complete(tx)`; otherwise it is ended when it returns. */
export type JobHandler = (kith: Kith, payload: never, job: Leased<Row<"jobs">>) => Promise<void>;

/** Queues jobs inside the caller's transaction. */
export async function insertJobs(tx: Tx, kith: Pick<Kith, "newId" | "now">, requests: readonly JobRequest[]): Promise<void> {
  if (requests.length === 0) return;
  const rows = requests.map((request) => ({
    id: kith.newId(),
    kind: request.kind,
    payload: JSON.stringify(request.payload),
    unique_key: request.unique_key ?? "",
    lane: request.lane ?? "",
    priority: request.priority ?? 1,
    run_at: kith.now() + (request.delay ?? 0),
    attempts: 0,
    leased_until: 0,
    lease: "",
    last_error: "",
  }));
  await tx
    .insertInto("jobs")
    .values(rows)
    .onConflict((oc) => oc.doNothing())
    .execute();
}

const deleteDone = prepare((tx: Tx, { ids, lease }: Leasing) =>
  tx.deleteFrom("jobs").where("id", "in", ids).where("lease", "=", lease).returning("id"),
);

/** The worker's source for `jobs`. An unknown kind (of a newer version) waits instead of being lost. */
export function jobSource(kith: Kith, handlers: ReadonlyMap<string, JobHandler>): Source<Row<"jobs">> {
  return {
    table: "jobs",
    at_once: 16,
    lane_at_once: 1,
    // What waits in its lane holds a place all the same: two slow lanes must leave places for others.
    lane_claim: 4,
    exclusive: true,
    handle: async (job) => {
      const handler = handlers.get(job.row.kind);
      if (handler === undefined) throw new Error(`no handler for ${job.row.kind}`);
      await handler(kith, JSON.parse(job.row.payload) as never, job);
    },
    end: async (tx, rows) => (await deleteDone(tx, leasing(rows))).map(({ id }) => id),
    failed: (row, error) => {
      const run_at = againAt(kith, row);
      kith.log[run_at === NEVER ? "error" : "warning"]("job {kind} {id} failed (try {attempts}): {error}", {
        kind: row.kind,
        id: row.id,
        attempts: row.attempts,
        error,
      });
      return { run_at };
    },
  };
}

const MINUTE = 60_000;

/** Upkeep is never given up, nor put off for long: what is due comes by it. NEVER: all else that has been tried for a day. */
function againAt({ now }: Pick<Kith, "now">, row: Row<"jobs">): number {
  const next = retryAt(JOB_LADDER, row, now());
  return row.kind.startsWith("every/") ? Math.min(next ?? Infinity, now() + 5 * MINUTE) : (next ?? NEVER);
}

/** Jobs that were given up, newest first, for `doctor`. */
export const loadDeadJobs = async (kith: Kith, limit: number): Promise<Row<"jobs">[]> =>
  await kith.db
    .selectFrom("jobs")
    .selectAll()
    .where("run_at", "=", NEVER)
    .where("leased_until", "<", LEASE)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
