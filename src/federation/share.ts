/**
 * What members elsewhere do in a group of ours, passed on to the others (FEP-1b12): the activity as it came, inside the group's Announce. Only what has
 * been taken in here, so that nobody passes anything on through us that we do not have; and no Announce, so that it never goes round.
 */
import type { Account, Row, Status } from "../db/schema.ts";
import { findStanding, findOwnGroup } from "../groups/load.ts";
import { findBan } from "../groups/members.ts";
import { keepBody } from "../groups/queue.ts";
import { showHeard } from "../groups/show.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { findOriginal, findStatusById, findStatusByUri } from "../statuses/find.ts";
import { followerInboxes, followersEver, inboxesOf } from "./deliver/recipients.ts";
import { toAnnouncement } from "./deliver/group.ts";
import { nothingToSend, send, sendAll, type Job } from "./deliver/send.ts";
import { findKnownStatus } from "./lookup/status.ts";
import { passToAuthor } from "./relay.ts";
import type { ActivityRecord } from "./read/activity.ts";
import { id, isA } from "./read/shape.ts";
import { undoesLike } from "./receive/members.ts";
import type { Doer } from "./receive/receive.ts";
import type { Json } from "./write/complete.ts";
import { ACTIVITYSTREAMS } from "./write/context.ts";

type Inbox = Pick<Row<"inbox">, "id" | "body">;
const OF_AUTHORS: readonly string[] = ["Create", "Update", "Delete"];
const OF_READERS: readonly string[] = ["Like", "Dislike", "EmojiReact", "Undo"];

/** Call it when the activity has been received. */
export async function shareWithGroup(kith: Kith, row: Inbox, activity: ActivityRecord, doer: Doer): Promise<void> {
  const { actor } = doer;
  if (await passToAuthor(kith, row, activity, actor)) return;
  const status = await concerned(kith, activity, doer);
  if (status === undefined) return;
  if (status.group_id === 0) {
    if (activity.type === "Create") await keepBody(kith, status.id, row.body);
    return;
  }
  const found = await findOwnGroup(kith.db, status.group_id);
  const group = found?.account;
  if (group === undefined || (await findBan(kith.db, actor.id, [group.id], kith.now())) !== undefined) return;
  if (found?.group.downvotes === 0 && isAgainst(activity)) return;
  // What is said of a post for members is for them only, too, and by nobody else.
  const reader = OF_READERS.includes(activity.type);
  if (reader && group.members_only === 1 && (await findStanding(kith.db, group.id, actor.id)) !== "member") return;
  await announceIn(kith, group, row, activity.type === "Delete" ? status.id : undefined);
  if (activity.type === "Create") await showHeard(kith, status);
}

const isAgainst = ({ type, object }: ActivityRecord): boolean =>
  type === "Dislike" || (type === "Undo" && object !== undefined && isA(object, "Dislike"));

/** The status that it is about, if the actor may have done that to it. */
async function concerned(kith: Kith, activity: ActivityRecord, { actor, brought }: Doer): Promise<Status | undefined> {
  const { type, object, object_uri } = activity;
  if (actor.actor_type === "Group" || object_uri === undefined) return undefined;
  if (OF_AUTHORS.includes(type)) {
    const status = brought?.uri === object_uri ? brought : await findStatusByUri(kith.db, object_uri);
    return status?.account_id === actor.id && status.local === 0 && status.deleted_at > 0 === (type === "Delete")
      ? status
      : undefined;
  }
  if (!OF_READERS.includes(type)) return undefined;
  const taken = type === "Undo";
  if (taken && object !== undefined && isA(object, "Delete")) {
    const restored = await findKnownStatus(kith, id(object.object) ?? "");
    return restored?.account_id === actor.id && restored.local === 0 ? restored : undefined;
  }
  if (taken && !undoesLike(activity)) return undefined;
  const uri = taken && object !== undefined ? id(object.object) : object_uri;
  const known = uri === undefined ? undefined : await findKnownStatus(kith, uri);
  // Friendica may name the group's Announce instead of what it shows.
  return known === undefined ? undefined : await findOriginal(kith.db, known);
}

/** The group's Announce of an activity, as it came. @param ended the status of which it is the end */
export async function announceIn(kith: Kith, group: Account, { id: row_id, body }: Inbox, ended?: number): Promise<void> {
  const inboxes = await (ended === undefined ? followerInboxes(kith, group.id) : followersEver(kith, group.id, ended));
  if (inboxes.length === 0) return;
  const inner = JSON.parse(body) as Json;
  const activity = toAnnouncement(group, inner, { id: row_id, now: kith.now(), context: ACTIVITYSTREAMS });
  await sendAll(kith, [{ account_id: group.id, status_id: null, activity, inboxes, priority: 1 }]);
}

/**
 * What has waited for the moderators is passed on when they have let it in. Of what its author's server has kept to itself, that server hears first: when it tells it to
 * everybody (`shareWithGroup`), it can be fetched there, and the others hear of it. The handler of a job.
 */
export async function announceApproved(kith: Kith, event: KithEventOf<"group.approved">, job: Job): Promise<void> {
  const group = (await findOwnGroup(kith.db, event.group_id))?.account;
  if (group === undefined || event.body === "") return await nothingToSend(kith, job);
  const inner = JSON.parse(event.body) as Json;
  const activity = toAnnouncement(group, inner, { id: event.status_id, now: kith.now(), context: ACTIVITYSTREAMS });
  const status = await findStatusById(kith.db, event.status_id);
  const first = status === undefined ? [] : await inboxesOf(kith, [status.account_id], "shared");
  const others = event.held ? [] : await followerInboxes(kith, group.id);
  const envelope = { account_id: group.id, status_id: null, activity, priority: event.held ? 0 : 1 } as const;
  await send(kith, { ...envelope, inboxes: [...new Set([...first, ...others])] }, job);
}
