/** Sends news of a profile, and the farewell of a deleted account, to every server that has followers of it. The handler of a job. */
import { findAccountById } from "../../accounts/find.ts";
import type { Kith, KithEventOf } from "../../kith.ts";
import { renderProfileUpdate } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toFarewell } from "../write/activities.ts";
import { followerInboxes } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverProfile(kith: Kith, event: KithEventOf<"account.updated">, job: Job): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  if (account === undefined || account.host !== "") return await nothingToSend(kith, job);
  const activity =
    account.deleted_at > 0
      ? await serialise(toFarewell(account, await loadWriter(kith)), "status")
      : await renderProfileUpdate(kith, account);
  const inboxes = await followerInboxes(kith, account.id);
  await send(kith, { account_id: account.id, status_id: null, activity, inboxes, priority: 2, proof: true }, job);
}
