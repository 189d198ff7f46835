/** One's own playlists, for the archive of all that one has here. */
import { rfc3339 } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";

/** JSON; `picture` is the name under which the archive has it. */
export async function writePlaylists(db: Reads, { id: account_id }: Pick<Account, "id">): Promise<string> {
  const playlists = await db.selectFrom("playlists").selectAll().where("account_id", "=", account_id).orderBy("id").execute();
  const films = await db
    .selectFrom("playlist_films")
    .innerJoin("playlists", "playlists.id", "playlist_films.playlist_id")
    .selectAll("playlist_films")
    .where("playlists.account_id", "=", account_id)
    .orderBy("playlist_films.position")
    .orderBy("playlist_films.id")
    .execute();
  const written = playlists.map(({ id, uri, title, description, visibility, created_at, icon }) => ({
    uri,
    title,
    description,
    visibility,
    picture: icon === "" ? null : icon,
    created_at: rfc3339(created_at),
    films: films
      .filter(({ playlist_id }) => playlist_id === id)
      .map(({ film_uri, starts_at, stops_at }) => ({ uri: film_uri, starts_at, stops_at })),
  }));
  return JSON.stringify(written, undefined, 2);
}
