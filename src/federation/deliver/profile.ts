/** Sends news of a profile to every server that has followers of it, and the farewell of a deleted account to all. Each is the handler of a job. */
import { findAccountById } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import { wantObjects } from "../../hosts/software.ts";
import { hostOf } from "../../http/urls.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { renderProfileUpdate } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toFarewell } from "../write/activities.ts";
import { everyInbox, followerInboxes } from "./recipients.ts";
import { nothingToSend, send, sendAll, type Job } from "./send.ts";

export async function deliverProfile(kith: Kith, event: KithEventOf<"account.updated">, job: Job): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  if (account?.host !== "" || account.deleted_at > 0) return await nothingToSend(kith, job);
  const activity = await renderProfileUpdate(kith, account);
  const followers = await followerInboxes(kith, account.id);
  const inboxes = event.widely === true ? [...new Set([...(await everyInbox(kith)), ...followers])] : followers;
  await send(kith, { account_id: account.id, status_id: null, activity, inboxes, priority: 2, open: true }, job);
}

export async function deliverFarewell(kith: Kith, event: KithEventOf<"account.erased">, job: Job): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  if (account?.host !== "" || account.deleted_at === 0) return await nothingToSend(kith, job);
  const activity = await serialise(toFarewell(account, await loadWriter(kith)), "status");
  const inboxes = [...new Set([...(await everyInbox(kith)), ...(await followerInboxes(kith, account.id))])];
  const wanting = await wantObjects(kith.db, [...new Set(inboxes.map(hostOf))]);
  const [whole, plain] = [true, false].map((wants) => inboxes.filter((inbox) => wanting.has(hostOf(inbox)) === wants));
  const common = { account_id: account.id, status_id: null, priority: 2, open: true } as const;
  const named = { ...activity, id: `${String(activity["id"])}/whole`, object: { id: account.uri, type: account.actor_type } };
  const envelopes = [
    { ...common, activity, inboxes: plain ?? [] },
    { ...common, activity: named, inboxes: whole ?? [] },
  ];
  await sendAll(
    kith,
    envelopes.filter(({ inboxes: some }) => some.length > 0),
    job,
  );
}
