/** Where the playlist, the sizes and the captions of a video are found: always through us. Pure. */
import type { Instance } from "../config.ts";
import type { Mark } from "../media/apart.ts";
import { markedUrl, placeToken } from "../media/url.ts";
import type { LoadedVideo } from "./load.ts";

export type VideoUrls = {
  /** "" while there is none. */
  hls_url: string;
  /** The smallest first. */
  sizes: { lines: number; width: number; height: number; bytes: number; url: string }[];
  captions: { language: string; label: string; url: string }[];
};

export function videoUrls(
  instance: Pick<Instance, "origin" | "media">,
  { video, apart, rungs, captions }: LoadedVideo,
  mark: Mark,
): VideoUrls {
  const at = (path: string): string => `${instance.origin}/media/${apart ? mark(path) : path}`;
  const ours = video.token !== "" && video.state === "ready" && rungs.some(({ file }) => file !== "");
  return {
    hls_url: ours ? at(`hls/${video.token}/master.m3u8`) : "",
    sizes: rungs.map(({ id, lines, width, height, bytes, file, url }) => ({
      lines,
      width,
      height,
      bytes,
      url: markedUrl(instance, file, mark) ?? at(`remote/sizes/${id}/${placeToken(url)}`),
    })),
    captions: captions.map(({ language, label, token }) => ({ language, label, url: at(`captions/${token}.vtt`) })),
  };
}
