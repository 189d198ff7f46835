/**
 * What a video of ours has besides its file, on the attachment of its Note: Mastodon shows the film, and whoever knows these words (PeerTube's and schema.org's, where there
 * are any) its title, its length, its captions and its sizes as well.
 */
import { fromJson } from "../../db/columns.ts";
import type { Media, Status } from "../../db/schema.ts";
import type { StatusPage } from "../../statuses/page.ts";
import type { Chapter } from "../../videos/values.ts";
import { videoOf, type LoadedVideo } from "../../videos/load.ts";
import { videoUrls } from "../../videos/url.ts";
import type { Json } from "./complete.ts";
import type { Writer } from "./writer.ts";

export type VideoTerms = {
  videoTitle: string;
  /** xsd:duration. */
  duration: string;
  hls?: string;
  videoSizes?: Json[];
  subtitleLanguage?: Json[];
  licence?: Json;
  hasParts?: Json[];
};

const CONTEXT = {
  sc: "http://schema.org#",
  videoTitle: "urn:kith:ns#videoTitle",
  hls: { "@id": "urn:kith:ns#hls", "@type": "@id" },
  videoSizes: { "@id": "urn:kith:ns#videoSizes", "@type": "@id" },
  subtitleLanguage: "sc:subtitleLanguage",
  hasParts: "sc:hasParts",
  startOffset: "sc:startOffset",
  endOffset: "sc:endOffset",
  identifier: "sc:identifier",
  licence: "sc:license",
  size: "https://joinpeertube.org/ns#size",
} as const;

export const withVideoContext = (document: Json): Json => ({ ...document, "@context": [document["@context"], CONTEXT].flat() });

/** `chapters`: as they are shown, wherever they are said. */
export type ShownVideo = { media: Media; loaded: LoadedVideo; chapters: readonly Chapter[] };

export function toVideoTerms(
  { media, loaded, chapters }: ShownVideo,
  { instance, mark }: Pick<Writer, "instance" | "mark">,
): VideoTerms {
  const { hls_url, sizes, captions } = videoUrls(instance, loaded, mark);
  const { title, licence } = loaded.video;
  const { duration = 0 } = fromJson(media.meta).original ?? {};
  return {
    videoTitle: title,
    duration: `PT${Math.round(duration)}S`,
    ...(hls_url === "" ? {} : { hls: hls_url }),
    ...(sizes.length === 0
      ? {}
      : {
          videoSizes: sizes.map(({ width, height, bytes, url }) => ({
            type: "Link",
            mediaType: "video/mp4",
            href: url,
            width,
            height,
            size: bytes,
          })),
        }),
    ...(captions.length === 0
      ? {}
      : {
          subtitleLanguage: captions.map(({ language, label, url }) => ({ identifier: language, name: label || language, url })),
        }),
    ...(licence === "" ? {} : { licence: { name: licence } }),
    ...(chapters.length === 0 ? {} : { hasParts: toParts(chapters, Math.round(duration)) }),
  };
}

/** As PeerTube writes them; each ends where the next begins. */
const toParts = (chapters: readonly { at: number; title: string }[], end: number): Json[] =>
  chapters.map(({ at, title }, n) => ({
    name: title,
    startOffset: at,
    endOffset: chapters[n + 1]?.at ?? Math.max(end, at),
  }));

/** The title of a status that is a video. */
export const videoTitleOf = (status: Status, page: StatusPage): string | undefined =>
  videoOf(page.media.get(status.id), page.videos)?.video.title;
