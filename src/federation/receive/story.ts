/** Stories from other servers, and what people there do with ours. */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { policyOfUrl } from "../../moderation/policy.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { findStoryFor, receiveStoryReaction } from "../../stories/react.ts";
import { markSeen } from "../../stories/see.ts";
import { receiveStory } from "../../stories/receive.ts";
import { actorUri, localAccountId } from "../../uris.ts";
import { escapeHtml } from "../../html.ts";
import { inOurTime } from "../clocks.ts";
import { isJsonType } from "../content-type.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { id, type Doc } from "../read/shape.ts";
import { bearcapOf, isStoryDoc, readStoryRecord, type StoryRecord } from "../read/story.ts";
import { Unreadable } from "../read/unreadable.ts";
import { readServed, signedGet } from "../signed.ts";
import { plainText } from "../../text/plain.ts";
import { readNoteRecord } from "../read/note.ts";
import { receiveNote, toMedia } from "./note.ts";
import type { Receive } from "./receive.ts";

/** @throws Unreadable when it is not the author's */
export async function receiveStoryOf(kith: Kith, doc: Doc, actor: Account): Promise<void> {
  const record = readStoryRecord(doc, actor.followers_url || undefined);
  if (record.author_uri !== actor.uri) throw new Unreadable("a story by another author");
  const { attachment, ...said } = record;
  const pictured = attachment !== undefined && !(await policyOfUrl(kith, record.uri)).reject_media;
  await receiveStory(kith, actor, {
    ...said,
    published: inOurTime(kith, record.uri, record.published),
    expires: inOurTime(kith, record.uri, record.expires),
    media: pictured ? toMedia(attachment) : undefined,
    reader_ids: await readerIds(kith, record),
  });
}

/**
 * Pixelfed tells of a story by an Add, with a capability by which those to whom it was sent may fetch it. Whether it was one.
 *
 * @throws as `signedGet`, and Unreadable for what is not the story that was told of
 */
export async function receiveStoryAdd(kith: Kith, { object, object_uri, to }: ActivityRecord, actor: Account): Promise<boolean> {
  if (object === undefined || object_uri === undefined || !isStoryDoc(object)) return false;
  const bearcap = bearcapOf(object.object, actor.uri);
  // A stranger makes us fetch nothing.
  if (bearcap === undefined || !(await isFollowedHere(kith, actor))) return true;
  const response = await signedGet(kith, bearcap.url, { redirects: 0, bearer: bearcap.token });
  // Pixelfed (met as 0.12.6) serves it as plain JSON. What stands there counts as its author's alone, who has named the address: a file of somebody else is none.
  const doc = await readServed(kith, response, isJsonType).doc;
  if (id(doc.id) !== object_uri || !isStoryDoc(doc)) throw new Unreadable("a story that is not the one it was said to be");
  await receiveStoryOf(kith, { ...doc, to: doc.to ?? to }, actor);
  return true;
}

/** Those of ours whom it names. */
async function readerIds({ db, instance }: Kith, { addressees }: StoryRecord): Promise<number[]> {
  const ids = [...new Set(addressees)].flatMap((uri) => localAccountId(instance, uri) ?? []);
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("accounts")
    .select("id")
    .where("id", "in", ids)
    .where("host", "=", "")
    .where("deleted_at", "=", 0)
    .execute();
  return rows.map((row) => row.id);
}

/** View: somebody elsewhere has seen a story of ours that was for them. Pixelfed names it inside an object. */
export const receiveView: Receive = async (kith, activity, actor) => {
  const object_uri = activity.object_uri ?? id(activity.object?.object);
  const story = object_uri === undefined ? undefined : await findStoryFor(kith, actor, object_uri);
  if (story !== undefined) await markSeen(kith, actor, story, true);
};

/** An EmojiReact or Like; whether it was to a story of ours. */
export async function receiveReactionToStory(kith: Kith, activity: ActivityRecord, actor: Account): Promise<boolean> {
  const { object_uri: story_uri, uri, reaction } = activity;
  if (story_uri === undefined) return false;
  return await receiveStoryReaction(kith, actor, { story_uri, uri, reaction: reaction === "" ? "\u2764\uFE0F" : reaction });
}

/** What Pixelfed calls a reaction to a story: an emoji in answer to it. */
export const receivePixelfedReaction: Receive = async (kith, { uri, content, raw }, actor) => {
  const story_uri = id(raw["inReplyTo"]);
  if (story_uri !== undefined) await receiveStoryReaction(kith, actor, { story_uri, uri, reaction: plainText(content).trim() });
};

/** And an answer: a message to its author, as it comes from everybody else. */
export const receivePixelfedReply: Receive = async (kith, { uri, content, raw }, actor) => {
  const story_uri = id(raw["inReplyTo"]);
  const story = story_uri === undefined ? undefined : await findStoryFor(kith, actor, story_uri);
  if (story === undefined || story.replies === 0 || content.trim() === "") return;
  const author = actorUri(kith.instance, story.account_id);
  const doc = {
    id: uri.replace(/\/activity$/, ""),
    type: "Note",
    attributedTo: actor.uri,
    to: [author],
    // It is plain text there.
    content: escapeHtml(content).replaceAll("\n", "<br>"),
    inReplyTo: story.uri,
    tag: [{ type: "Mention", href: author }],
    published: raw["published"],
  };
  await receiveNote(kith, actor, readNoteRecord(doc, actor.followers_url || undefined), { wanted: true });
};
