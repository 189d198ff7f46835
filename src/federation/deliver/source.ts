/** The worker's source for deliveries: one inbox each, lane by lane (`lanes.ts`), as many hosts at once as the instance allows. */
import { prepare } from "../../db/prepared.ts";
import type { Row, Tx } from "../../db/schema.ts";
import { leasing, type Leasing } from "../../jobs/leases.ts";
import type { Source } from "../../jobs/worker.ts";
import type { Kith } from "../../kith.ts";
import { whenCalled } from "../../lazy.ts";
import { ladder, Later } from "./later.ts";

type Delivery = Row<"deliveries">;

/** More would spare claims, and let a slow host hold more of the places that are for all. */
export const LANE_CLAIM = 2;

/** A server that has nothing to send yet does not read how. */
const deliver = whenCalled(async () => (await import("./attempt.ts")).deliver);

export function deliverySource(kith: Kith): Source<Delivery> {
  return {
    table: "deliveries",
    at_once: kith.instance.limits.deliveries,
    lane_at_once: 1,
    lane_claim: LANE_CLAIM,
    exclusive: true,
    handle: async (leased) => await deliver(kith, leased),
    end: async (tx, rows) => (await updateDelivered(tx, { ...leasing(rows), done_at: kith.now() })).map(({ id }) => id),
    failed: (row, error) => ({
      run_at: whenAgain(kith, row, error),
      tried: !(error instanceof Later) || error.tried,
    }),
  };
}

const whenAgain = (kith: Kith, row: Delivery, error: unknown): number => {
  if (error instanceof Later) return error.run_at;
  kith.log.warning("delivery {id} failed here (try {attempts}): {error}", { id: row.id, attempts: row.attempts, error });
  return ladder(kith, row);
};

const updateDelivered = prepare((tx: Tx, { ids, lease, done_at }: Leasing & { done_at: number }) =>
  tx
    .updateTable("deliveries")
    .set({ state: "delivered", done_at, leased_until: 0, lease: "", last_error: "" })
    .where("id", "in", ids)
    .where("lease", "=", lease)
    .returning("id"),
);
