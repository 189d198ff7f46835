/**
 * Encodes images: their pixels are counted before they are decoded, and what is kept is always our own encoding, upright and without
 * metadata (places, cameras, names).
 */
import { encode } from "blurhash";
import type { Metadata, Sharp } from "sharp";
import { invalid } from "../errors.ts";

const ORIGINAL_AREA = 3840 * 2160;
const PREVIEW_AREA = 640 * 360;

/** A PNG of so many bytes stays one, whatever it shows; a larger one if each of its bytes stands for so many pixels, as in what is drawn or written. */
const SMALL_PNG = 256 * 1024;
const PIXELS_A_BYTE = 4;

export type Picture = { bytes: Buffer; width: number; height: number; extension: string };
export type Preview = { small: Picture; blurhash: string };

/**
 * The image as it is shown and its preview; what moves keeps moving, as WebP.
 *
 * @param most pixels, all pictures of an animation counted
 * @throws Refusal `invalid`
 */
export async function encodeImage(bytes: Buffer, most: number): Promise<Preview & { original: Picture }> {
  const { open, metadata, length } = await openImage(bytes, most);
  const size = uprightSize(metadata);
  const big = () => fitted(open(isAnimated(metadata)), size, ORIGINAL_AREA);
  try {
    const original = isAnimated(metadata)
      ? await finish(big().webp({ quality: 88, effort: 3 }), "webp", metadata.pages ?? 1)
      : await encodeStill(big, metadata, length);
    return { original, ...(await previewOf(open, size)) };
  } catch {
    throw unreadable();
  }
}

/**
 * What stands still is a JPEG or a PNG, which everybody takes: Pixelfed (0.12.6, `verifyAttachments`) comes with these and GIF allowed, and refuses a whole post for
 * one WebP. PNG is for what something shows through, and for what is drawn or written, where it loses nothing and is small; a photograph as PNG would be
 * five times its JPEG. What shows through pays for that: a photograph with a cut-out subject is 1.2 MB as PNG at 1920 × 1280, and would be 0.13 MB as WebP (quality 88),
 * 0.8 MB as one that loses nothing, 0.08 MB as AVIF. Timelines show its preview, which is WebP.
 *
 * @param big opens it in its size
 */
async function encodeStill(big: () => Sharp, metadata: Metadata, bytes: number): Promise<Picture> {
  const { format, width, height } = metadata;
  if (format === "jpeg") return await finish(big().jpeg({ quality: 88 }), "jpg", 1);
  const opaque = await isOpaque(big, metadata);
  const few = (format === "png" || format === "gif") && bytes <= Math.max(SMALL_PNG, (width * height) / PIXELS_A_BYTE);
  // What cameras write knows half of the colours already; letters in colour would lose their edges with them.
  const chromaSubsampling = format === "heif" ? "4:2:0" : "4:4:4";
  if (opaque && !few) return await finish(big().jpeg({ quality: 88, chromaSubsampling }), "jpg", 1);
  const shown = opaque ? big().removeAlpha() : await withoutHidden(big());
  // Of up to 256 colours each stays exactly what it is (with less effort some are off by one).
  const exact = { palette: true, quality: 100, dither: 0, effort: 7 };
  const indexed = (metadata.isPalette || format === "gif") && width * height <= ORIGINAL_AREA;
  return await finish(shown.png(indexed ? exact : { compressionLevel: 6, adaptiveFiltering: true }), "png", 1);
}

/**
 * Without the colours of what is wholly transparent: what somebody has cut out is nobody's to see, and as PNG it would take as much room as what is shown (of a
 * photograph with half of it cut away 4 MB instead of 2). The colours that show through stay as they are: those of a photograph in a palette of 256 are grainy, and take
 * 6 s to find.
 */
async function withoutHidden(image: Sharp): Promise<Sharp> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  // Of grey ones 2; the last is how much it lets through.
  const { width, height, channels } = info;
  for (let alpha = channels - 1; alpha < data.length; alpha += channels)
    if (data[alpha] === 0) for (let at = alpha - channels + 1; at < alpha; at++) data[at] = 0;
  const { default: sharp } = await import("sharp");
  return sharp(data, { raw: { width, height, channels } });
}

/** Many pictures have an alpha channel that lets nothing through. */
async function isOpaque(big: () => Sharp, { hasAlpha }: Metadata): Promise<boolean> {
  if (!hasAlpha) return true;
  const alpha = await big().extractChannel("alpha").raw().toBuffer();
  return alpha.equals(Buffer.alloc(alpha.length, 255));
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

/** Reads the header only, so that an image of too many pixels is refused before a single one is decoded. `length`: bytes, without what is no picture. */
export async function openImage(
  given: Buffer,
  most: number,
): Promise<{ open: (animated: boolean) => Sharp; metadata: Metadata; length: number }> {
  const { default: sharp } = await import("sharp");
  // Whatever reads a PNG unpacks all the texts in it, be they gigabytes.
  const bytes = (await import("./png.ts")).withoutTexts(given);
  const options = { limitInputPixels: most, failOn: "error", sequentialRead: true } as const;
  const metadata = await sharp(bytes, options)
    .metadata()
    .catch(() => {
      throw unreadable();
    });
  if (metadata.width * metadata.height * Math.max(metadata.pages ?? 1, 1) > most)
    throw invalid("Validation failed: File has too many pixels");
  return { metadata, length: bytes.length, open: (animated) => sharp(bytes, { ...options, animated }).autoOrient() };
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

async function finish(image: Sharp, extension: "jpg" | "png" | "webp", pages: number): Promise<Picture> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  // The height of an animation is that of all its pictures, one below the other.
  return { extension, bytes: data, width: info.width, height: Math.round(info.height / (info.pages ?? pages)) };
}

async function blurhashOf(image: Sharp): Promise<string> {
  const { data, info } = await image.resize(32, 32, { fit: "inside" }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3);
}
