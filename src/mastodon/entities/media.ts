/** Media attachments. */
import { fromJson } from "../../db/columns.ts";
import type { Media } from "../../db/schema.ts";
import type { MediaKind, MediaMeta, Motion } from "../../db/values.ts";
import { mediaUrls } from "../../media/url.ts";
import type { LoadedVideo } from "../../videos/load.ts";
import type { Scene } from "./scene.ts";
import { renderFilm, type FilmJson } from "./video.ts";

type Size = { width: number; height: number; size: string; aspect: number };
type Original = Partial<Size & Motion>;
export type MediaJson = {
  id: string;
  type: MediaKind;
  url: string | null;
  preview_url: string | null;
  remote_url: string | null;
  preview_remote_url: string | null;
  text_url: null;
  meta: { original?: Original; small?: Size; focus?: { x: number; y: number }; kith?: FilmJson };
  description: string | null;
  blurhash: string | null;
};

/** @param video what it has besides, if it is one */
export function renderMedia(media: Media, { instance, mark }: Scene, video?: LoadedVideo): MediaJson {
  const { url, preview_url, remote_url, preview_remote_url } = mediaUrls(instance, media, mark);
  const meta: MediaJson["meta"] = {};
  if (media.meta !== "{}" && media.meta !== "") {
    const { original, small, focus, sound } = fromJson(media.meta);
    if (original !== undefined) meta.original = originalOf(original);
    if (sound !== undefined) meta.original = { duration: sound.duration, bitrate: sound.bitrate };
    if (small !== undefined) meta.small = sizeOf(small);
    if (focus !== undefined) meta.focus = { x: focus.x, y: focus.y };
  }
  if (video !== undefined) meta.kith = renderFilm(video, { instance, mark });
  return {
    id: String(media.id),
    type: media.kind,
    url,
    preview_url,
    remote_url,
    preview_remote_url,
    text_url: null,
    meta,
    description: media.description === "" ? null : media.description,
    blurhash: media.blurhash === "" ? null : media.blurhash,
  };
}

/** What moves has its measures as Mastodon writes them, without the shape. */
const originalOf = (original: NonNullable<MediaMeta["original"]>): Original => {
  const { width, height, frame_rate, duration = 0, bitrate = 0 } = original;
  if (frame_rate !== undefined) return { width, height, frame_rate, duration, bitrate };
  return duration === 0 ? sizeOf(original) : { ...sizeOf(original), duration };
};

const sizeOf = ({ width, height }: { width: number; height: number }): Size => ({
  width,
  height,
  size: `${width}x${height}`,
  aspect: height === 0 ? 1 : width / height,
});
