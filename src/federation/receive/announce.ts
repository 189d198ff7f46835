/** Announce: a reblog. What is announced is fetched from its own address when it is not known; what the announcer says of it is not believed. */
import { isFollowedHere } from "../../follows/followed.ts";
import { receiveReblog } from "../../statuses/reblog.ts";
import { findKnownStatus, getRemoteStatus, getReturnedFilm } from "../lookup/status.ts";
import type { ActivityRecord } from "../read/activity.ts";
import { visibilityOf } from "../read/audience.ts";
import { isNote } from "../read/note.ts";
import { id, isA, sameOrigin } from "../read/shape.ts";
import type { Receive } from "./receive.ts";

/** ms for a status and what it answers. */
const TIMEOUT = 30_000;

export const receiveAnnounce: Receive = async (kith, activity, actor) => {
  const uri = announcedUri(activity);
  if (uri === undefined) return;
  const known = await findKnownStatus(kith, uri);
  // Fetching for people whom nobody here follows would let any stranger direct our requests.
  if (known === undefined && !(await isFollowedHere(kith, actor))) return;
  const until = kith.now() + TIMEOUT;
  const own = actor.actor_type === "Group" && sameOrigin(uri, actor.uri);
  const status =
    known ?? (own ? await getReturnedFilm(kith, uri, until) : undefined) ?? (await getRemoteStatus(kith, uri, until));
  if (status === undefined) return;
  const visibility = visibilityOf(activity.raw, actor.followers_url || undefined);
  await receiveReblog(kith, actor, status, { uri: activity.uri, published: activity.published, visibility });
};

/** Lemmy's groups announce whole activities: of these, the status of a Create. */
function announcedUri({ object, object_uri }: ActivityRecord): string | undefined {
  if (object === undefined || isNote(object) || object.type === undefined) return object_uri;
  return isA(object, "Create") ? id(object.object) : undefined;
}
