// The media of a status: its attachments, or the file that a video, audio or image is itself.
import { heard, links, mediaType, pictureUrl, type LinkRecord } from "./links.ts";
import { attachedVideoOf, durationOf, videoOf, type VideoRecord } from "./video.ts";
import { count, isA, list, object, objects, text, type Doc } from "./shape.ts";

export type AttachmentRecord = {
  kind: "image" | "video" | "audio" | "unknown";
  /** "" if the sender does not say. */
  media_type: string;
  url: string;
  /** Plain text. */
  description: string;
  blurhash?: string;
  width?: number;
  height?: number;
  /** x and y from -1 to 1. */
  focus?: [number, number];
  preview_url?: string;
  /** Seconds, of a sound. */
  duration?: number;
  /** What it has besides, if it is a video with a title. */
  video?: VideoRecord;
};

const MOST = 16;
const LARGEST_SIDE = 100_000;

/** @param type the status's own type: Video, Audio and Image are attachments of themselves */
export function attachmentsOf(doc: Doc, type: string): AttachmentRecord[] {
  if (doc.attachment === undefined && type === "Note") return [];
  const own = type === "Video" || type === "Audio" || type === "Image" ? ownFile(doc, type) : undefined;
  const found = own === undefined ? [] : [own];
  for (const entry of objects(doc.attachment, 100)) {
    if (found.length >= MOST) break;
    const attachment = toAttachment(entry);
    if (attachment !== undefined && found.every((other) => other.url !== attachment.url)) found.push(attachment);
  }
  if (found.length > 0 || type === "Note" || type === "Question") return found;
  return pictured(doc);
}

/** Articles and events have a picture of their own. */
function pictured(doc: Doc): AttachmentRecord[] {
  const url = pictureUrl(doc.image);
  if (url === undefined) return [];
  const picture = object(list(doc.image, 1)[0]);
  return [
    {
      kind: "image",
      media_type: mediaType(picture?.mediaType),
      url,
      description: describe(picture ?? {}),
      ...looksOf(picture ?? {}),
    },
  ];
}

function toAttachment(entry: Doc): AttachmentRecord | undefined {
  const [file] = links(entry.url ?? entry.href, 1);
  if (file === undefined) return undefined;
  const media_type = mediaType(entry.mediaType) || file.media_type;
  const kind = kindOf(entry, media_type);
  // A Link to something that is no file is a mere link, which the content has as well.
  if (kind === "unknown" && isA(entry, "Link")) return undefined;
  const found = made({ entry, file: { ...file, media_type }, kind, preview: pictureUrl(entry.icon ?? entry.preview) });
  const video = kind === "video" ? attachedVideoOf(entry) : undefined;
  return video === undefined ? found : { ...found, video };
}

function kindOf(entry: Doc, media_type: string): AttachmentRecord["kind"] {
  const family = media_type.split("/", 1)[0];
  if (family === "image" || family === "video" || family === "audio") return family;
  if (media_type !== "") return "unknown";
  return isA(entry, "Image") ? "image" : isA(entry, "Video") ? "video" : isA(entry, "Audio") ? "audio" : "unknown";
}

/** What a server takes unless it is told otherwise (`limits.video_bytes`): what is larger is seen nowhere but where it is. */
const COMMON_BYTES = 99_614_720;

/** PeerTube offers a video in many sizes: the largest of at most 720 lines that is no huge file, or else the first. */
function ownFile(doc: Doc, type: "Video" | "Audio" | "Image"): AttachmentRecord | undefined {
  const family = type.toLowerCase() as "video" | "audio" | "image";
  const files = heard(links(doc.url).filter((link) => link.media_type.startsWith(`${family}/`)));
  const fitting = files.filter(({ height, bytes = 0 }) => height !== undefined && height <= 720 && bytes <= COMMON_BYTES);
  const file = fitting.toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0))[0] ?? files[0];
  if (file === undefined) return undefined;
  const found = made({ entry: doc, file, kind: family, preview: pictureUrl(doc.icon ?? doc.preview) });
  const video = type === "Video" ? videoOf(doc) : undefined;
  return video === undefined ? found : { ...found, video };
}

type Parts = { entry: Doc; file: LinkRecord; kind: AttachmentRecord["kind"]; preview: string | undefined };

function made({ entry, file, kind, preview }: Parts): AttachmentRecord {
  const { width, height } = file;
  return {
    kind,
    media_type: file.media_type,
    url: file.href,
    description: describe(entry),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...looksOf(entry),
    ...(kind === "audio" && durationOf(entry.duration) > 0 ? { duration: durationOf(entry.duration) } : {}),
    ...(preview === undefined || preview === file.href ? {} : { preview_url: preview }),
  };
}

/** Mastodon reads `summary` before `name`; on what is a status itself, these are the warning and the title. */
function describe(entry: Doc): string {
  if (entry.attributedTo !== undefined) return text(entry.name, 1500);
  return text(entry.summary, 5000) || text(entry.name ?? entry.nameMap, 5000);
}

type Looks = Pick<AttachmentRecord, "blurhash" | "width" | "height" | "focus">;

function looksOf(entry: Doc): Looks {
  const [blurhash, width, height] = [
    text(entry.blurhash, 200),
    count(entry.width, LARGEST_SIDE),
    count(entry.height, LARGEST_SIDE),
  ];
  const [x, y] = list(entry.focalPoint, 2);
  return {
    ...(/^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]{6,100}$/.test(blurhash) ? { blurhash } : {}),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(isFraction(x) && isFraction(y) ? { focus: [x, y] } : {}),
  };
}

function isFraction(v: unknown): v is number {
  return typeof v === "number" && v >= -1 && v <= 1;
}
