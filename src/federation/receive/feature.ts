/** Add and Remove, of what an account shows at the top of its profile: its featured collection. Only its own statuses are meant. */
import type { Account } from "../../db/schema.ts";
import { receivePin, unpin } from "../../statuses/pin.ts";
import { findKnownStatus, getRemoteStatus } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { sameOrigin } from "../read/shape.ts";
import { isFollowedHere } from "./announce.ts";
import type { Receive } from "./receive.ts";

/** ms for a status that is not known yet. */
const TIMEOUT = 10_000;

export const receiveAdd: Receive = async (kith, activity, actor) => {
  const uri = featuredUri(activity, actor);
  if (uri === undefined) return;
  const known = await findKnownStatus(kith, uri);
  // As with an Announce: a stranger makes us fetch nothing.
  if (known === undefined && !(await isFollowedHere(kith, actor))) return;
  const status = known ?? (await getRemoteStatus(kith, uri, kith.now() + TIMEOUT));
  if (status !== undefined) await receivePin(kith, actor, status);
};

export const receiveRemove: Receive = async (kith, activity, actor) => {
  const uri = featuredUri(activity, actor);
  const status = uri === undefined ? undefined : await findKnownStatus(kith, uri);
  if (status !== undefined) await unpin(kith, actor, status);
};

/** What is added or removed, if that is the collection; Mastodon's featured hashtags come the same way and have no id. */
function featuredUri({ object_uri, target_uri }: ActivityRecord, actor: Account): string | undefined {
  if (object_uri === undefined || target_uri === undefined || target_uri !== actor.featured_url) return undefined;
  return sameOrigin(object_uri, actor.uri) ? object_uri : undefined;
}
