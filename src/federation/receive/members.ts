/**
 * What members of a group for its members alone do in it, as the group passes it on. It can be fetched from nowhere: it is believed by its actor's own
 * proof, or by the group's word about the people of its own server; and that they are in the group, by the group's word.
 */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { receiveVote } from "../../polls/vote.ts";
import { receiveDelete } from "../../statuses/delete.ts";
import { keepFavourite } from "../../statuses/favourite.ts";
import { getRemoteAccount } from "../lookup/account.ts";
import { findKnownStatus } from "../lookup/status.ts";
import { isProvenBy } from "../odd.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { isNote, readNoteRecord, type NoteRecord } from "../read/note.ts";
import { id, isA, object, sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { receiveVouchedAnswer } from "./event.ts";
import { receiveVouchedReaction } from "./like.ts";
import { receiveEditedNote, receiveNote } from "./note.ts";
import { receiveUndo } from "./undo.ts";
import { isVote } from "./vote.ts";

/** Whether it was something that a member does, and they have done it; what moderators decide is not among it. */
export async function receiveVouched(
  kith: Kith,
  activity: ActivityRecord,
  { announce, group }: { announce: ActivityRecord; group: Account },
): Promise<boolean> {
  if (!(await isVouched(kith, activity, { announce, group }))) return false;
  const actor = await getRemoteAccount(kith, activity.actor_uri);
  if (actor.host === "" || actor.suspended_at > 0 || actor.deleted_at > 0) return true;
  return await receiveFromMember(kith, activity, actor, group);
}

/** Whether its actor has said it. */
async function isVouched(
  kith: Kith,
  { actor_uri }: ActivityRecord,
  { announce, group }: { announce: ActivityRecord; group: Account },
): Promise<boolean> {
  if (sameOrigin(actor_uri, group.uri)) return true;
  const whole = announce.body === undefined ? undefined : objectIn(JSON.parse(announce.body));
  return whole !== undefined && id(whole.actor) === actor_uri && (await isProvenBy(kith, whole, actor_uri));
}

const objectIn = (document: unknown): Doc | undefined => object(object(document)?.object);

/** False for what is no post or vote. */
async function receiveFromMember(kith: Kith, activity: ActivityRecord, actor: Account, group: Account): Promise<boolean> {
  const { type, object: doc, object_uri } = activity;
  switch (type) {
    case "Create":
    case "Update": {
      if (doc === undefined || !isNote(doc)) return false;
      const record = readNoteRecord(doc, actor.followers_url || undefined);
      if (isVote(record)) return await receiveVouchedVote(kith, record, actor, group);
      if (![...record.to, ...record.cc, ...record.audience].includes(group.uri))
        throw new Unreadable("a post that is not for the group");
      if (type === "Update") await receiveEditedNote(kith, actor, record);
      else await receiveNote(kith, actor, record, { wanted: true, shown_in: group });
      return true;
    }
    case "Delete": {
      const status = object_uri === undefined ? undefined : await findKnownStatus(kith, object_uri);
      if (status?.account_id !== actor.id) return false;
      await receiveDelete(kith, actor, status.uri);
      return true;
    }
    case "Like": {
      const status = object_uri === undefined ? undefined : await findKnownStatus(kith, object_uri);
      if (status?.group_id === group.id) await keepFavourite(kith, actor, status, activity.uri);
      return true;
    }
    case "Dislike": {
      const status = object_uri === undefined ? undefined : await findKnownStatus(kith, object_uri);
      if (status?.group_id !== group.id) return true;
      await (await import("../../statuses/downvote.ts")).keepDownvote(kith, actor, status, activity.uri);
      return true;
    }
    case "EmojiReact": {
      const status = object_uri === undefined ? undefined : await findKnownStatus(kith, object_uri);
      if (status?.group_id === group.id) await receiveVouchedReaction(kith, activity, actor, status);
      return true;
    }
    case "Join":
    case "Leave":
    case "Ignore":
    case "TentativeAccept": {
      const status = object_uri === undefined ? undefined : await findKnownStatus(kith, object_uri);
      if (status?.group_id === group.id) await receiveVouchedAnswer(kith, activity, actor, status);
      return true;
    }
    case "Undo":
      if (!undoesLike(activity)) return false;
      return await receiveUndo(kith, activity, actor).then(() => true);
    default:
      return false;
  }
}

/** Its poll is one of ours, in that group. */
async function receiveVouchedVote(kith: Kith, record: NoteRecord, actor: Account, group: Account): Promise<boolean> {
  const status = await findKnownStatus(kith, record.in_reply_to_uri ?? "");
  if (status?.group_id === group.id && status.local === 1 && record.author_uri === actor.uri)
    await receiveVote(kith, actor, status, { title: record.name, uri: record.uri });
  return true;
}

/** Taking back anything else (a follow, a block) is between two, and no group's business. */
export const undoesLike = ({ object: taken }: ActivityRecord): boolean =>
  taken !== undefined && ["Like", "Dislike", "EmojiReact"].some((type) => isA(taken, type));
