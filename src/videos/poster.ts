/** The picture of a video: one of its own, at a time that its maker chooses. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromJson } from "../db/columns.ts";
import type { Media } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { withinCapacity } from "../media/capacity.ts";
import { FfmpegFailure, inputArgs, runFfmpeg, THREADS } from "../media/ffmpeg.ts";
import { getTools } from "../media/moving.ts";
import { unreadable } from "../media/probe.ts";
import { withScratch } from "../media/scratch.ts";

const TIME = 30_000;

/** As PNG. @param seconds held within the film @throws Refusal `invalid` where there is none */
export async function frameAt(kith: Kith, media: Media, seconds: number): Promise<Buffer> {
  const tools = await getTools(kith);
  if (media.file === "" || media.state !== "ready") throw unreadable();
  const { duration = 0 } = fromJson(media.meta).original ?? {};
  const at = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), Math.max(duration - 0.2, 0)) : 0;
  return await kith.files.local(
    media.file,
    async (path) =>
      await withScratch(kith.files, async (folder) => {
        const picture = join(folder, "frame.png");
        const input = inputArgs({ path, reader: "mov", pixels: kith.instance.limits.video_pixels });
        const one = ["-map", "0:v:0", "-vf", "setsar=1", "-frames:v", "1", ...THREADS, "-f", "image2", picture];
        const args = ["-ss", at.toFixed(3), ...input, ...one];
        try {
          await withinCapacity(kith, async () => await runFfmpeg(tools, args, TIME), "images");
          return await readFile(picture);
        } catch (error) {
          if (error instanceof FfmpegFailure || !(await isThere(picture))) throw unreadable();
          throw error;
        }
      }),
  );
}

const isThere = async (path: string): Promise<boolean> =>
  await stat(path).then(
    () => true,
    () => false,
  );
