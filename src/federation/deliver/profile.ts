/** Sends news of a profile to every server that has followers of it, and the farewell of a deleted account to all. Each is the handler of a job. */
import { findAccountById } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { renderProfileUpdate } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toFarewell } from "../write/activities.ts";
import { everyInbox, followerInboxes } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverProfile(kith: Kith, event: KithEventOf<"account.updated">, job: Job): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  if (account?.host !== "" || account.deleted_at > 0) return await nothingToSend(kith, job);
  const activity = await renderProfileUpdate(kith, account);
  const inboxes = await followerInboxes(kith, account.id);
  await send(kith, { account_id: account.id, status_id: null, activity, inboxes, priority: 2, open: true }, job);
}

export async function deliverFarewell(kith: Kith, event: KithEventOf<"account.erased">, job: Job): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  if (account?.host !== "" || account.deleted_at === 0) return await nothingToSend(kith, job);
  const activity = await serialise(toFarewell(account, await loadWriter(kith)), "status");
  const inboxes = [...(await everyInbox(kith)), ...(await followerInboxes(kith, account.id))];
  await send(kith, { account_id: account.id, status_id: null, activity, inboxes, priority: 2, open: true }, job);
}
