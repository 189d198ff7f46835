/** Tells followers' servers what our people put at the top of their profiles and take from there. The handler of a job. */
import { findAccountById } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findStatusById } from "../../statuses/find.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toFeatured, toFeaturedTag } from "../write/activities.ts";
import { toTag } from "../write/tags.ts";
import { followerInboxes } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";

/** Only of what the featured collection shows: public and unlisted statuses that may leave this server. */
export async function deliverPin(
  kith: Kith,
  event: KithEventOf<"status.pinned"> | KithEventOf<"status.unpinned">,
  job: Job,
): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  const status = await findStatusById(kith.db, event.status_id);
  const open = status?.visibility === "public" || status?.visibility === "unlisted";
  if (account?.host !== "" || status === undefined || status.deleted_at > 0 || !open || status.local_only === 1)
    return await nothingToSend(kith, job);
  const uri = `${account.uri}#featured/${kith.newId()}`;
  const kind = event.type === "status.pinned" ? "Add" : "Remove";
  const activity = toFeatured(kind, { uri, actor_uri: account.uri, object_uri: status.uri }, account, await loadWriter(kith));
  const inboxes = await followerInboxes(kith, account.id);
  const envelope = { account_id: account.id, status_id: null, inboxes, priority: 2 as const, open: true };
  await send(kith, { ...envelope, activity: await serialise(activity, "status") }, job);
}

/** The same of tags. */
export async function deliverFeaturedTag(
  kith: Kith,
  event: KithEventOf<"tag.featured"> | KithEventOf<"tag.unfeatured">,
  job: Job,
): Promise<void> {
  const account = await findAccountById(kith.db, event.account_id);
  if (account?.host !== "" || account.deleted_at > 0) return await nothingToSend(kith, job);
  const uri = `${account.uri}#featured-tags/${kith.newId()}`;
  const kind = event.type === "tag.featured" ? "Add" : "Remove";
  const activity = await serialise(toFeaturedTag(kind, uri, account, await loadWriter(kith)), "status");
  const inboxes = await followerInboxes(kith, account.id);
  const envelope = { account_id: account.id, status_id: null, inboxes, priority: 2 as const, open: true };
  await send(kith, { ...envelope, activity: { ...activity, object: toTag(kith.instance, event.name) } }, job);
}
