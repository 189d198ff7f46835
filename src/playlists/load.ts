/** Finds playlists and their films, as a viewer may see them: a private one is its maker's alone, and of its films each is shown to whom it is for. */
import { notBlockedBetween } from "../blocks/hidden.ts";
import { evened, padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Media, Reads } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Viewer } from "../db/viewer.ts";
import { visibleTo } from "../statuses/visible.ts";
import type { Playlist, PlaylistFilm } from "./rules.ts";

export const findPlaylist = async (db: Reads, id: number): Promise<Playlist | undefined> =>
  await db.selectFrom("playlists").selectAll().where("id", "=", id).executeTakeFirst();

export const findPlaylistByUri = async (db: Reads, uri: string): Promise<Playlist | undefined> =>
  await db.selectFrom("playlists").selectAll().where("uri", "=", uri).executeTakeFirst();

/** One that the viewer (0 = anybody) may see. */
export async function findSeenPlaylist(db: Reads, viewer_id: number, id: number | undefined): Promise<Playlist | undefined> {
  const playlist = id === undefined ? undefined : await findPlaylist(db, id);
  if (playlist === undefined || (playlist.visibility === "private" && playlist.account_id !== viewer_id)) return undefined;
  const { deleted_at = 1, suspended_at = 1 } =
    (await db
      .selectFrom("accounts")
      .select(["deleted_at", "suspended_at"])
      .where("id", "=", playlist.account_id)
      .executeTakeFirst()) ?? {};
  return deleted_at > 0 || suspended_at > 0 ? undefined : playlist;
}

/** The same. @throws Refusal `missing` */
export async function getPlaylist(db: Reads, viewer_id: number, id: number | undefined): Promise<Playlist> {
  const playlist = await findSeenPlaylist(db, viewer_id, id);
  if (playlist === undefined) throw missing();
  return playlist;
}

/** @throws Refusal `missing`, also for another's */
export async function getOwnPlaylist(
  db: Reads,
  { id: account_id }: Pick<Account, "id">,
  id: number | undefined,
): Promise<Playlist> {
  const playlist = await getPlaylist(db, account_id, id);
  if (playlist.account_id !== account_id) throw missing();
  return playlist;
}

/** Those of a channel, the newest first: of one's own all, of others' what is for everybody. */
export async function loadPlaylists(db: Reads, viewer_id: number, account_id: number, paging: Paging): Promise<Playlist[]> {
  let found = db.selectFrom("playlists").selectAll().where("account_id", "=", account_id);
  if (account_id !== viewer_id)
    found = found.where("visibility", "=", "public").where(notBlockedBetween(viewer_id, "playlists.account_id"));
  return inOrder(await paged(found, "id", paging).execute(), paging);
}

/** - `after`: the position behind which it begins; - `limit` */
export type FilmPaging = { after: number; limit: number };
/** `status_id`: undefined for a film that is not known here, or (`known`) not shown to the viewer: it is not for them, or has been deleted. */
export type ListedFilm = PlaylistFilm & { status_id: number | undefined; known: boolean };

/** In their order. */
export async function loadFilms(
  db: Reads,
  viewer: Viewer,
  { id: playlist_id }: Pick<Playlist, "id">,
  { after, limit }: FilmPaging,
): Promise<ListedFilm[]> {
  const rows = await db
    .selectFrom("playlist_films")
    .selectAll()
    .where("playlist_id", "=", playlist_id)
    .where("position", ">", after)
    .orderBy("position")
    .orderBy("id")
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const uris = evened([...new Set(rows.map(({ film_uri }) => film_uri))]);
  const seen = await db
    .selectFrom("statuses")
    .innerJoin("media", "media.status_id", "statuses.id")
    .innerJoin("videos", "videos.media_id", "media.id")
    .select(["statuses.id", "statuses.uri"])
    .where("statuses.uri", "in", uris)
    .where("statuses.visibility", "<>", "direct")
    .where(visibleTo(viewer))
    .execute();
  const byUri = new Map(seen.map(({ uri, id }) => [uri, id]));
  const missed = rows.filter(({ film_uri }) => !byUri.has(film_uri)).map(({ film_uri }) => film_uri);
  const known =
    missed.length === 0 ? [] : await db.selectFrom("statuses").select("uri").where("uri", "in", evened(missed)).execute();
  const unseen = new Set(known.map(({ uri }) => uri));
  return rows.map((row) => ({
    ...row,
    status_id: byUri.get(row.film_uri),
    known: byUri.has(row.film_uri) || unseen.has(row.film_uri),
  }));
}

/** How many films of each list are shown to the viewer; of those elsewhere also what is not known here (yet). Lists without any are not in it. */
export async function countFilms(db: Reads, viewer: Viewer, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("playlist_films")
    .innerJoin("playlists", "playlists.id", "playlist_films.playlist_id")
    .innerJoin("accounts as maker", "maker.id", "playlists.account_id")
    .leftJoin("statuses", "statuses.uri", "playlist_films.film_uri")
    .select((eb) => ["playlist_films.playlist_id", eb.fn.countAll<number>().as("count")])
    .where("playlist_films.playlist_id", "in", padded(ids))
    .where((eb) => {
      const video = eb
        .selectFrom("media")
        .innerJoin("videos", "videos.media_id", "media.id")
        .select("media.id")
        .whereRef("media.status_id", "=", "statuses.id");
      const shown = [eb("statuses.visibility", "<>", "direct"), visibleTo(viewer)(eb as never), eb.exists(video)];
      return eb.or([eb.and([eb("statuses.id", "is", null), eb("maker.host", "<>", "")]), eb.and(shown)]);
    })
    .groupBy("playlist_films.playlist_id")
    .execute();
  return new Map(rows.map(({ playlist_id, count }) => [playlist_id, count]));
}

/** Of each list the film whose picture stands for it: the first that is shown to the viewer, has one, and is not covered. */
export async function loadCovers(db: Reads, viewer: Viewer, ids: readonly number[]): Promise<ReadonlyMap<number, Media>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("playlists")
    .select((eb) => [
      "playlists.id",
      eb
        .selectFrom("playlist_films")
        .innerJoin("statuses", "statuses.uri", "playlist_films.film_uri")
        .innerJoin("media", "media.status_id", "statuses.id")
        .innerJoin("videos", "videos.media_id", "media.id")
        .select("media.id")
        .whereRef("playlist_films.playlist_id", "=", "playlists.id")
        .where("statuses.visibility", "<>", "direct")
        .where(visibleTo(viewer))
        .where("statuses.sensitive", "=", 0)
        .where("statuses.spoiler_text", "=", "")
        .where((film) => film.or([film("media.preview_file", "<>", ""), film("media.preview_remote_url", "<>", "")]))
        .orderBy("playlist_films.position")
        .orderBy("playlist_films.id")
        .limit(1)
        .as("media_id"),
    ])
    .where("playlists.id", "in", padded(ids))
    .execute();
  const media = await db
    .selectFrom("media")
    .selectAll()
    .where("id", "in", padded(rows.map(({ media_id }) => media_id)))
    .execute();
  const byId = new Map(media.map((row) => [row.id, row]));
  return new Map(
    rows.flatMap(({ id, media_id }) => {
      const cover = byId.get(media_id ?? 0);
      return cover === undefined ? [] : [[id, cover] as const];
    }),
  );
}

/** Those in which a film stands and which their channels show, the newest first. */
export async function loadPlaylistsShowing(
  db: Reads,
  film_uri: string,
  account_ids: readonly number[],
  limit: number,
): Promise<Playlist[]> {
  return await db
    .selectFrom("playlists")
    .selectAll()
    .where("account_id", "in", padded(account_ids))
    .where("visibility", "=", "public")
    .where("id", "in", (eb) => eb.selectFrom("playlist_films").select("playlist_id").where("film_uri", "=", film_uri))
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** One's own playlists, the newest first, and in which of them a film stands. */
export async function loadPlaylistsWith(
  db: Reads,
  account_id: number,
  film_uri: string,
): Promise<{ playlist: Playlist; film_id: number | undefined }[]> {
  const playlists = await loadPlaylists(db, account_id, account_id, { limit: 200 });
  const rows = await db
    .selectFrom("playlist_films")
    .innerJoin("playlists", "playlists.id", "playlist_films.playlist_id")
    .select(["playlist_films.id", "playlist_films.playlist_id"])
    .where("playlist_films.film_uri", "=", film_uri)
    .where("playlists.account_id", "=", account_id)
    .execute();
  const holding = new Map(rows.map(({ id, playlist_id }) => [playlist_id, id]));
  return playlists.map((playlist) => ({ playlist, film_id: holding.get(playlist.id) }));
}

/** - `films`: on the page; - `count`: in all. For everybody: a film that nobody else may see is told to no other server. */
export async function loadOpenFilms(
  db: Reads,
  { id: playlist_id }: Pick<Playlist, "id">,
  page: { offset: number; limit: number },
): Promise<{ films: { uri: string; film_uri: string }[]; count: number }> {
  const open = db
    .selectFrom("playlist_films")
    .innerJoin("statuses", "statuses.uri", "playlist_films.film_uri")
    .where("playlist_films.playlist_id", "=", playlist_id)
    .where(visibleTo(0));
  const { count } = await open.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  // At most as many as one playlist may hold: these pages have numbers, as PeerTube's have.
  const films = await open
    .select(["playlist_films.uri", "playlist_films.film_uri"])
    .orderBy("playlist_films.position")
    .orderBy("playlist_films.id")
    .offset(page.offset)
    .limit(page.limit)
    .execute();
  return { films, count };
}

/** An entry of one of ours, as anybody may see it. */
export async function findOpenFilm(db: Reads, uri: string): Promise<PlaylistFilm | undefined> {
  return await db
    .selectFrom("playlist_films")
    .innerJoin("statuses", "statuses.uri", "playlist_films.film_uri")
    .selectAll("playlist_films")
    .where("playlist_films.uri", "=", uri)
    .where(visibleTo(0))
    .executeTakeFirst();
}
