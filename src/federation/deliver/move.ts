/** Tells the servers of an account's followers that it has moved. The handler of a job. */
import { loadAccounts } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { renderProfileUpdate } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toMove } from "../write/activities.ts";
import { followerInboxes } from "./recipients.ts";
import { nothingToSend, sendAll, type Job } from "./send.ts";

/** The new profile first, so that who looks at it when the Move comes finds there what the Move says. */
export async function deliverMove(kith: Kith, event: KithEventOf<"account.moved">, job: Job): Promise<void> {
  const found = await loadAccounts(kith.db, [event.account_id, event.target_id]);
  const [account, target] = [found.get(event.account_id), found.get(event.target_id)];
  if (account?.host !== "" || account.deleted_at > 0 || target === undefined || account.moved_to_uri !== target.uri)
    return await nothingToSend(kith, job);
  const deed = { uri: `${account.uri}#moves/${kith.newId()}`, actor_uri: account.uri, object_uri: target.uri };
  const move = await serialise(toMove(deed, account, await loadWriter(kith)), "status");
  const update = { ...(await renderProfileUpdate(kith, account)), id: `${deed.uri}/update` };
  const inboxes = await followerInboxes(kith, account.id);
  const envelope = { account_id: account.id, status_id: null, inboxes, priority: 1 as const, open: true };
  await sendAll(
    kith,
    [update, move].map((activity) => ({ ...envelope, activity })),
    job,
  );
}
