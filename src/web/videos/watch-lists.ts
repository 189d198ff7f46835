/** What the page of a video has of playlists: the one in which it is watched, and those of its channel in which it stands. */
import type { Status } from "../../db/schema.ts";
import { readId } from "../../ids.ts";
import { loadChannelsPlaylists } from "../../playlists/of-film.ts";
import { findQueue } from "../../playlists/queue.ts";
import type { Watch } from "../../../views/videos/watch.ts";
import { loadFor } from "../reading/timelines.ts";
import type { Visit } from "../frame/visit.ts";

export async function loadLists(visit: Visit, status: Status): Promise<Pick<Watch, "list" | "holding">> {
  const { kith, viewer_id, query } = visit;
  const list_id = readId(query.get("list") ?? undefined);
  const place_id = readId(query.get("at") ?? undefined);
  const queue = list_id === undefined ? undefined : await findQueue(kith, viewer_id, status.id, { list_id, place_id });
  const holding = await loadChannelsPlaylists(kith, viewer_id, status);
  const others = holding.filter(({ playlist }) => playlist.id !== queue?.playlist.id);
  if (queue === undefined) return { list: undefined, holding: others };
  const { around, previous, next } = queue;
  const ids = new Set([...around, previous, next].flatMap((film) => film?.status_id ?? []));
  return { list: { queue, page: await loadFor(visit, [...ids], "account") }, holding: others };
}
