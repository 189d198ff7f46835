/**
 * Encodes images: their pixels are counted before they are decoded, and what is kept is always our own encoding, upright and without
 * metadata (places, cameras, names).
 */
import { encode } from "blurhash";
import type { Metadata, Sharp } from "sharp";
import { invalid } from "../errors.ts";

const ORIGINAL_AREA = 3840 * 2160;
const PREVIEW_AREA = 640 * 360;

export type Picture = { bytes: Buffer; width: number; height: number; extension: string };
export type Preview = { small: Picture; blurhash: string };

/**
 * The image as it is shown and its preview; what moves keeps moving, as WebP.
 *
 * @param most pixels, all pictures of an animation counted
 * @throws Refusal `invalid`
 */
export async function encodeImage(bytes: Buffer, most: number): Promise<Preview & { original: Picture }> {
  const { open, metadata } = await openImage(bytes, most);
  const animated = isAnimated(metadata);
  const lossy = metadata.format === "jpeg" || (metadata.format === "heif" && metadata.hasAlpha !== true);
  const size = uprightSize(metadata);
  try {
    const big = fitted(open(animated), size, ORIGINAL_AREA);
    const original = lossy
      ? await finish(big.jpeg({ quality: 88 }), "jpg", 1)
      : await finish(big.webp({ quality: 88, effort: 3 }), "webp", metadata.pages ?? 1);
    return { original, ...(await previewOf(open, size)) };
  } catch {
    throw unreadable();
  }
}

/** A still preview of any image. @throws Refusal `invalid` */
export async function encodePreview(bytes: Buffer, most: number): Promise<Preview> {
  const { open, metadata } = await openImage(bytes, most);
  try {
    return await previewOf(open, uprightSize(metadata));
  } catch {
    throw unreadable();
  }
}

async function previewOf(open: (animated: boolean) => Sharp, size: { width: number; height: number }): Promise<Preview> {
  const small = await finish(fitted(open(false), size, PREVIEW_AREA).webp({ quality: 78, effort: 3 }), "webp", 1);
  return { small, blurhash: await blurhashOf(open(false)) };
}

export const isAnimated = ({ pages }: Metadata): boolean => (pages ?? 1) > 1;

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

async function finish(image: Sharp, extension: "jpg" | "webp", pages: number): Promise<Picture> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  // The height of an animation is that of all its pictures, one below the other.
  return { extension, bytes: data, width: info.width, height: Math.round(info.height / (info.pages ?? pages)) };
}

async function blurhashOf(image: Sharp): Promise<string> {
  const { data, info } = await image.resize(32, 32, { fit: "inside" }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3);
}
