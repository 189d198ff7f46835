/** When reactions have come to rest, who looks on is told: in whichever process they listen. */
import type { Row } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";

/** The handler of a job that however many reactions have asked for. */
export async function settleReactions(
  kith: Kith,
  { status_id }: KithEventOf<"reactions.changed">,
  job: Leased<Row<"jobs">>,
): Promise<void> {
  await kith.write(async (tx, happened) => {
    await job.complete(tx);
    happened({ type: "reactions.settled", status_id });
  });
}
