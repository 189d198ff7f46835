/** Undo: of a Follow, Like, Dislike, EmojiReact, Announce, Block or Delete, and of what answers an event (Accept, TentativeAccept). Some servers embed what they undo, some name it by an id that cannot be fetched: both are matched by what we kept. */
import { receiveUnblock } from "../../blocks/block.ts";
import type { Account, Status } from "../../db/schema.ts";
import { receiveUnfollow } from "../../follows/receive.ts";
import type { Kith } from "../../kith.ts";
import { receiveUnreaction } from "../../reactions/react.ts";
import { insertTombstone } from "../../statuses/delete.ts";
import { receiveUnfavourite } from "../../statuses/favourite.ts";
import { receiveStoryUnreaction } from "../../stories/react.ts";
import { findStatusById } from "../../statuses/find.ts";
import { receiveUnreblog } from "../../statuses/reblog.ts";
import { findKnownStatus, getRestored } from "../lookup/status.ts";
import { reactionOf } from "../read/activity.ts";
import { id, sameOrigin, types, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { receiveBanOf, undoBan } from "./moderation.ts";
import { findLocalAccount, type Receive } from "./receive.ts";

/** What is undone: `uri` "" when it has none, `object` what it was done to, `reaction` with which emoji ("" for none). */
type Undone = { uri: string; object: string | undefined; reaction: string };
type Undo = (kith: Kith, actor: Account, undone: Undone) => Promise<unknown>;

const unfollow: Undo = async (kith, actor, { uri, object }) =>
  await receiveUnfollow(kith, { account: actor, target: await findLocalAccount(kith, object), uri });

const unlike: Undo = async (kith, actor, { uri, object }) => {
  const status =
    (await findFavoured(kith, actor, uri)) ?? (object === undefined ? undefined : await findKnownStatus(kith, object));
  if (status !== undefined) await receiveUnfavourite(kith, actor, status);
};

const undislike: Undo = async (kith, actor, { uri, object }) => {
  const status = object === undefined ? undefined : await findKnownStatus(kith, object);
  await (await import("../../statuses/downvote.ts")).receiveUndownvote(kith, actor, status, uri);
};

const unreact: Undo = async (kith, actor, { uri, object, reaction }) =>
  (object !== undefined && (await receiveStoryUnreaction(kith, actor, object))) ||
  (await receiveUnreaction(kith, actor, object === undefined ? undefined : await findKnownStatus(kith, object), {
    uri,
    reaction,
  }));

/** A Like with an emoji is both (`like.ts`). */
const unlikeBoth: Undo = async (kith, actor, undone) => {
  await unlike(kith, actor, undone);
  await unreact(kith, actor, undone);
};

const unannounce: Undo = async (kith, actor, { uri, object }) => {
  const original = object === undefined ? undefined : await findKnownStatus(kith, object);
  if (actor.actor_type !== "Group") return await receiveUnreblog(kith, actor, uri, original);
  const { findShown, leaveTopic } = await import("../../groups/topics.ts");
  const shown = await findShown(kith.db, actor, uri, original);
  const known = await receiveUnreblog(kith, actor, uri, original);
  if (shown !== undefined) await leaveTopic(kith, actor, shown);
  return known;
};

/** What is said to be an Announce and has not arrived must do nothing when it does. */
const unannounceForGood: Undo = async (kith, actor, undone) => {
  if (!(await unannounce(kith, actor, undone)) && undone.uri !== "") await insertTombstone(kith, actor, undone.uri);
};

const unblock: Undo = async (kith, actor, { uri, object }) => {
  const target = (await findLocalAccount(kith, object)) ?? (await findBlocked(kith, actor, uri));
  if (target !== undefined) await receiveUnblock(kith, { account: actor, target });
};

/** ms for what is restored, and what it answers. */
const TIMEOUT = 30_000;

/** What its author had deleted is there again, when their server has it. */
const restore: Undo = async (kith, actor, { object }) => {
  if (object !== undefined && sameOrigin(object, actor.uri)) await getRestored(kith, actor, object, kith.now() + TIMEOUT);
};

const unanswer =
  (answer: "yes" | "maybe"): Undo =>
  async (kith, actor, { object }) =>
    await (await import("./event.ts")).receiveEventUnanswerOf(kith, actor, object, answer);

const KINDS: Readonly<Record<string, Undo>> = {
  Accept: unanswer("yes"),
  Delete: restore,
  Follow: unfollow,
  Like: unlikeBoth,
  Dislike: undislike,
  EmojiReact: unreact,
  Announce: unannounceForGood,
  Block: unblock,
  TentativeAccept: unanswer("maybe"),
};
const ANY: readonly Undo[] = [unfollow, unlikeBoth, undislike, unannounce, unblock];

export const receiveUndo: Receive = async (kith, { object, object_uri }, actor) => {
  const reaction = object === undefined ? "" : reactionOf(object);
  const undone = { uri: object_uri ?? "", object: object === undefined ? undefined : id(object.object), reaction };
  const kind = object === undefined ? undefined : kindOf(object, actor);
  if (object !== undefined && kind === unblock && (await receiveBanOf(kith, { doc: object, actor, decide: undoBan }))) return;
  if (kind !== undefined) await kind(kith, actor, undone);
  // By id alone it may be any of them: ids are unique, and only the actor's own are looked at.
  else if (object?.type === undefined && undone.uri !== "") for (const any of ANY) await any(kith, actor, undone);
};

function kindOf(object: Doc, actor: Account): Undo | undefined {
  const by = object.actor === undefined ? actor.uri : id(object.actor);
  if (by !== actor.uri) throw new Unreadable("an Undo of what somebody else did");
  const kind = types(object).find((type) => Object.hasOwn(KINDS, type));
  return kind === undefined ? undefined : KINDS[kind];
}

async function findFavoured(kith: Kith, actor: Account, uri: string): Promise<Status | undefined> {
  if (uri === "") return undefined;
  const row = await kith.db
    .selectFrom("favourites")
    .select("status_id")
    .where("account_id", "=", actor.id)
    .where("uri", "=", uri)
    .executeTakeFirst();
  return row === undefined ? undefined : await findStatusById(kith.db, row.status_id);
}

async function findBlocked(kith: Kith, actor: Account, uri: string): Promise<Account | undefined> {
  if (uri === "") return undefined;
  return await kith.db
    .selectFrom("blocks")
    .innerJoin("accounts", "accounts.id", "blocks.target_id")
    .selectAll("accounts")
    .where("blocks.account_id", "=", actor.id)
    .where("blocks.uri", "=", uri)
    .executeTakeFirst();
}
