/** The staff hears of everybody who signs up. */
import type { Row } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { staffIds } from "../moderation/staff.ts";
import { notify } from "./notify.ts";

/** Told twice it is one notification. */
export const tellStaff = async (
  kith: Kith,
  { account_id: from_account_id }: KithEventOf<"account.created">,
  job: Leased<Row<"jobs">>,
): Promise<void> =>
  await kith.write(async (tx, happened) => {
    await job.complete(tx);
    for (const account_id of await staffIds(tx))
      await notify(tx, kith, happened, { account_id, type: "admin.sign_up", from_account_id });
  });
