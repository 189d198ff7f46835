/**
 * What waits for a group elsewhere, as its server gets it: the post as it is to be, with a word by which another Kith shows it to nobody but the group's moderators. Whom an
 * answer waits for gets it without that word: their server knows of whom they want to be asked. And the other way round what our moderators refuse. Each is the handler of a job.
 */
import { findAccountById, loadAccounts } from "../../accounts/find.ts";
import { addressedOf, findWait } from "../../groups/entries.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { findStatusById } from "../../statuses/find.ts";
import { renderActivity } from "../documents.ts";
import type { Json } from "../write/complete.ts";
import { ACTIVITYSTREAMS } from "../write/context.ts";
import { withKithContext } from "../write/friend.ts";
import { inboxesOf } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";
import { envelopeOf } from "./status.ts";

/** By that, what comes later under the usual id is another activity, and is not passed over. */
const AWAITING = "#awaiting";

export async function deliverHeld(kith: Kith, event: KithEventOf<"status.held">, job: Job): Promise<void> {
  const wait = await findWait(kith.db, event.status_id);
  const page = await loadStatusPage(kith.db, event.account_id, [event.status_id]);
  const found = page.statuses.get(event.status_id);
  const group = wait === undefined ? undefined : await findAccountById(kith.db, wait.group_id);
  if (wait === undefined || found === undefined || group === undefined) return await nothingToSend(kith, job);
  const { mentions, addressed } = addressedOf(wait);
  const status = { ...found, visibility: wait.visibility, group_id: wait.closed === 1 ? wait.group_id : 0 };
  const named = [
    ...mentions.map((id) => ({ account_id: id, silent: false })),
    ...addressed.map((id) => ({ account_id: id, silent: true })),
  ];
  const people = await loadAccounts(kith.db, [...mentions, ...addressed, group.id]);
  const seen = {
    ...page,
    statuses: new Map([...page.statuses, [status.id, status]]),
    accounts: new Map([...page.accounts, ...people]),
    mentions: new Map([...page.mentions, [status.id, named]]),
  };
  const envelope = { ...envelopeOf(status), inboxes: await inboxesOf(kith, [group.id], "own") };
  // An Announce is known by its own id, and nothing else comes under it later.
  if (status.reblog_of_id !== null)
    return await send(kith, { ...envelope, activity: await renderActivity(kith, status, seen) }, job);
  const { id, object, ...create } = withKithContext(await renderActivity(kith, status, seen));
  const activity = {
    ...create,
    id: `${String(id)}${AWAITING}`,
    object: { ...(object as Json), ...(group.actor_type === "Group" ? { awaits: group.uri } : {}) },
  };
  await send(kith, { ...envelope, activity }, job);
}

/** To its author, who lives elsewhere. */
export async function deliverRefusal(
  kith: Kith,
  { status_id, group_id, reason }: KithEventOf<"group.refused">,
  job: Job,
): Promise<void> {
  const [group, status] = [await findAccountById(kith.db, group_id), await findStatusById(kith.db, status_id)];
  const author = status === undefined ? undefined : await findAccountById(kith.db, status.account_id);
  if (group === undefined || status === undefined || author === undefined || author.host === "")
    return await nothingToSend(kith, job);
  const activity: Json = {
    "@context": ACTIVITYSTREAMS,
    id: `${group.uri}#refusals/${status_id}`,
    type: "Reject",
    actor: group.uri,
    to: [author.uri],
    object: status.uri,
    ...(reason === "" ? {} : { summary: reason }),
  };
  await send(kith, { account_id: group_id, status_id: null, activity, inboxes: [author.inbox_url], priority: 1 }, job);
}
