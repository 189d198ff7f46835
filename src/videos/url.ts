/** Where the playlist, the sizes and the captions of a video are found: always through us. Pure. */
import type { Instance } from "../config.ts";
import { mediaUrl, placeToken } from "../media/url.ts";
import type { LoadedVideo } from "./load.ts";

export type VideoUrls = {
  /** "" while there is none. */
  hls_url: string;
  /** The smallest first. */
  sizes: { lines: number; width: number; height: number; bytes: number; url: string }[];
  captions: { language: string; label: string; url: string }[];
};

export function videoUrls(instance: Pick<Instance, "origin" | "media">, { video, rungs, captions }: LoadedVideo): VideoUrls {
  const ours = video.token !== "" && video.state === "ready" && rungs.some(({ file }) => file !== "");
  return {
    hls_url: ours ? `${instance.origin}/media/hls/${video.token}/master.m3u8` : "",
    sizes: rungs.map(({ id, lines, width, height, bytes, file, url }) => ({
      lines,
      width,
      height,
      bytes,
      url: mediaUrl(instance, file) ?? `${instance.origin}/media/remote/sizes/${id}/${placeToken(url)}`,
    })),
    captions: captions.map(({ language, label, token }) => ({
      language,
      label,
      url: `${instance.origin}/media/captions/${token}.vtt`,
    })),
  };
}
