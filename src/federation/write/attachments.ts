// Media as `attachment`: a Document each, as Mastodon sends them, whatever they show.
import type { Document } from "@fedify/fedify/vocab";
import { fromJson } from "../../db/columns.ts";
import type { Media } from "../../db/schema.ts";
import type { MediaMeta } from "../../db/values.ts";
import type { LoadedVideo } from "../../videos/load.ts";
import type { Chapter } from "../../videos/values.ts";
import { toVideoTerms, type VideoTerms } from "./video.ts";
import { markedFileUrl, type Writer } from "./writer.ts";

/** Pixelfed (0.12.6, `verifyAttachments`) refuses a whole post for a picture that says of itself to be wider or higher. */
const LONGEST_SIDE = 5000;

const sizeSaid = (size: MediaMeta["original"]) =>
  size === undefined || Math.max(size.width, size.height) > LONGEST_SIDE ? undefined : size;

export function toAttachment(media: Media, writer: Writer): Document {
  const { vocab } = writer;
  const size = sizeSaid(fromJson(media.meta).original);
  return new vocab.Document({
    mediaType: media.mime_type || null,
    url: markedFileUrl(writer, media.file || media.remote_url),
    name: media.description || null,
    width: size?.width ?? null,
    height: size?.height ?? null,
    // The poster of a film, the cover of a song.
    ...(media.kind === "image" || media.preview_file === ""
      ? {}
      : { icon: new vocab.Image({ mediaType: "image/webp", url: markedFileUrl(writer, media.preview_file) }) }),
  });
}

/** What Fedify's vocabulary has no word for; `complete` adds it to the attachment of this address. */
export type MediaTerms = { blurhash?: string; focalPoint?: readonly [number, number] } & Partial<VideoTerms>;

export type ShownMedia = {
  media: readonly Media[];
  videos: ReadonlyMap<number, LoadedVideo>;
  chapters: (video: LoadedVideo["video"]) => readonly Chapter[];
};

export function toMediaTerms(
  { media, videos, chapters }: ShownMedia,
  writer: Pick<Writer, "instance" | "mark">,
): Map<string, MediaTerms> {
  return new Map(
    media.map((item) => {
      const { focus, sound } = fromJson(item.meta);
      const video = videos.get(item.id);
      const terms: MediaTerms = {
        ...(video === undefined ? {} : toVideoTerms({ media: item, loaded: video, chapters: chapters(video.video) }, writer)),
        ...(sound === undefined || sound.duration <= 0 ? {} : { duration: `PT${Math.max(1, Math.round(sound.duration))}S` }),
        ...(item.blurhash === "" ? {} : { blurhash: item.blurhash }),
        ...(focus === undefined ? {} : { focalPoint: [focus.x, focus.y] }),
      };
      return [markedFileUrl(writer, item.file || item.remote_url)?.href ?? "", terms];
    }),
  );
}
