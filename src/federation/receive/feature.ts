/** Add and Remove: of what an account shows at the top of its profile (only its own statuses are meant), and of collections. */
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { localChatId } from "../../uris.ts";
import { receiveFeaturedTag, unfeatureTag } from "../../tags/feature.ts";
import { findTag } from "../../tags/find.ts";
import { receivePin, unpin } from "../../statuses/pin.ts";
import { findKnownStatus, getRemoteStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { isA, sameOrigin } from "../read/shape.ts";
import { isStoryDoc } from "../read/story.ts";
import { tagNamesOf } from "../read/tags.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import { receiveCollectionAdd, receiveCollectionRemove } from "./collection.ts";
import type { Receive } from "./receive.ts";

/** ms for a status that is not known yet. */
const TIMEOUT = 10_000;

export const receiveAdd: Receive = async (kith, activity, actor) => {
  if (activity.object !== undefined && isStoryDoc(activity.object)) {
    const { receiveStoryAdd } = await import("./story.ts");
    return void (await receiveStoryAdd(kith, activity, actor));
  }
  if (isOurChat(kith, activity)) return await (await import("./chat.ts")).receiveGroupAsked(kith, activity, actor, true);
  if (await receiveCollectionAdd(kith, activity, actor)) return;
  const tag = featuredTag(activity, actor);
  if (tag !== undefined) return await receiveFeaturedTag(kith, actor, tag);
  const uri = featuredUri(activity, actor);
  if (uri === undefined) return;
  const known = await findKnownStatus(kith, uri);
  // As with an Announce: a stranger makes us fetch nothing.
  if (known === undefined && !(await isFollowedHere(kith, actor))) return;
  const status = known ?? (await getRemoteStatus(kith, uri, kith.now() + TIMEOUT));
  if (status !== undefined) await receivePin(kith, actor, status);
};

const isOurChat = ({ instance }: Kith, { target_uri }: ActivityRecord): boolean =>
  target_uri !== undefined && localChatId(instance, target_uri) !== undefined;

export const receiveRemove: Receive = async (kith, activity, actor) => {
  if (isOurChat(kith, activity)) return await (await import("./chat.ts")).receiveGroupAsked(kith, activity, actor, false);
  if (await receiveCollectionRemove(kith, activity, actor)) return;
  const name = featuredTag(activity, actor);
  const tag = name === undefined ? undefined : await findTag(kith.db, name);
  if (tag !== undefined) return await unfeatureTag(kith, actor, tag);
  const uri = featuredUri(activity, actor);
  const status = uri === undefined ? undefined : await findKnownStatus(kith, uri);
  if (status !== undefined) await unpin(kith, actor, status);
};

/** The tag, where one is added or removed: Mastodon names the collection of statuses for it, others that of tags. */
function featuredTag({ object, target_uri }: ActivityRecord, actor: Account): string | undefined {
  if (object === undefined || !isA(object, "Hashtag") || target_uri === undefined) return undefined;
  if (target_uri !== actor.featured_url && target_uri !== actor.featured_tags_url) return undefined;
  return tagNamesOf([object])[0];
}

/** What is added or removed, if that is the collection. */
function featuredUri({ object_uri, target_uri }: ActivityRecord, actor: Account): string | undefined {
  if (object_uri === undefined || target_uri === undefined || target_uri !== actor.featured_url) return undefined;
  return sameOrigin(object_uri, actor.uri) ? object_uri : undefined;
}
