/** Sends votes against and their withdrawal to the author of the status and to the groups elsewhere in which it stands; those of ours pass them on. Each is the handler of a job. */
import type { Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findStatusById } from "../../statuses/find.ts";
import { actorUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toDislike, toUndo } from "../write/activities.ts";
import type { Json } from "../write/complete.ts";
import { findHere, share } from "./group.ts";
import { nothingToSend, send, type Job } from "./send.ts";
import { inboxesAbout } from "./through.ts";
import { inboxesToVote, pollsOf, type Polls } from "./votes.ts";

type Event = KithEventOf<"downvote.added"> | KithEventOf<"downvote.removed">;

export async function deliverDownvote(kith: Kith, event: Event, job: Job): Promise<void> {
  const status = await findStatusById(kith.db, event.status_id);
  if (status === undefined || status.deleted_at > 0) return await nothingToSend(kith, job);
  const author = status.local === 1 ? [] : await inboxesAbout(kith, status);
  const polls = await pollsOf(kith, status);
  const inboxes = await inboxesToVote(kith, author, polls);
  const activity = await toActivity(kith, event, { status, audience: polls.audience });
  if (inboxes.length === 0 || activity === undefined) return await nothingToSend(kith, job);
  await send(kith, { account_id: event.account_id, status_id: null, activity, inboxes, priority: 1 }, job);
}

/** In a group of ours: to the servers of its members. */
export async function shareDownvote(kith: Kith, event: Event, job: Job): Promise<void> {
  const group = await findHere(kith, event.group_id);
  const status = await findStatusById(kith.db, event.status_id);
  if (group === undefined || status === undefined || status.deleted_at > 0) return await nothingToSend(kith, job);
  const activity = await toActivity(kith, event, { status, audience: { audience: group.uri } });
  if (activity === undefined) return await nothingToSend(kith, job);
  await share(kith, group, activity, job);
}

/** Undefined for one that has been taken back meanwhile. */
async function toActivity(
  kith: Kith,
  event: Event,
  { status, audience }: { status: Status; audience: Polls["audience"] },
): Promise<Json | undefined> {
  const uri = event.type === "downvote.removed" ? event.uri : await findUri(kith, event.downvote_id);
  if (uri === undefined) return undefined;
  const deed = { uri, actor_uri: actorUri(kith.instance, event.account_id), object_uri: status.uri };
  const writer = await loadWriter(kith);
  const given = event.type === "downvote.added";
  const written = given ? toDislike(deed, writer) : toUndo("Dislike", deed, { to: [], cc: [] }, writer);
  return { ...(await serialise(written, "status")), ...audience };
}

const findUri = async ({ db }: Kith, id: number): Promise<string | undefined> =>
  (await db.selectFrom("downvotes").select("uri").where("id", "=", id).executeTakeFirst())?.uri;
