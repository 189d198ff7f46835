/**
 * Playlists as they are made, changed and taken down elsewhere. What an activity says of one is not believed: it only makes us look at the playlist
 * itself, for PeerTube's are in a channel and told by the person whose channel it is.
 */
import { findAccountByUri } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { isFollowedHere } from "../../follows/followed.ts";
import type { Kith } from "../../kith.ts";
import { findPlaylistByUri } from "../../playlists/load.ts";
import { forgetPlaylist } from "../../playlists/receive.ts";
import { readPlaylist } from "../read/playlist.ts";
import { sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";

async function look(kith: Kith, uri: string): Promise<void> {
  await kith.write(async (_, happened) => happened({ type: "playlist.found", uri }));
}

/** Create or Update. A stranger makes us fetch nothing: it is known, or somebody here follows who tells of it, or its channel. */
export async function receivePlaylistOf(kith: Kith, doc: Doc, actor: Account): Promise<void> {
  const { uri, channel_uri } = readPlaylist(doc);
  if (!sameOrigin(uri, actor.uri)) throw new Unreadable("another server's playlist");
  const known = await findPlaylistByUri(kith.db, uri);
  const channel = channel_uri === actor.uri ? actor : await findAccountByUri(kith.db, channel_uri);
  const wanted =
    known !== undefined ||
    (await isFollowedHere(kith, actor)) ||
    (channel !== undefined && (await isFollowedHere(kith, channel)));
  if (wanted) await look(kith, uri);
}

/** Delete, by whomever of its server: of one's own it is done, else its server is asked. Whether it was a playlist. */
export async function receivePlaylistEnd(kith: Kith, actor: Account, uri: string): Promise<boolean> {
  const known = await findPlaylistByUri(kith.db, uri);
  if (known === undefined) return false;
  if (known.account_id === actor.id) await forgetPlaylist(kith, uri);
  else await look(kith, uri);
  return true;
}
