/** A playlist, and a place in it. */
import type { Instance } from "../../config.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { ListedFilm } from "../../playlists/load.ts";
import type { ShownPlaylist } from "../../playlists/show.ts";
import { acct } from "../../uris.ts";
import type { StatusJson } from "./status.ts";

/** `films_count`: of films that are shown to who reads this; `picture`: chosen for it, or its first film's. */
export const renderPlaylist = (
  playlist: ShownPlaylist,
  account: Pick<Account, "username" | "host">,
  { origin }: Pick<Instance, "origin">,
) => ({
  id: String(playlist.id),
  account_id: String(playlist.account_id),
  uri: playlist.uri,
  url: `${origin}/@${acct(account)}/playlists/${playlist.id}`,
  title: playlist.title,
  description: playlist.description,
  visibility: playlist.visibility,
  films_count: playlist.films_count,
  picture: playlist.picture === "" ? null : playlist.picture,
  created_at: rfc3339(playlist.created_at),
  updated_at: rfc3339(playlist.updated_at),
});

/** `status`: null for a film that is not known here; in seconds. */
export const renderPlaylistFilm = (
  { id, position, film_uri, starts_at, stops_at }: ListedFilm,
  status: StatusJson | undefined,
) => ({
  id: String(id),
  position,
  uri: film_uri,
  starts_at: starts_at === 0 ? null : starts_at,
  stops_at: stops_at === 0 ? null : stops_at,
  status: status ?? null,
});
