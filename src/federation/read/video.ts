/**
 * What a film has besides its file: as PeerTube's Video has it (https://docs.joinpeertube.org/api/activitypub), and as we write it beside an attachment of a Note.
 */
import { markdownOf } from "./content.ts";
import { heard, links, mediaType, type LinkRecord } from "./links.ts";
import { count, decimal, id, instant, isA, isLanguage, list, object, objects, sameOrigin, text, type Doc } from "./shape.ts";

export type VideoRecord = {
  /** Plain text. */
  title: string;
  /** Seconds; 0 = not said. */
  duration: number;
  hls_url: string;
  /** Each number of lines once, ascending. */
  sizes: { lines: number; width: number; height: number; bytes: number; url: string }[];
  captions: { language: string; label: string; url: string }[];
  views_count: number;
  licence: string;
  channel_uri: string;
  /** In the order in which they are said. */
  chapters: ChapterRecord[];
  /** Where they are instead, or "". */
  chapters_url: string;
  category: string;
  /** Raw HTML. */
  support: string;
  /** ms; undefined = not said. */
  originally_at: number | undefined;
};

/** `at`: seconds. */
export type ChapterRecord = { at: number; title: string };

const HLS = ["application/x-mpegurl", "application/vnd.apple.mpegurl"];
const MOST = 50;
const MOST_CHAPTERS = 100;
const DURATION = /^P(?:(\d{1,4})D)?T?(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d+)?S)?$/;

/** Seconds of an xsd:duration; 0 for what is none. */
export function durationOf(value: unknown): number {
  const [whole, days = "0", hours = "0", minutes = "0", seconds = "0"] = DURATION.exec(text(value, 50)) ?? [];
  return whole === undefined ? 0 : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** A Video that is a status itself; undefined without a title. */
export function videoOf(doc: Doc): VideoRecord | undefined {
  const title = text(doc.name ?? doc.nameMap, 1000).trim();
  if (title === "") return undefined;
  const files = links(doc.url);
  return {
    title,
    ...besides(doc),
    ...partsOf(doc, id(doc.id)),
    hls_url: files.find((file) => HLS.includes(file.media_type))?.href ?? "",
    sizes: sizesOf(heard(files), Number(text(doc.aspectRatio, 20))),
    channel_uri: channelOf(doc) ?? "",
  };
}

/** The attachment of a Note of another Kith. */
export function attachedVideoOf(entry: Doc): VideoRecord | undefined {
  const title = text(entry.videoTitle, 1000).trim();
  if (title === "") return undefined;
  return {
    title,
    ...besides(entry),
    ...partsOf(entry, undefined),
    hls_url: id(entry.hls) ?? "",
    sizes: sizesOf(links(entry.videoSizes), NaN),
    channel_uri: "",
  };
}

/** PeerTube's `hasParts`: the chapters, or the address of an object that has them as `hasPart`, on the video's own server. */
function partsOf(doc: Doc, owner: string | undefined): Pick<VideoRecord, "chapters" | "chapters_url"> {
  const chapters = chaptersOf(doc.hasParts);
  const url = chapters.length > 0 ? undefined : id(doc.hasParts);
  return { chapters, chapters_url: url !== undefined && owner !== undefined && sameOrigin(url, owner) ? url : "" };
}

export const chaptersOf = (value: unknown): ChapterRecord[] =>
  objects(value, MOST_CHAPTERS).flatMap((entry) => {
    const [at, title] = [decimal(entry.startOffset), text(entry.name, 500).trim()];
    return Number.isFinite(at) && at >= 0 && title !== "" ? [{ at, title }] : [];
  });

const besides = (doc: Doc) => ({
  duration: durationOf(doc.duration),
  captions: captionsOf(doc),
  views_count: count(doc.views) ?? 0,
  licence: text(object(list(doc.licence, 1)[0])?.name ?? doc.licence, 200).trim(),
  category: text(object(list(doc.category, 1)[0])?.name ?? doc.category, 200).trim(),
  // Markdown, as its description.
  support: markdownOf(text(doc.support, 5000)),
  originally_at: instant(doc.originallyPublishedAt),
});

/** The channel of a video, beside the person who has made it. */
export function channelOf(doc: Doc): string | undefined {
  if (!isA(doc, "Video")) return undefined;
  const uri = id(list(doc.attributedTo, 20).find((entry) => isA(object(entry), "Group")));
  const own = id(doc.id);
  return uri !== undefined && own !== undefined && sameOrigin(uri, own) ? uri : undefined;
}

/** @param ratio width to height, where it is said of the whole */
function sizesOf(files: readonly LinkRecord[], ratio: number): VideoRecord["sizes"] {
  const found = new Map<number, VideoRecord["sizes"][number]>();
  for (const { href, media_type, height = 0, width, bytes = 0 } of files) {
    if (media_type !== "video/mp4" || height < 1) continue;
    const wide = width ?? Math.round(height * (ratio > 0.1 && ratio < 10 ? ratio : 16 / 9));
    const lines = Math.min(wide, height);
    if (!found.has(lines)) found.set(lines, { lines, width: wide, height, bytes, url: href });
  }
  return [...found.values()].toSorted((a, b) => a.lines - b.lines).slice(0, MOST);
}

/** Newer PeerTubes list several files for each. */
function captionsOf(doc: Doc): VideoRecord["captions"] {
  return objects(doc.subtitleLanguage, MOST).flatMap((entry) => {
    const files = links(entry.url);
    const file = files.find((one) => one.media_type === "text/vtt") ?? files.find((one) => mediaType(one.media_type) === "");
    const language = text(entry.identifier, 35);
    return file === undefined || !isLanguage(language) ? [] : [{ language, label: labelOf(entry, language), url: file.href }];
  });
}

/** What only says the language once more is no name: readers are told it in words of their own. */
function labelOf(entry: Doc, language: string): string {
  const label = text(entry.name, 200);
  return label === language ? "" : label;
}
