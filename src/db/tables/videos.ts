/** Videos: what a film has besides being one of a status's media. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Json } from "../columns.ts";
import type { LadderState, PlaylistVisibility } from "../values.ts";

/** Media with such a row are a video: it stands in its author's channel and has a page of its own. */
export interface VideosTable {
  media_id: number;
  /** Of whose channel it is. */
  account_id: number;
  title: string;
  /** Under which its playlists are found, by those whom it was shown; "" of one elsewhere. */
  token: string;
  /** Of the sizes for streaming. */
  state: LadderState;
  /** Percent. */
  progress: number;
  /** Of one elsewhere, as its server counts. */
  views_count: number;
  licence: string;
  /** The playlist of one elsewhere; "" of ours. */
  hls_url: string;
  /** The channel (a Group) of one on PeerTube, or "". */
  channel_uri: string;
  created_at: number;
  /** Said beside its description; none: those that the description has. */
  chapters: Generated<Json<{ at: number; title: string }[]>>;
  /** Where those of one elsewhere are, or "". */
  chapters_url: Generated<string>;
  /** ms: when they were last asked for there; 0 = not since it came or changed. */
  chapters_asked_at: Generated<number>;
  /** Of one elsewhere, in its server's words: what kind of film it is; "" = not said. */
  category: Generated<string>;
  /** HTML: how its makers may be supported; "" = not said. */
  support: Generated<string>;
  /** ms: when it was first shown, before it came to where it is; 0 = not said. */
  originally_at: Generated<number>;
}

/** A size in which a video can be had. */
export interface VideoRungsTable {
  id: number;
  media_id: number;
  /** Of its shorter side. */
  lines: number;
  width: number;
  height: number;
  /** Bits a second at most. */
  bandwidth: number;
  /** As RFC 6381 writes them. */
  codecs: string;
  /** Ours, or "". */
  file: string;
  /** Elsewhere, or "". */
  url: string;
  bytes: number;
  /** The parts of the file as HLS lists them, in which `FILE` stands for its address. */
  playlist: string;
}

export interface VideoCaptionsTable {
  id: number;
  media_id: number;
  /** BCP 47. */
  language: string;
  /** In that language; "" = the language's own name. */
  label: string;
  /** Under which it is found, by those whom it was shown. */
  token: string;
  /** Elsewhere, or "". */
  url: string;
  /** WebVTT, tidied; of one elsewhere "" until somebody has asked for it. */
  content: string;
  /** ms: when it was last asked for elsewhere; 0 = never. */
  asked_at: number;
}

/** A file that comes in parts. */
export interface UploadsTable {
  id: number;
  account_id: number;
  /** Of the whole. */
  bytes: number;
  /** From the beginning, without a gap. */
  received: number;
  created_at: number;
}

export interface UploadPartsTable {
  id: number;
  upload_id: number;
  /** Its first byte in the whole. */
  start: number;
  bytes: number;
  file: string;
}

/** Files of sizes, parts and pictures of playlists that are gone. */
export interface VideoLeftoversTable {
  file: string;
}

/** Films in an order that somebody has made. */
export interface PlaylistsTable {
  id: number;
  /** In whose channel it stands. */
  account_id: number;
  uri: string;
  title: string;
  /** Plain text. */
  description: string;
  visibility: PlaylistVisibility;
  /** Written no more, and dropped when no version that writes it can run beside this one: films are counted for who looks (`playlists/show.ts`). */
  films_count: Generated<number>;
  created_at: number;
  updated_at: number;
  /** ms: when the films of one elsewhere were last asked for. */
  asked_at: Generated<number>;
  /** A file of ours, an address elsewhere, or "": then it shows its first film's. */
  icon: Generated<string>;
}

export interface PlaylistFilmsTable {
  id: number;
  playlist_id: number;
  /** Of the entry. */
  uri: string;
  /** From 1, ascending; gaps mean nothing. */
  position: number;
  /** That of its status, which need not be known here. */
  film_uri: string;
  /** Seconds of the film to begin and (0 = its end) to stop at. */
  starts_at: Generated<number>;
  stops_at: Generated<number>;
  /** ms: when one that is not known was last asked for. */
  asked_at: Generated<number>;
}

export interface VideosTables {
  playlists: PlaylistsTable;
  playlist_films: PlaylistFilmsTable;
  videos: VideosTable;
  video_rungs: VideoRungsTable;
  video_captions: VideoCaptionsTable;
  uploads: UploadsTable;
  upload_parts: UploadPartsTable;
  video_leftovers: VideoLeftoversTable;
}
