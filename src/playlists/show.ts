/** Playlists as somebody reads them: with what of their films is shown to them, and a picture. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { addressesOf } from "../media/addresses.ts";
import { countFilms, loadCovers, loadFilms, type FilmPaging, type ListedFilm } from "./load.ts";
import { iconUrl } from "./picture.ts";
import { noteUnknown } from "./receive.ts";
import type { Playlist } from "./rules.ts";

/** `films_count`: of films that are shown to who reads it; `picture`: its address, "" for none. */
export type ShownPlaylist = Playlist & { picture: string };

/** In the order in which they come. Their viewer may see them. */
export async function showPlaylists(kith: Kith, viewer_id: number, playlists: readonly Playlist[]): Promise<ShownPlaylist[]> {
  const counts = await countFilms(
    kith.db,
    viewer_id,
    playlists.map(({ id }) => id),
  );
  const bare = playlists.filter(({ id, icon }) => icon === "" && counts.has(id)).map(({ id }) => id);
  const covers = await loadCovers(kith.db, viewer_id, bare);
  const { mediaUrls } = addressesOf(kith);
  return playlists.map((playlist) => {
    const cover = covers.get(playlist.id);
    const picture = iconUrl(kith.instance, playlist) ?? (cover === undefined ? "" : mediaUrls(cover).preview_url);
    return { ...playlist, films_count: counts.get(playlist.id) ?? 0, picture };
  });
}

/** One of them. */
export async function showPlaylist(kith: Kith, viewer_id: number, playlist: Playlist): Promise<ShownPlaylist> {
  const [shown] = await showPlaylists(kith, viewer_id, [playlist]);
  return shown as ShownPlaylist;
}

/**
 * A page of one, in its order. `next`: behind which position the next page begins, where there is one.
 *
 * What is not known of a playlist elsewhere keeps its place, and is asked for. What has been deleted, or is not for the viewer, is not told of.
 */
export async function loadShownFilms(
  kith: Kith,
  viewer_id: number,
  { playlist, account }: { playlist: Playlist; account: Pick<Account, "host"> },
  { after, limit }: FilmPaging,
): Promise<{ films: ListedFilm[]; next: number | undefined }> {
  const found = await loadFilms(kith.db, viewer_id, playlist, { after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const far = account.host !== "";
  if (far && page.some(({ known }) => !known)) await noteUnknown(kith, playlist);
  return {
    films: page.filter(({ status_id, known }) => status_id !== undefined || (far && !known)),
    next: found.length > limit ? page.at(-1)?.position : undefined,
  };
}
