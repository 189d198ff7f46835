/** A picture of one's own for the preview of a film, a sound or an image. */
import type { Kith } from "../kith.ts";
import { invalid } from "../errors.ts";
import { withinCapacity } from "./capacity.ts";
import { encodePreview, type Preview } from "./images.ts";
import { assertImage } from "./kinds.ts";

/** @throws Refusal `invalid` for what is no image that we can read, or is too large */
export async function makeThumbnail(kith: Kith, bytes: Buffer): Promise<Preview> {
  const { image_bytes, image_pixels } = kith.instance.limits;
  if (bytes.length > image_bytes) throw invalid("Validation failed: Thumbnail file size must be less than the limit");
  await assertImage(bytes);
  return await withinCapacity(kith, async () => await encodePreview(bytes, image_pixels));
}
