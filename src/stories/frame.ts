/** A picture as Pixelfed takes it into a story: upright, 1080 by 1920, and a JPEG, whatever its own shape. */
import { lazy } from "../lazy.ts";
import type { Kith } from "../kith.ts";

const sharp = lazy(async () => (await import("sharp")).default);
const [WIDTH, HEIGHT] = [1080, 1920];

/** The whole picture, before a blurred one that fills the frame. */
export async function frameOf(kith: Pick<Kith, "files">, name: string): Promise<Buffer> {
  const open = await sharp();
  const bytes = await kith.files.read(name);
  const ground = await open(bytes)
    .resize(WIDTH / 20, HEIGHT / 20, { fit: "cover" })
    .blur(2)
    .toBuffer();
  const whole = await open(bytes).resize(WIDTH, HEIGHT, { fit: "inside" }).toBuffer();
  return await open(ground)
    .resize(WIDTH, HEIGHT, { fit: "fill" })
    .composite([{ input: whole }])
    .jpeg({ quality: 82 })
    .toBuffer();
}
