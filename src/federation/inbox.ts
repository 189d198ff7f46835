/** What the inbox understands: one line per activity. What is not in the table was answered 202 and is dropped here. */
import { findAccountByUri } from "../accounts/find.ts";
import type { Account, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { inOurTime, noteClock } from "./clocks.ts";
import { fetchAccount, noteStale } from "./lookup/account.ts";
import { passOn } from "./pass-on.ts";
import { readActivity, type ActivityRecord } from "./read/activity.ts";
import { Unreadable } from "./read/unreadable.ts";
import { readerOf } from "./reader.ts";
import { receiveFromRelay } from "./relays.ts";
import { shareWithGroup } from "./share.ts";
import { receiveBlockOf } from "./receive/block.ts";
import { receiveCreate } from "./receive/create.ts";
import { receiveDelete } from "./receive/delete.ts";
import { receiveAdd, receiveRemove } from "./receive/feature.ts";
import { receiveAccept, receiveFollowOf, receiveReject } from "./receive/follow.ts";
import { receiveAnnounceOf } from "./receive/group.ts";
import { receiveDislike, receiveEmojiReact, receiveLike } from "./receive/like.ts";
import { receiveDecision } from "./receive/decision.ts";
import { receiveQuoteRequestOf } from "./receive/quote.ts";
import type { Receive } from "./receive/receive.ts";
import { receiveStraightDecision } from "./receive/straight.ts";
import { receiveUndo } from "./receive/undo.ts";
import { receiveUpdate } from "./receive/update.ts";

/** What is rare is read when it comes. */
const ACTIVITIES: Readonly<Record<string, Receive>> = {
  Accept: receiveAccept,
  Add: receiveAdd,
  Announce: receiveAnnounceOf,
  Block: receiveBlockOf,
  Create: receiveCreate,
  Delete: receiveDelete,
  Dislike: receiveDislike,
  EmojiReact: receiveEmojiReact,
  FeatureRequest: async (...what) => await (await import("./receive/collection.ts")).receiveFeatureRequestOf(...what),
  Flag: async (...what) => await (await import("./receive/flag.ts")).receiveFlag(...what),
  Follow: receiveFollowOf,
  Ignore: async (...what) => await (await import("./receive/event.ts")).receiveIgnoreOf(...what),
  Join: async (...what) => await (await import("./receive/event.ts")).receiveJoinOf(...what),
  Leave: async (...what) => await (await import("./receive/event.ts")).receiveLeaveOf(...what),
  Like: receiveLike,
  // Of what is in a group of ours, or of one whose moderators tell it themselves: both have been seen to before.
  Lock: async () => {},
  Move: async (...what) => await (await import("./receive/move.ts")).receiveMoveOf(...what),
  Offer: async (...what) => await (await import("./receive/recommendation.ts")).receiveRecommendationOffer(...what),
  QuoteRequest: receiveQuoteRequestOf,
  Read: async (...what) => await (await import("./receive/chat.ts")).receiveReadOf(...what),
  Reject: receiveReject,
  Remove: receiveRemove,
  "Story:Reaction": async (...what) => await (await import("./receive/story.ts")).receivePixelfedReaction(...what),
  "Story:Reply": async (...what) => await (await import("./receive/story.ts")).receivePixelfedReply(...what),
  TentativeAccept: async (...what) => await (await import("./receive/event.ts")).receiveTentativeOf(...what),
  Undo: receiveUndo,
  Update: receiveUpdate,
  View: async (...what) => await (await import("./receive/story.ts")).receiveView(...what),
};

/** They only take back, answer or arrange: from somebody of whom we know nothing they mean nothing, and nobody is asked. */
const NOT_FROM_STRANGERS: readonly string[] = [
  "Accept",
  "Add",
  "Delete",
  "Ignore",
  "Leave",
  "Lock",
  "Read",
  "Reject",
  "Remove",
  "Story:Reaction",
  "Undo",
  "Update",
  "View",
];

/**
 * Does what an accepted activity says. Doing it twice does no harm.
 *
 * @throws Unreadable for what cannot be understood or its actor may not say; other errors when it could not be done now
 */
export async function handleActivity(
  kith: Kith,
  row: Pick<Row<"inbox">, "id" | "body" | "activity_uri" | "actor_uri" | "received_at" | "made_at">,
): Promise<void> {
  const document = await readerOf(kith).read(JSON.parse(row.body));
  const read = readActivity(document, row.activity_uri);
  noteClock(kith, row.actor_uri, row);
  const activity = { ...read, published: inOurTime(kith, row.actor_uri, read.published), body: row.body };
  // JSON-LD has many ways to write a property. The signature was checked for the plainest one, and no other may count now.
  if (activity.uri !== row.activity_uri || activity.actor_uri !== row.actor_uri)
    throw new Unreadable("an activity with two faces");
  if (await receiveFromRelay(kith, activity)) return;
  const receive = Object.hasOwn(ACTIVITIES, activity.type) ? ACTIVITIES[activity.type] : undefined;
  if (receive === undefined) return kith.log.debug("no receiver for {type}", { type: activity.type });
  const actor = await actorOf(kith, activity);
  if (actor === undefined || (await receiveDecision(kith, row, activity, actor))) return;
  if (await receiveStraightDecision(kith, activity, actor)) return;
  const brought = (await receive(kith, activity, actor)) ?? undefined;
  await shareWithGroup(kith, row, activity, { actor, brought });
  await passOn(kith, row, activity, { actor, brought });
}

/** The account that acts; undefined when it is none of our concern. One that was gone and acts again is fetched as if it were new. */
async function actorOf(kith: Kith, { actor_uri, type }: ActivityRecord): Promise<Account | undefined> {
  const known = await findAccountByUri(kith.db, actor_uri);
  if (known === undefined || known.deleted_at > 0)
    return NOT_FROM_STRANGERS.includes(type) ? undefined : await fetchAccount(kith, actor_uri);
  const heard = type === "Delete" || (type === "Update" && known.suspended_there === 1);
  if (known.host === "" || (known.suspended_at > 0 && !heard)) return undefined;
  if (type !== "Delete" && type !== "Update") await noteStale(kith, known);
  return known;
}
