/**
 * Takes in an image: what it is is read from its bytes, its pixels are counted before it is decoded, and what is kept is always our own
 * encoding of it, upright and without metadata (places, cameras, names).
 */
import { randomBytes } from "node:crypto";
import { encode } from "blurhash";
import type { Metadata, Sharp } from "sharp";
import { toJson } from "../db/columns.ts";
import type { Account, Media } from "../db/schema.ts";
import type { MediaMeta } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { withinCapacity } from "./capacity.ts";
import { readDescription, readFocus } from "./words.ts";

export type MediaUpload = {
  bytes: Buffer;
  /** What it shows, in words; at most 1,500 characters. */
  description?: string | undefined;
  /** `x,y`, each from -1 to 1: what must stay visible when it is cropped. */
  focus?: string | undefined;
};

/** What is accepted, as browsers name it. */
export const IMAGE_TYPES: readonly string[] = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/heif",
  "image/heic",
];

const ORIGINAL_AREA = 3840 * 2160;
const PREVIEW_AREA = 640 * 360;

type Picture = { bytes: Buffer; width: number; height: number; type: string; extension: string };

/**
 * Keeps an upload for a status that is still to be written.
 *
 * @throws Refusal `invalid` for what is no image that we can read, or is too large
 */
export async function addMedia(kith: Kith, account: Pick<Account, "id">, upload: MediaUpload): Promise<Media> {
  const { image_bytes, image_pixels } = kith.instance.limits;
  if (upload.bytes.length > image_bytes) throw invalid("Validation failed: File file size must be less than the limit");
  const description = readDescription(upload.description ?? "");
  const focus = readFocus(upload.focus);
  await assertImage(upload.bytes);
  const { original, small, blurhash } = await withinCapacity(kith, async () => await encodeImage(upload.bytes, image_pixels));
  const [file, preview_file] = [nameFor(original.extension), nameFor(small.extension)];
  await kith.files.write(file, original.bytes);
  await kith.files.write(preview_file, small.bytes);
  const meta: MediaMeta = { original: sizeOf(original), small: sizeOf(small), ...(focus === undefined ? {} : { focus }) };
  const row: Media = {
    id: kith.newId(),
    account_id: account.id,
    status_id: null,
    position: 0,
    kind: "image",
    mime_type: original.type,
    file,
    preview_file,
    remote_url: "",
    preview_remote_url: "",
    description,
    blurhash,
    meta: toJson(meta),
    bytes: original.bytes.length + small.bytes.length,
    created_at: kith.now(),
    kept_by: 0,
    draft_id: 0,
  };
  await kith.write(async (tx) => await tx.insertInto("media").values(row).execute());
  return row;
}

/** 128 random bits: nobody finds a picture by guessing, and a name says nothing about whose it is. */
export function nameFor(extension: string): string {
  const name = randomBytes(16).toString("hex");
  return `media/${name.slice(0, 2)}/${name.slice(2)}.${extension}`;
}

const sizeOf = ({ width, height }: Picture) => ({ width, height });

/** @throws Refusal `invalid` when the bytes are not those of an image that we accept */
export async function assertImage(bytes: Buffer): Promise<void> {
  const { fileTypeFromBuffer } = await import("file-type");
  const found = await fileTypeFromBuffer(bytes);
  if (found === undefined || !IMAGE_TYPES.includes(found.mime)) throw invalid("Validation failed: File content type is invalid");
}

async function encodeImage(bytes: Buffer, most: number): Promise<{ original: Picture; small: Picture; blurhash: string }> {
  const { open, metadata } = await openImage(bytes, most);
  const animated = (metadata.pages ?? 1) > 1;
  const lossy = metadata.format === "jpeg" || (metadata.format === "heif" && metadata.hasAlpha !== true);
  const size = uprightSize(metadata);
  try {
    const big = fitted(open(animated), size, ORIGINAL_AREA);
    const original = lossy
      ? await finish(big.jpeg({ quality: 88 }), { type: "image/jpeg", extension: "jpg" }, 1)
      : await finish(big.webp({ quality: 88, effort: 3 }), { type: "image/webp", extension: "webp" }, metadata.pages ?? 1);
    const preview = fitted(open(false), size, PREVIEW_AREA);
    const small = await finish(preview.webp({ quality: 78, effort: 3 }), { type: "image/webp", extension: "webp" }, 1);
    return { original, small, blurhash: await blurhashOf(open(false)) };
  } catch {
    throw unreadable();
  }
}

const unreadable = () => invalid("Validation failed: File could not be read as an image");

/** Reads the header only, so that an image of too many pixels is refused before a single one is decoded. */
export async function openImage(
  bytes: Buffer,
  most: number,
): Promise<{ open: (animated: boolean) => Sharp; metadata: Metadata }> {
  const { default: sharp } = await import("sharp");
  const options = { limitInputPixels: most, failOn: "error", sequentialRead: true } as const;
  const metadata = await sharp(bytes, options)
    .metadata()
    .catch(() => {
      throw unreadable();
    });
  if (metadata.width * metadata.height * Math.max(metadata.pages ?? 1, 1) > most)
    throw invalid("Validation failed: File has too many pixels");
  return { metadata, open: (animated) => sharp(bytes, { ...options, animated }).autoOrient() };
}

/** Orientations 5 to 8 lie on their side. */
function uprightSize({ width, height, pageHeight, orientation = 1 }: Metadata): { width: number; height: number } {
  const tall = pageHeight ?? height;
  return orientation >= 5 ? { width: tall, height: width } : { width, height: tall };
}

/** Scaled down so that width × height is at most `area`; never up. */
function fitted(image: Sharp, { width, height }: { width: number; height: number }, area: number): Sharp {
  const scale = Math.sqrt(area / (width * height));
  return scale >= 1
    ? image
    : image.resize(Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale)), { fit: "fill" });
}

async function finish(image: Sharp, kind: { type: string; extension: string }, pages: number): Promise<Picture> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  // The height of an animation is that of all its pictures, one below the other.
  return {
    ...kind,
    bytes: data,
    width: info.width,
    height: Math.round(info.height / (info.pages ?? (kind.type === "image/webp" ? pages : 1))),
  };
}

async function blurhashOf(image: Sharp): Promise<string> {
  const { data, info } = await image.resize(32, 32, { fit: "inside" }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3);
}
