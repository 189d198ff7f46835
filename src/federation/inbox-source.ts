/** The worker's source for the inbox: one activity of an actor at a time, in the order in which they came. */
import { prepare } from "../db/prepared.ts";
import type { Row, Tx } from "../db/schema.ts";
import { leasing, NEVER, type Leasing } from "../jobs/leases.ts";
import { JOB_LADDER, retryAt } from "../jobs/retry.ts";
import type { Source } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import { whenCalled } from "../lazy.ts";
import { isTheirs, mayPass } from "./lookup/failure.ts";

type InboxRow = Row<"inbox">;

/** A server to which nothing has come yet does not read how it is taken. */
const handleActivity = whenCalled(async () => (await import("./inbox.ts")).handleActivity);

export function inboxSource(kith: Kith): Source<InboxRow> {
  return {
    table: "inbox",
    at_once: 64,
    lane_at_once: 1,
    lane_claim: 16,
    exclusive: true,
    handle: async ({ row }) => {
      try {
        await handleActivity(kith, row);
      } catch (error) {
        if (mayPass(error)) throw error;
        kith.log.debug("dropped {uri}: {error}", { uri: row.activity_uri, error });
      }
    },
    end: async (tx, rows) => (await updateDone(tx, { ...leasing(rows), done_at: kith.now() })).map(({ id }) => id),
    failed: (row, error) => {
      const run_at = retryAt(JOB_LADDER, row, kith.now()) ?? NEVER;
      // A server that does not answer is news to nobody; a fault of ours is.
      // By its name: without its logger a method cannot say anything.
      const level = isTheirs(error) ? "debug" : run_at === NEVER ? "error" : "warning";
      kith.log[level]("inbox row {id} failed (try {attempts}): {error}", { id: row.id, attempts: row.attempts, error });
      return { run_at };
    },
  };
}

type Done = Leasing & { done_at: number };

/** Rows stay for a while without their bodies, so that what comes again is known to have come before. */
const updateDone = prepare((tx: Tx, { ids, lease, done_at }: Done) =>
  tx
    .updateTable("inbox")
    .set({ done_at, body: "", leased_until: 0, lease: "" })
    .where("id", "in", ids)
    .where("lease", "=", lease)
    .returning("id"),
);
