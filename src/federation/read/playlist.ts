/** A Playlist of PeerTube and its entries as plain records (its sources: server/core/models/video/video-playlist.ts and …-element.ts). */
import type { RemoteFilm, RemotePlaylist } from "../../playlists/receive.ts";
import { decimal, id, ids, instant, isA, sameOrigin, text, type Doc } from "./shape.ts";
import { visibilityOf } from "./audience.ts";
import { pictureUrl } from "./links.ts";
import { Unreadable } from "./unreadable.ts";

export type PlaylistRecord = RemotePlaylist & { channel_uri: string };

export const isPlaylist = (doc: Doc): boolean => isA(doc, "Playlist");
export const isPlaylistFilm = (doc: Doc): boolean => isA(doc, "PlaylistElement");

/** @throws Unreadable for what is none, or whose channel is of another origin */
export function readPlaylist(doc: Doc): PlaylistRecord {
  const uri = id(doc.id);
  // The channel: newer ones name it as their audience, all as whom they are attributed to.
  const [channel_uri] = [...ids(doc.audience, 1), ...ids(doc.attributedTo, 1)];
  if (uri === undefined || !isPlaylist(doc)) throw new Unreadable("not a playlist");
  if (channel_uri === undefined || !sameOrigin(uri, channel_uri)) throw new Unreadable("a playlist of another server's channel");
  return {
    uri,
    channel_uri,
    title: text(doc.name ?? doc.nameMap, 1000),
    description: text(doc.content ?? doc.summary, 20_000),
    listed: visibilityOf(doc, undefined) === "public",
    icon: pictureUrl(doc.icon),
    published: instant(doc.published),
    updated: instant(doc.updated),
  };
}

/** Undefined for what names no film. Where it stands in the list says its place. */
export function readPlaylistFilm(doc: Doc): Omit<RemoteFilm, "position"> | undefined {
  const [uri, film_uri] = [id(doc.id), id(doc.url)];
  if (uri === undefined || film_uri === undefined || !isPlaylistFilm(doc)) return undefined;
  return { uri, film_uri, starts_at: secondsOf(doc.startTimestamp), stops_at: secondsOf(doc.stopTimestamp) };
}

const secondsOf = (value: unknown): number | undefined => {
  const seconds = decimal(value);
  return Number.isFinite(seconds) ? seconds : undefined;
};
