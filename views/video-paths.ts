/** Where videos are: a part of `routes`. */
import type { Account } from "../src/db/schema.ts";

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
  chapters: (account: Named, status_id: number): string => `${profile(account)}/videos/${status_id}/chapters.vtt`,
  /** By the id of its status. */
  watch: (account: Named, status_id: number): string => `${profile(account)}/videos/${status_id}`,
} as const;
