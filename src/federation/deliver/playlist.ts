/** Tells other servers of our people's playlists, as PeerTube does. The handlers of jobs. */
import { findAccountById } from "../../accounts/find.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findPlaylist, findPlaylistByUri, loadOpenFilms } from "../../playlists/load.ts";
import { pictureForOthers } from "../../playlists/picture.ts";
import { toPlaylistActivity, toPlaylistDelete } from "../write/playlist.ts";
import { followerInboxes, followersEver } from "./recipients.ts";
import { nothingToSend, send, type Job } from "./send.ts";

export async function deliverPlaylist(kith: Kith, event: KithEventOf<"playlist.published">, job: Job): Promise<void> {
  const playlist = await findPlaylist(kith.db, event.playlist_id);
  const owner = playlist === undefined ? undefined : await findAccountById(kith.db, playlist.account_id);
  if (playlist === undefined || owner === undefined || owner.deleted_at > 0 || playlist.visibility === "private")
    return await nothingToSend(kith, job);
  const { count } = await loadOpenFilms(kith.db, playlist, { offset: 0, limit: 1 });
  const type = event.change === "made" ? "Create" : "Update";
  const picture = await pictureForOthers(kith, playlist);
  const activity = toPlaylistActivity(type, { playlist, owner, films: count, picture, at: kith.newId() });
  const inboxes = await followerInboxes(kith, owner.id);
  await send(kith, { account_id: owner.id, status_id: null, activity, inboxes, priority: 2, open: true }, job);
}

export async function deliverPlaylistRemoval(kith: Kith, event: KithEventOf<"playlist.removed">, job: Job): Promise<void> {
  const owner = await findAccountById(kith.db, event.account_id);
  const again = await findPlaylistByUri(kith.db, event.uri);
  // It may have been shown again meanwhile.
  if (owner === undefined || owner.deleted_at > 0 || (again !== undefined && again.visibility !== "private"))
    return await nothingToSend(kith, job);
  const activity = toPlaylistDelete(event.uri, owner, kith.newId());
  const inboxes = await followersEver(kith, owner.id, event.playlist_id);
  await send(kith, { account_id: owner.id, status_id: null, activity, inboxes, priority: 2, open: true }, job);
}
