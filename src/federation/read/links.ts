// The URLs, files and emojis of objects: what `url`, `icon`, `image` and `tag` come to, whether they are strings, Links, objects or lists of these.
import { count, id, instant, isA, list, object, objects, one, text, type Doc } from "./shape.ts";

/** Something that a URL property points at. */
export type LinkRecord = {
  href: string;
  media_type: string;
  width?: number;
  height?: number;
  /** As it says. */
  bytes?: number;
  /** Of a film whose pictures and sound are apart: which of the two. */
  carries?: "pictures" | "sound";
};

const LARGEST_SIDE = 100_000;
const LARGEST_FILE = 1e13;

/** Every usable target of a `url`-like property: plain URLs, Links (`href`), and objects with a `url` of their own (Image). PeerTube nests files in `tag`. */
export function links(v: unknown, max = 50, depth = 0): LinkRecord[] {
  if (typeof v === "string") return toLink(v, undefined);
  const found: LinkRecord[] = [];
  for (const entry of list(v, max)) {
    const inner = object(entry);
    if (inner === undefined) found.push(...toLink(entry, undefined));
    else if (inner.href !== undefined) found.push(...toLink(inner.href, inner));
    else if (inner.url !== undefined && depth < 2)
      found.push(...links(inner.url, max, depth + 1).map((link) => ({ ...described(inner), ...link })));
    else found.push(...toLink(inner.id, inner));
    if (inner?.tag !== undefined && depth < 2) found.push(...links(inner.tag, max, depth + 1));
    if (found.length >= max) break;
  }
  return found.slice(0, max);
}

function toLink(v: unknown, from: Doc | undefined): LinkRecord[] {
  const href = id(v);
  return href === undefined ? [] : [{ href, media_type: "", ...(from === undefined ? {} : described(from)) }];
}

function described(from: Doc): Partial<Omit<LinkRecord, "href">> {
  const [media_type, width, height, bytes] = [
    mediaType(from.mediaType),
    count(from.width, LARGEST_SIDE),
    count(from.height, LARGEST_SIDE),
    count(from.size, LARGEST_FILE),
  ];
  return {
    ...(media_type === "" ? {} : { media_type }),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(bytes ? { bytes } : {}),
    ...carriesOf(from),
  };
}

/** PeerTube says of its newer files what ffprobe has found in them. */
function carriesOf(from: Doc): Pick<LinkRecord, "carries"> {
  const found = objects(from.attachment, 20).flatMap(({ name, value }) => (name === "ffprobe_codec_type" ? [value] : []));
  if (found.includes("video") === found.includes("audio")) return {};
  return { carries: found.includes("video") ? "pictures" : "sound" };
}

/**
 * Files that can be seen and heard: where PeerTube keeps a film's sound apart, the address of each that has none bears that of the sound (`media/remote/fetch.ts`
 * joins them).
 */
export function heard(files: readonly LinkRecord[]): LinkRecord[] {
  const sound = files.find(({ carries }) => carries === "sound")?.href;
  const films = files.filter(({ carries }) => carries !== "sound");
  if (sound === undefined || films.length === 0) return [...files];
  const beside = `#sound=${encodeURIComponent(sound)}`;
  return films.map((file) =>
    file.carries === "pictures" ? { ...file, href: `${file.href.replace(/#.*$/, "")}${beside}` } : file,
  );
}

/** `type/subtype` in lower case, without parameters; "" if it is none. */
export function mediaType(v: unknown): string {
  const [type = ""] = text(v, 200).toLowerCase().split(";", 1);
  return /^[a-z]{1,20}\/[\w.+-]{1,100}$/.test(type.trim()) ? type.trim() : "";
}

/** The page that people are sent to: the HTML one if there are several. */
export function pageUrl(v: unknown): string | undefined {
  if (typeof v === "string") return id(v);
  const all = links(v);
  return (all.find((link) => link.media_type === "text/html") ?? all.find((link) => link.media_type === ""))?.href;
}

/** Pixels to a side: a picture that is larger is only taken where there is no other. */
const LARGE_SIDE = 2000;

/** The picture of an `icon` or `image`: of those that are one, as far as their sender says, the largest (PeerTube lists four, the smallest first), or else the first. */
export function pictureUrl(v: unknown): string | undefined {
  const found = links(v).filter(({ media_type }) => media_type === "" || media_type.startsWith("image/"));
  const wide = ({ width = 0, height = 0 }: LinkRecord) => (Math.max(width, height) > LARGE_SIDE ? 0 : width);
  return found.toSorted((a, b) => wide(b) - wide(a))[0]?.href;
}

export type EmojiRecord = { shortcode: string; uri?: string; url: string; updated?: number };

/** The custom emojis among an object's tags, each shortcode once. */
export function emojis(tags: readonly Doc[], max = 100): EmojiRecord[] {
  const found = new Map<string, EmojiRecord>();
  for (const tag of tags) {
    if (!isA(tag, "Emoji") || found.size >= max) continue;
    const shortcode = text(tag.name, 200).replace(/^:|:$/g, "");
    const [uri, url, updated] = [id(tag.id), pictureUrl(tag.icon), instant(tag.updated)];
    if (url === undefined || found.has(shortcode) || !/^[\p{L}\p{N}_+.-]{1,128}$/u.test(shortcode)) continue;
    found.set(shortcode, {
      shortcode,
      url,
      ...(uri === undefined ? {} : { uri }),
      ...(updated === undefined ? {} : { updated }),
    });
  }
  return [...found.values()];
}

/** The id of a collection, which may be given as an id, as an object, or as an object without an id but with a first page. */
export function collectionUri(v: unknown): string | undefined {
  return id(v) ?? id(object(one(v))?.first);
}

/** How many members an embedded collection says it has. */
export function totalItems(v: unknown): number | undefined {
  return count(object(one(v))?.totalItems);
}

/** `objects` for `tag`: the one list that is walked for several purposes. */
export function tagsOf(doc: Doc): Doc[] {
  return objects(doc.tag, 500);
}
