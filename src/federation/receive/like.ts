/**
 * Like, Dislike and EmojiReact, of a status that we know.
 *
 * An EmojiReact (FEP-c0e0) is a reaction and nothing else. Misskey and its kin send a Like with an emoji, which Mastodon reads as a favourite: it is
 * both here, so that apps that know no reactions show something. Their heart is the plain favourite.
 */
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { keepReaction, receiveReaction } from "../../reactions/react.ts";
import { receiveFavourite } from "../../statuses/favourite.ts";
import { findKnownStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { emojis, tagsOf } from "../read/links.ts";
import type { Receive } from "./receive.ts";

const HEARTS: readonly string[] = ["", "\u2764", "\u2764\uFE0F", "\u2B50", "\u2B50\uFE0F"];

/** What is about no status that we know may be about a story. */
const ofStory: Receive = async (kith, activity, actor) =>
  void (await (await import("./story.ts")).receiveReactionToStory(kith, activity, actor));

export const receiveLike: Receive = async (kith, activity, actor) => {
  const status = await statusOf(kith, activity);
  if (status === undefined) return await ofStory(kith, activity, actor);
  await receiveFavourite(kith, actor, status, activity.uri);
  if (!HEARTS.includes(activity.reaction)) await reactionOf(kith, activity, actor, { status, quiet: true });
};

/** A vote against what stands in a group (Lemmy, Mbin, PieFed) or against a video (PeerTube). */
export const receiveDislike: Receive = async (kith, activity, actor) => {
  const status = await statusOf(kith, activity);
  if (status === undefined) return;
  await (await import("../../statuses/downvote.ts")).receiveDownvote(kith, actor, status, activity.uri);
};

export const receiveEmojiReact: Receive = async (kith, activity, actor) => {
  const status = await statusOf(kith, activity);
  if (status === undefined) return await ofStory(kith, activity, actor);
  if (activity.reaction !== "") await reactionOf(kith, activity, actor, { status, quiet: false });
};

/** The same in a group for its members, whose server says that whoever reacts is in it. */
export async function receiveVouchedReaction(
  kith: Kith,
  { uri, reaction, raw }: ActivityRecord,
  actor: Account,
  status: Status,
): Promise<void> {
  if (reaction !== "") await keepReaction(kith, actor, status, { uri, reaction, emojis: emojis(tagsOf(raw), 5), quiet: false });
}

const statusOf = async (kith: Kith, { object_uri }: ActivityRecord): Promise<Status | undefined> =>
  object_uri === undefined ? undefined : await findKnownStatus(kith, object_uri);

async function reactionOf(
  kith: Kith,
  { uri, reaction, raw }: ActivityRecord,
  actor: Account,
  { status, quiet }: { status: Status; quiet: boolean },
): Promise<void> {
  await receiveReaction(kith, actor, status, { uri, reaction, emojis: emojis(tagsOf(raw), 5), quiet });
}
