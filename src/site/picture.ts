/** The picture of a server: as it is shown where servers are, and cut small for the tabs of browsers and the screens of phones. */
import type { Site } from "../config.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { fileTooLarge } from "../media/add.ts";
import { withinCapacity } from "../media/capacity.ts";
import { openImage } from "../media/images.ts";
import { assertImage } from "../media/kinds.ts";
import { nameFor } from "../media/names.ts";
import { removePortrait } from "../media/portraits.ts";

const WIDTH = 1200;
const HEIGHT = 630;
/** Widths in pixels of the square ones. */
const ICONS = [32, 180, 512] as const;
const MOST_BYTES = 8 * 1024 * 1024;

/** Keeps the files and returns their names, for `saveSite`. @throws Refusal `invalid` for what is no image, or is too large */
export async function addSitePicture(kith: Kith, bytes: Buffer): Promise<Pick<Site, "picture" | "icons">> {
  const most = Math.min(MOST_BYTES, kith.instance.limits.image_bytes);
  if (bytes.length > most) throw fileTooLarge(most, "Picture");
  await assertImage(bytes);
  const made = await withinCapacity(kith, async () => {
    const { open } = await openImage(bytes, kith.instance.limits.image_pixels);
    try {
      const picture = await open(false)
        .resize({ width: WIDTH, height: HEIGHT, fit: "inside", withoutEnlargement: true })
        .webp({ quality: 85 })
        .toBuffer();
      const icons = [];
      for (const side of ICONS)
        icons.push([
          side,
          await open(false).resize({ width: side, height: side, fit: "cover" }).png({ compressionLevel: 9 }).toBuffer(),
        ] as const);
      return { picture, icons };
    } catch {
      throw invalid("Validation failed: picture could not be read as an image");
    }
  });
  const picture = nameFor("webp");
  await kith.files.write(picture, made.picture);
  const icons: Record<string, string> = {};
  for (const [side, icon] of made.icons) {
    const name = nameFor("png");
    await kith.files.write(name, icon);
    icons[String(side)] = name;
  }
  return { picture, icons };
}

/** Takes away files that are not used after all. */
export async function dropSitePicture(
  kith: Kith,
  { picture = "", icons = {} }: Partial<Pick<Site, "picture" | "icons">>,
): Promise<void> {
  for (const name of [picture, ...Object.values(icons)]) await removePortrait(kith, name);
}
