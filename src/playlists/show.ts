/** A page of a playlist as somebody reads it. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadFilms, type FilmPaging, type ListedFilm } from "./load.ts";
import { noteUnknown } from "./receive.ts";
import type { Playlist } from "./rules.ts";

/**
 * In their order. `next`: behind which position the next page begins, where there is one.
 *
 * What is not known of a playlist elsewhere keeps its place, and is asked for; of one of ours what is not for the viewer is not told of.
 */
export async function loadShownFilms(
  kith: Kith,
  viewer_id: number,
  { playlist, account }: { playlist: Playlist; account: Pick<Account, "id" | "host"> },
  { after, limit }: FilmPaging,
): Promise<{ films: ListedFilm[]; next: number | undefined }> {
  const found = await loadFilms(kith.db, viewer_id, playlist, { after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const unknown = page.some(({ status_id }) => status_id === undefined);
  if (unknown && account.host !== "") await noteUnknown(kith, playlist);
  const all = account.host !== "" || account.id === viewer_id;
  return {
    films: page.filter(({ status_id }) => all || status_id !== undefined),
    next: found.length > limit ? page.at(-1)?.position : undefined,
  };
}
