/**
 * Making, changing and ending playlists, and what stands in them. Whatever is seen by others is told to other servers. Whoever does two things at once does them
 * one after another: each holds the account.
 */
import { holdAccounts } from "../accounts/find.ts";
import { assertHere } from "../accounts/rules.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import type { PlaylistVisibility } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { playlistFilmUri, playlistUri } from "../uris.ts";
import { loadFilms } from "./load.ts";
import { assertOwn, PLAYLIST_LIMITS, readWords, seconds, type Playlist, type PlaylistWords } from "./rules.ts";

/** What is left out stays as it is. */
export type PlaylistChanges = PlaylistWords & {
  /** A file of ours, or "" for none of its own (`media/portraits.ts`). */
  icon?: string | undefined;
};
type Happened = (event: KithEvent) => void;

/** @throws Refusal `invalid` for what is too long or too many */
export async function createPlaylist(kith: Kith, account: Account, changes: PlaylistChanges): Promise<Playlist> {
  assertHere(account);
  const { title = "", description = "", visibility = "public", icon = "" } = changes;
  const words = readWords({ title, description, visibility });
  const [id, now] = [kith.newId(), kith.now()];
  return await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    const { count } = await tx
      .selectFrom("playlists")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("account_id", "=", account.id)
      .executeTakeFirstOrThrow();
    if (count >= PLAYLIST_LIMITS.playlists)
      throw invalid(`Validation failed: You have reached the maximum number of playlists (${PLAYLIST_LIMITS.playlists})`);
    const playlist = await tx
      .insertInto("playlists")
      .values({
        id,
        account_id: account.id,
        uri: playlistUri(kith.instance, account.id, id),
        title: "",
        description: "",
        visibility: "public",
        ...words,
        icon,
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    tell(happened, playlist, "private");
    return playlist;
  });
}

/** @throws Refusal `forbidden` for another's, `invalid` */
export async function changePlaylist(
  kith: Kith,
  account: Account,
  playlist: Playlist,
  changes: PlaylistChanges,
): Promise<Playlist> {
  assertOwn(account, playlist);
  const { icon, ...said } = changes;
  const words = readWords(said);
  const values = { ...words, ...(icon === undefined ? {} : { icon }) };
  return await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    const before = await tx.selectFrom("playlists").selectAll().where("id", "=", playlist.id).executeTakeFirst();
    if (before === undefined) throw missing();
    const after = await touch(tx, kith, playlist, values);
    tell(happened, after, before.visibility);
    return after;
  });
}

/** @throws Refusal `forbidden` for another's */
export async function removePlaylist(kith: Kith, account: Account, playlist: Playlist): Promise<void> {
  assertOwn(account, playlist);
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    const gone = await tx.deleteFrom("playlists").where("id", "=", playlist.id).returningAll().executeTakeFirst();
    if (gone !== undefined) tell(happened, { ...gone, visibility: "private" }, gone.visibility);
  });
}

/** Seconds of the film. */
export type Excerpt = { starts_at?: number | undefined; stops_at?: number | undefined };

/**
 * Adds a film at the end; one that is there already stays where it is. Its author need not agree: it is named, not copied.
 *
 * @param status that its maker may see
 * @throws Refusal `forbidden` for another's playlist, `invalid` for what is no film, or too many
 */
export async function addFilm(
  kith: Kith,
  account: Account,
  playlist: Playlist,
  { status, starts_at, stops_at }: { status: Status } & Excerpt,
): Promise<void> {
  assertOwn(account, playlist);
  if (!(await isFilm(kith, status))) throw invalid("Validation failed: Status is no video");
  const id = kith.newId();
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    await forgetDeleted(tx, playlist);
    const films = tx.selectFrom("playlist_films").where("playlist_id", "=", playlist.id);
    const { count, last } = await films
      .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.max("position").as("last")])
      .executeTakeFirstOrThrow();
    if (count >= PLAYLIST_LIMITS.films)
      throw invalid(`Validation failed: A playlist holds ${PLAYLIST_LIMITS.films} videos at most`);
    const added = await tx
      .insertInto("playlist_films")
      .values({
        id,
        playlist_id: playlist.id,
        uri: playlistFilmUri(playlist.uri, status.id),
        position: (last ?? 0) + 1,
        film_uri: status.uri,
        starts_at: seconds(starts_at),
        stops_at: seconds(stops_at),
      })
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added !== undefined) tell(happened, await touch(tx, kith, playlist, {}));
  });
}

/** What nobody is shown any more shall not fill it. */
async function forgetDeleted(tx: Tx, { id }: Playlist): Promise<void> {
  await tx
    .deleteFrom("playlist_films")
    .where("playlist_id", "=", id)
    .where("film_uri", "in", (eb) =>
      eb
        .selectFrom("playlist_films as kept")
        .innerJoin("statuses", "statuses.uri", "kept.film_uri")
        .select("kept.film_uri")
        .where("kept.playlist_id", "=", id)
        .where("statuses.deleted_at", ">", 0),
    )
    .execute();
}

async function isFilm({ db }: Kith, { id, deleted_at, visibility }: Status): Promise<boolean> {
  if (deleted_at > 0 || visibility === "direct") return false;
  const row = await db
    .selectFrom("videos")
    .innerJoin("media", "media.id", "videos.media_id")
    .select("media.id")
    .where("media.status_id", "=", id)
    .executeTakeFirst();
  return row !== undefined;
}

/** @throws Refusal `forbidden` for another's playlist */
export async function removeFilm(kith: Kith, account: Account, playlist: Playlist, film_id: number): Promise<void> {
  assertOwn(account, playlist);
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    const gone = await tx
      .deleteFrom("playlist_films")
      .where("playlist_id", "=", playlist.id)
      .where("id", "=", film_id)
      .returning("id")
      .executeTakeFirst();
    if (gone !== undefined) tell(happened, await touch(tx, kith, playlist, {}));
  });
}

/**
 * Puts a film at another place, or shows another part of it. Places are those that its maker sees.
 *
 * @param change `to`: its place from 1; one beyond the last is the last; `by`: so many places on, or back
 * @throws Refusal `forbidden` for another's playlist, `missing` for what is not in it
 */
export async function changeFilm(
  kith: Kith,
  account: Account,
  playlist: Playlist,
  { film_id, to, by, starts_at, stops_at }: { film_id: number; to?: number | undefined; by?: number } & Excerpt,
): Promise<void> {
  assertOwn(account, playlist);
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    const films = await loadFilms(tx, account.id, playlist, { after: 0, limit: PLAYLIST_LIMITS.films });
    const film = films.find(({ id }) => id === film_id);
    if (film === undefined) throw missing();
    const parts = {
      ...(starts_at === undefined ? {} : { starts_at: seconds(starts_at) }),
      ...(stops_at === undefined ? {} : { stops_at: seconds(stops_at) }),
    };
    if (Object.keys(parts).length > 0) await tx.updateTable("playlist_films").set(parts).where("id", "=", film_id).execute();
    const shown = films.filter((each) => each === film || each.status_id !== undefined);
    const place = to ?? (by === undefined ? undefined : shown.indexOf(film) + 1 + by);
    if (place !== undefined) {
      const others = films.filter((each) => each !== film);
      const behind = shown.filter((each) => each !== film)[Math.max(place, 1) - 1];
      await renumber(tx, others.toSpliced(behind === undefined ? others.length : others.indexOf(behind), 0, film));
    }
    tell(happened, await touch(tx, kith, playlist, {}));
  });
}

async function renumber(tx: Tx, films: readonly { id: number; position: number }[]): Promise<void> {
  for (const [at, { id, position }] of films.entries())
    if (position !== at + 1)
      await tx
        .updateTable("playlist_films")
        .set({ position: at + 1 })
        .where("id", "=", id)
        .execute();
}

const touch = async (tx: Tx, kith: Kith, { id }: Playlist, values: Partial<Playlist>): Promise<Playlist> =>
  await tx
    .updateTable("playlists")
    .set({ ...values, updated_at: kith.now() })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** What becomes private is gone for everybody else. */
function tell(happened: Happened, after: Playlist, before: PlaylistVisibility = after.visibility): void {
  const { id: playlist_id, account_id, uri } = after;
  if (after.visibility !== "private")
    happened({ type: "playlist.published", playlist_id, change: before === "private" ? "made" : "edited" });
  else if (before !== "private") happened({ type: "playlist.removed", playlist_id, account_id, uri });
}
