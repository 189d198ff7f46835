/** Playlists in JSON as PeerTube words them: Fedify's vocabulary has no words for them, so they are written plainly, under a context of their own. */
import { createHash } from "node:crypto";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { PictureElsewhere } from "../../playlists/picture.ts";
import type { Playlist, PlaylistFilm } from "../../playlists/rules.ts";
import type { Json } from "./complete.ts";
import { ACTIVITYSTREAMS } from "./context.ts";
import { PUBLIC } from "./writer.ts";

const number = (iri: string) => ({ "@type": "sc:Number", "@id": iri });
const CONTEXT = [
  ACTIVITYSTREAMS,
  {
    pt: "https://joinpeertube.org/ns#",
    sc: "http://schema.org/",
    Playlist: "pt:Playlist",
    PlaylistElement: "pt:PlaylistElement",
    position: number("pt:position"),
    startTimestamp: number("pt:startTimestamp"),
    stopTimestamp: number("pt:stopTimestamp"),
    uuid: { "@type": "sc:identifier", "@id": "pt:uuid" },
  },
];
/** Films on a page. */
export const PAGE = 50;

const standing = (json: Json): Json => ({ "@context": CONTEXT, ...json });

type Owner = Pick<Account, "uri" | "followers_url">;

const audienceOf = ({ visibility }: Playlist, { followers_url }: Owner): Json =>
  visibility === "public" ? { to: [PUBLIC], cc: [followers_url] } : { to: [followers_url], cc: [PUBLIC] };

/** PeerTube takes none without a UUID: the same for the same address. */
function uuidOf(uri: string): string {
  const hex = createHash("sha256").update(uri).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}

/** `films`: how many everybody may see. */
export type Shown = { films: number; picture: PictureElsewhere | undefined };

const toImage = ({ url, media_type }: PictureElsewhere): Json => ({
  type: "Image",
  ...(media_type === "" ? {} : { mediaType: media_type }),
  url,
});

const toPlaylist = (playlist: Playlist, owner: Owner, { films, picture }: Shown): Json => ({
  id: playlist.uri,
  type: "Playlist",
  uuid: uuidOf(playlist.uri),
  name: playlist.title,
  ...(playlist.description === "" ? {} : { content: playlist.description, mediaType: "text/markdown" }),
  ...(picture === undefined ? {} : { icon: toImage(picture) }),
  attributedTo: [owner.uri],
  published: rfc3339(playlist.created_at),
  updated: rfc3339(playlist.updated_at),
  ...audienceOf(playlist, owner),
  totalItems: films,
  first: `${playlist.uri}?page=1`,
});

export const toPlaylistDocument = (playlist: Playlist, owner: Owner, shown: Shown): Json =>
  standing(toPlaylist(playlist, owner, shown));

/** @param page from 1 */
export const toPlaylistPage = (
  { uri }: Playlist,
  { page, films, count }: { page: number; films: readonly { uri: string }[]; count: number },
): Json =>
  standing({
    id: `${uri}?page=${page}`,
    type: "OrderedCollectionPage",
    partOf: uri,
    totalItems: count,
    ...(page > 1 ? { prev: `${uri}?page=${page - 1}` } : {}),
    ...(page * PAGE < count ? { next: `${uri}?page=${page + 1}` } : {}),
    orderedItems: films.map((film) => film.uri),
  });

export const toPlaylistElement = ({ uri, film_uri, position, starts_at, stops_at }: PlaylistFilm): Json =>
  standing({
    id: uri,
    type: "PlaylistElement",
    url: film_uri,
    position,
    ...(starts_at === 0 ? {} : { startTimestamp: starts_at }),
    ...(stops_at === 0 ? {} : { stopTimestamp: stops_at }),
  });

/** @param at ms: what comes twice under one id is done once */
export const toPlaylistActivity = (
  type: "Create" | "Update",
  { playlist, owner, at, ...shown }: { playlist: Playlist; owner: Owner; at: number } & Shown,
): Json =>
  standing({
    id: type === "Create" ? `${playlist.uri}#creates/${at}` : `${playlist.uri}#updates/${at}`,
    type,
    actor: owner.uri,
    ...audienceOf(playlist, owner),
    object: toPlaylist(playlist, owner, shown),
  });

export const toPlaylistDelete = (uri: string, owner: Owner, at: number): Json =>
  standing({
    id: `${uri}#deletes/${at}`,
    type: "Delete",
    actor: owner.uri,
    to: [PUBLIC],
    cc: [owner.followers_url],
    object: uri,
  });
