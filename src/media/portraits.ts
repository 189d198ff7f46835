/**
 * Avatars, headers and pictures of playlists: cut to their shape, still, encoded anew: as JPEG, or as PNG where something shows through. Pixelfed (met as 0.12.6) takes no
 * other avatars, and with another none of what else has changed in a profile (`UpdatePersonValidator`).
 */
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { fileTooLarge } from "./add.ts";
import { withinCapacity } from "./capacity.ts";
import { openImage } from "./images.ts";
import { assertImage } from "./kinds.ts";
import { nameFor, type FileFolder } from "./names.ts";

const SHAPES = {
  avatar: { width: 400, height: 400 },
  header: { width: 1500, height: 500 },
  picture: { width: 640, height: 360 },
} as const;
export type PortraitKind = keyof typeof SHAPES;
const NAMES = { avatar: "Avatar", header: "Header", picture: "Picture" } as const;
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Keeps a picture for a profile and returns its name, for `accounts.avatar` or `.header`; in another folder, for something like a profile.
 *
 * @throws Refusal `invalid` for what is no image that we can read, or is too large
 */
export async function addPortrait(kith: Kith, kind: PortraitKind, bytes: Buffer, folder: FileFolder = "media"): Promise<string> {
  const most = Math.min(MOST_BYTES, kith.instance.limits.image_bytes);
  if (bytes.length > most) throw fileTooLarge(most, NAMES[kind]);
  await assertImage(bytes);
  const made = await withinCapacity(kith, async () => {
    const { open, metadata } = await openImage(bytes, kith.instance.limits.image_pixels);
    const cut = open(false).resize({ ...SHAPES[kind], fit: "cover" });
    const extension = metadata.hasAlpha ? "png" : "jpg";
    const encoded = extension === "png" ? cut.png({ palette: true, effort: 3 }) : cut.jpeg({ quality: 88 });
    const picture = await encoded.toBuffer().catch(() => {
      throw invalid(`Validation failed: ${kind} could not be read as an image`);
    });
    return { extension, picture } as const;
  });
  const name = nameFor(made.extension, folder);
  await kith.files.write(name, made.picture);
  return name;
}

/** Removes a portrait of ours that no profile shows any more; what is remote or empty stays. */
export async function removePortrait(kith: Kith, name: string): Promise<void> {
  if (name !== "" && !/^https?:/.test(name)) await kith.files.remove(name);
}
