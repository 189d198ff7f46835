/** Playlists of other servers, as their origin has just described them. */
import { parts } from "../db/lists.ts";
import type { Account } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { httpUrl } from "../text/outside.ts";
import { cut, MOST_ELSEWHERE, seconds, type Playlist } from "./rules.ts";

/** Raw texts; that the document stands at its uri and is of its channel's server has been checked. */
export type RemotePlaylist = {
  uri: string;
  title: string;
  description: string;
  listed: boolean;
  /** The address of its picture; undefined for none. */
  icon: string | undefined;
  /** ms */
  published: number | undefined;
  updated: number | undefined;
};
/** `position`: from 1. */
export type RemoteFilm = {
  uri: string;
  position: number;
  film_uri: string;
  starts_at: number | undefined;
  stops_at: number | undefined;
};

/** @throws Refusal `invalid` for more than anybody makes, or what has no title */
export async function receivePlaylist(kith: Kith, account: Account, remote: RemotePlaylist): Promise<Playlist> {
  const title = cut(remote.title, "title");
  if (title === "") throw invalid("a playlist without a title");
  const now = kith.now();
  const created_at = Math.min(remote.published ?? now, now);
  const values = {
    title,
    description: cut(remote.description, "description"),
    visibility: remote.listed ? ("public" as const) : ("unlisted" as const),
    icon: httpUrl(remote.icon ?? "") ?? "",
    updated_at: Math.min(remote.updated ?? created_at, now),
    asked_at: now,
  };
  const id = kith.newId();
  return await kith.write(async (tx) => {
    const own = tx.selectFrom("playlists").where("account_id", "=", account.id);
    const known = await own.select("id").where("uri", "=", remote.uri).executeTakeFirst();
    if (known !== undefined)
      return await tx.updateTable("playlists").set(values).where("id", "=", known.id).returningAll().executeTakeFirstOrThrow();
    const { count } = await own.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    if (count >= MOST_ELSEWHERE) throw invalid("a channel with too many playlists");
    // A playlist that goes to another channel goes with it.
    await tx.deleteFrom("playlists").where("uri", "=", remote.uri).execute();
    return await tx
      .insertInto("playlists")
      .values({ id, account_id: account.id, uri: remote.uri, ...values, created_at })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/**
 * Puts films into a playlist, or where they belong in it by now.
 *
 * @param listed what its server lists, where all of it was read: what is not among that is gone
 */
export async function keepFilms(
  kith: Kith,
  { id: playlist_id }: Playlist,
  films: readonly RemoteFilm[],
  listed: ReadonlySet<string> | undefined,
): Promise<void> {
  const rows = films.flatMap(({ uri, position, film_uri, starts_at, stops_at }) => {
    const address = httpUrl(film_uri);
    const row = { id: kith.newId(), playlist_id, uri, position, starts_at: seconds(starts_at), stops_at: seconds(stops_at) };
    return address === undefined ? [] : [{ ...row, film_uri: address }];
  });
  await kith.write(async (tx) => {
    const known = await tx.selectFrom("playlist_films").select(["id", "uri"]).where("playlist_id", "=", playlist_id).execute();
    const gone = known.filter(({ uri }) => listed?.has(uri) === false).map(({ id }) => id);
    for (const ids of parts(gone, 500)) await tx.deleteFrom("playlist_films").where("id", "in", ids).execute();
    for (const part of parts(rows, 100))
      await tx
        .insertInto("playlist_films")
        .values(part)
        .onConflict((oc) =>
          oc.columns(["playlist_id", "uri"]).doUpdateSet((eb) => ({
            position: eb.ref("excluded.position"),
            film_uri: eb.ref("excluded.film_uri"),
            starts_at: eb.ref("excluded.starts_at"),
            stops_at: eb.ref("excluded.stops_at"),
          })),
        )
        .execute();
  });
}

/** Its own server says that there is none. */
export const forgetPlaylist = async (kith: Kith, uri: string): Promise<void> =>
  void (await kith.write(async (tx) => await tx.deleteFrom("playlists").where("uri", "=", uri).execute()));

/** ms */
const STALE = 86_400_000;
const ASKED = 3_600_000;

/** No more often than this, whatever comes of it. */
function due(kith: Kith, name: string): boolean {
  const asked = kith.cache<{ at: number }>("stale-playlists", 5000);
  const now = kith.now();
  if ((asked.get(name)?.at ?? -Infinity) > now - ASKED) return false;
  asked.set(name, { at: now });
  return true;
}

/** Somebody looks at the channel of an account elsewhere: its playlists are found. Channels of PeerTube name nobody's; their makers do. */
export async function noteWanted(
  kith: Kith,
  { id, host, uri, actor_type, playlists_url, playlists_asked_at }: Account,
): Promise<void> {
  if (host === "" || (playlists_url === "" && actor_type !== "Group")) return;
  if (playlists_asked_at > kith.now() - STALE || !due(kith, `of ${uri}`)) return;
  await kith.write(async (_, happened) => happened({ type: "playlists.wanted", account_id: id }));
}

/** Somebody looks at a playlist elsewhere of which nobody has heard for a while. */
export async function noteStale(kith: Kith, { uri, asked_at }: Playlist, account: Account): Promise<void> {
  if (account.host === "" || asked_at > kith.now() - STALE || !due(kith, uri)) return;
  await kith.write(async (_, happened) => happened({ type: "playlist.found", uri }));
}

/** Somebody looks at films of a playlist that are not known here. */
export async function noteUnknown(kith: Kith, { id: playlist_id }: Playlist): Promise<void> {
  if (!due(kith, `films of ${playlist_id}`)) return;
  await kith.write(async (_, happened) => happened({ type: "playlist.films_wanted", playlist_id }));
}
