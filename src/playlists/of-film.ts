/** The playlists that a film's own channel shows it in. */
import { findAccountByUri, loadAccounts } from "../accounts/find.ts";
import type { Account, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadPlaylistsShowing } from "./load.ts";
import { showPlaylists, type ShownPlaylist } from "./show.ts";

const MOST = 10;

/** Public ones, the newest first: of who has made the film, and of the PeerTube channel in which it stands. */
export async function loadChannelsPlaylists(
  kith: Kith,
  viewer_id: number,
  { id, uri, account_id }: Pick<Status, "id" | "uri" | "account_id">,
): Promise<{ playlist: ShownPlaylist; account: Account }[]> {
  const video = await kith.db
    .selectFrom("media")
    .innerJoin("videos", "videos.media_id", "media.id")
    .select("videos.channel_uri")
    .where("media.status_id", "=", id)
    .executeTakeFirst();
  if (video === undefined) return [];
  const channel = video.channel_uri === "" ? undefined : await findAccountByUri(kith.db, video.channel_uri);
  const channels = channel === undefined || channel.suspended_at > 0 ? [account_id] : [account_id, channel.id];
  const found = await loadPlaylistsShowing(kith.db, uri, channels, MOST);
  if (found.length === 0) return [];
  const accounts = await loadAccounts(
    kith.db,
    found.map((playlist) => playlist.account_id),
  );
  return (await showPlaylists(kith, viewer_id, found)).flatMap((playlist) => {
    const account = accounts.get(playlist.account_id);
    return account === undefined ? [] : [{ playlist, account }];
  });
}
