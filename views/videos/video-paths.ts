/** Where videos are: a part of `routes`. */
import type { Account } from "../../src/db/schema.ts";

type Named = Pick<Account, "username" | "host">;
const profile = ({ username, host }: Named): string => `/@${username}${host === "" ? "" : `@${host}`}`;

export const videoPaths = {
  exploreVideos: "/explore/videos",
  /** One's own; POST takes one in (multipart). */
  videos: "/videos",
  newVideo: "/videos/new",
  /** POST, for `video-upload.js`: begins an upload in parts. */
  videoUploads: "/videos/uploads",
  /** What is said of one's own, published or not: GET the form, POST it (multipart). By the id of its media. */
  ownVideo: (media_id: number): string => `/videos/${media_id}`,
  /** GET asks, POST does it; of one that has not been published. */
  dropVideo: (media_id: number): string => `/videos/${media_id}/delete`,
  channel: (account: Named): string => `${profile(account)}/videos`,
  channelFeed: (account: Named, kind: string): string => `${profile(account)}/videos.${kind}`,
  playlists: (account: Named): string => `${profile(account)}/playlists`,
  playlist: (account: Named, id: number): string => `${profile(account)}/playlists/${id}`,
  /** POST makes one. */
  ownPlaylists: "/playlists",
  newPlaylist: "/playlists/new",
  /** One's own: GET the form, POST it. */
  editPlaylist: (id: number): string => `/playlists/${id}`,
  /** GET asks, POST does it. */
  dropPlaylist: (id: number): string => `/playlists/${id}/delete`,
  /** POST `film` and `do`: up, down or remove. */
  playlistFilms: (id: number): string => `/playlists/${id}/films`,
  /** One's own: GET the form by which videos are put into it, POST `status` (ids, repeated) and `address`. */
  addFilms: (id: number): string => `/playlists/${id}/add`,
  /** In which of one's own a video stands: GET the form, POST `playlist` (ids, repeated). */
  putInPlaylists: (status_id: number): string => `/statuses/${status_id}/playlists`,
  chapters: (account: Named, status_id: number): string => `${profile(account)}/videos/${status_id}/chapters.vtt`,
  /** By the id of its status. */
  watch: (account: Named, status_id: number): string => `${profile(account)}/videos/${status_id}`,
  /** With a playlist beside it: `at`: which place of that, where the film stands there more than once; `t`: from which second. */
  watchIn: (
    account: Named,
    status_id: number,
    { list, at, t = 0 }: { list: number; at?: number | undefined; t?: number },
  ): string =>
    `${profile(account)}/videos/${status_id}?list=${list}${at === undefined ? "" : `&at=${at}`}${t > 0 ? `&t=${t}` : ""}`,
} as const;
