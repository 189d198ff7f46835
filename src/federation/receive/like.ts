/** Like, of a status that we know. Misskey's reactions come as Likes, and count as such. */
import { findKnownStatus } from "../lookup/status.ts";
import { receiveFavourite } from "../../statuses/favourite.ts";
import type { Receive } from "./receive.ts";

export const receiveLike: Receive = async (kith, activity, actor) => {
  const status = activity.object_uri === undefined ? undefined : await findKnownStatus(kith, activity.object_uri);
  if (status !== undefined) await receiveFavourite(kith, actor, status, activity.uri);
};
