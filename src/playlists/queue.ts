/** A playlist as it stands beside one of its films: what came before, what comes next. */
import { findAccountById } from "../accounts/find.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findSeenPlaylist, loadFilms } from "./load.ts";
import { PLAYLIST_LIMITS, type Playlist, type PlaylistFilm } from "./rules.ts";

/** `place`: from 1, among those that are shown; `again`: its film stands there more than once, so that only the id of the place says which is meant. */
export type QueuedFilm = PlaylistFilm & { status_id: number; place: number; again: boolean };
export type Queue = {
  playlist: Playlist;
  account: Account;
  /** How many are shown to who watches. */
  count: number;
  current: QueuedFilm;
  previous: QueuedFilm | undefined;
  next: QueuedFilm | undefined;
  /** Those around it, in their order. */
  around: readonly QueuedFilm[];
};

/** That many stand beside the film, of which so many came before. */
const AROUND = 20;
const BEFORE = 3;

/**
 * Undefined where the list is not for the viewer (0 = anybody), or does not show the film to them.
 *
 * @param asked `list_id`; `place_id`: which place of it, where the film stands there more than once
 */
export async function findQueue(
  kith: Kith,
  viewer_id: number,
  status_id: number,
  { list_id, place_id }: { list_id: number; place_id: number | undefined },
): Promise<Queue | undefined> {
  const playlist = await findSeenPlaylist(kith.db, viewer_id, list_id);
  const account = playlist === undefined ? undefined : await findAccountById(kith.db, playlist.account_id);
  if (playlist === undefined || account === undefined) return undefined;
  const films = shownOf(await loadFilms(kith.db, viewer_id, playlist, { after: 0, limit: PLAYLIST_LIMITS.films }));
  const own = films.filter((film) => film.status_id === status_id);
  const current = own.find(({ id }) => id === place_id) ?? own[0];
  if (current === undefined) return undefined;
  const at = current.place - 1;
  const start = Math.max(Math.min(at - BEFORE, films.length - AROUND), 0);
  const around = films.slice(start, start + AROUND);
  return { playlist, account, count: films.length, current, previous: films[at - 1], next: films[at + 1], around };
}

function shownOf(films: readonly (PlaylistFilm & { status_id: number | undefined })[]): QueuedFilm[] {
  const shown = films.flatMap((film) => (film.status_id === undefined ? [] : [{ ...film, status_id: film.status_id }]));
  const times = Map.groupBy(shown, ({ status_id }) => status_id);
  return shown.map((film, at) => ({ ...film, place: at + 1, again: (times.get(film.status_id)?.length ?? 0) > 1 }));
}
