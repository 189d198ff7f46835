/**
 * What a member elsewhere of a group of ours for its members does about what another member elsewhere has posted there, and what is for its author alone: a
 * vote in their poll, an answer to their event. The author's server cannot know who is in the group, and takes the group's word (`receive/group.ts`).
 */
import type { Account, Row } from "../db/schema.ts";
import { findOwnGroup, findStanding } from "../groups/load.ts";
import { findBan } from "../groups/members.ts";
import type { Kith } from "../kith.ts";
import { toAnnouncement } from "./deliver/group.ts";
import { inboxesOf } from "./deliver/recipients.ts";
import { sendAll } from "./deliver/send.ts";
import { findKnownStatus } from "./lookup/status.ts";
import type { ActivityRecord } from "./read/activity.ts";
import { isNote, readNoteRecord } from "./read/note.ts";
import type { Json } from "./write/complete.ts";
import { ACTIVITYSTREAMS } from "./write/context.ts";
import { isVote } from "./receive/vote.ts";

const ANSWERS: readonly string[] = ["Join", "Leave", "TentativeAccept", "Ignore"];

/** Whether it was such a thing; then it has been passed on to whoever it is for, if its actor may. */
export async function passToAuthor(
  kith: Kith,
  { id: row_id, body }: Pick<Row<"inbox">, "id" | "body">,
  activity: ActivityRecord,
  actor: Account,
): Promise<boolean> {
  const uri = aboutOf(activity);
  const status = uri === undefined ? undefined : await findKnownStatus(kith, uri);
  if (status === undefined || status.local === 1 || status.group_id === 0 || status.visibility !== "limited") return false;
  const group = (await findOwnGroup(kith.db, status.group_id))?.account;
  if (group === undefined) return false;
  const member = (await findStanding(kith.db, group.id, actor.id)) === "member";
  if (!member || (await findBan(kith.db, actor.id, [group.id], kith.now())) !== undefined) return true;
  const inboxes = await inboxesOf(kith, [status.account_id], "own");
  const announced = toAnnouncement(group, JSON.parse(body) as Json, { id: row_id, now: kith.now(), context: ACTIVITYSTREAMS });
  await sendAll(kith, [{ account_id: group.id, status_id: null, activity: announced, inboxes, priority: 1 }]);
  return true;
}

function aboutOf({ type, object, object_uri }: ActivityRecord): string | undefined {
  if (ANSWERS.includes(type)) return object_uri;
  // What answers nothing, or has no name, is no vote, and need not be read once more.
  if (type !== "Create" || object?.inReplyTo === undefined || (object.name ?? object.nameMap) === undefined) return undefined;
  if (!isNote(object)) return undefined;
  const record = readNoteRecord(object);
  return isVote(record) ? record.in_reply_to_uri : undefined;
}
