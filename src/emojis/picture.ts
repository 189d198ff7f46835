/** The pictures of custom emojis: small, ours, and moving when they move. */
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { fileTooLarge } from "../media/add.ts";
import { withinCapacity } from "../media/capacity.ts";
import { isAnimated, openImage } from "../media/images.ts";
import { assertImage } from "../media/kinds.ts";

const SIDE = 128;
const MOST_BYTES = 1024 * 1024;

/** @throws Refusal `invalid` for what is no image, or is too large */
export async function encodeEmoji(kith: Kith, bytes: Buffer): Promise<{ bytes: Buffer; extension: "png" | "webp" }> {
  if (bytes.length === 0) throw invalid("Validation failed: File could not be read as an image");
  if (bytes.length > MOST_BYTES) throw fileTooLarge(MOST_BYTES, "Picture");
  await assertImage(bytes);
  return await withinCapacity(kith, async () => {
    const { open, metadata } = await openImage(bytes, kith.instance.limits.image_pixels);
    const moves = isAnimated(metadata);
    const cut = open(moves).resize({ width: SIDE * 2, height: SIDE, fit: "inside", withoutEnlargement: true });
    try {
      if (moves) return { bytes: await cut.webp({ quality: 85, effort: 3 }).toBuffer(), extension: "webp" as const };
      // Some servers take nothing else for what stands still.
      return { bytes: await cut.png({ compressionLevel: 9 }).toBuffer(), extension: "png" as const };
    } catch {
      throw invalid("Validation failed: File could not be read as an image");
    }
  });
}
