/**
 * The files of stories lie apart from others: their names open nothing by themselves. An address carries a mark that is good for a while, so that who has been shown a story
 * cannot hand on a picture that outlives the right to see it.
 */
import { createHmac } from "node:crypto";
import { copyFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { isSame } from "../access/secrets.ts";
import type { Media } from "../db/schema.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { nameFor } from "../media/names.ts";
import { withScratch } from "../media/scratch.ts";

const HOUR = 3_600_000;
/** ms that an address is good for, at least: a page may stay open for a day. The same for everybody within an hour, so that it can be cached. */
const GOOD = 25 * HOUR;
const FOLDER = "stories/";

export type Names = Pick<Media, "file" | "preview_file">;

/** Copies the files of media to names that open nothing. The old ones are the caller's to remove once the new ones stand in the row. */
export async function keepApart(kith: Pick<Kith, "files">, { file, preview_file }: Names): Promise<Names> {
  const moved = async (name: string): Promise<string> => {
    if (name === "" || name.startsWith(FOLDER)) return name;
    const apart = nameFor(extname(name).slice(1), "stories");
    await withScratch(kith.files, async (folder) => {
      const copy = join(folder, "copy");
      await kith.files.local(name, async (path) => await copyFile(path, copy));
      await kith.files.take(apart, copy);
    });
    return apart;
  };
  return { file: await moved(file), preview_file: await moved(preview_file) };
}

const markOf = (kith: Pick<Kith, "secret">, name: string, until: number): string =>
  createHmac("sha256", purposeKey(kith, "story-file")).update(`${name}\n${until}`).digest("base64url").slice(0, 32);

/** The same media with names that can be asked for until an instant (ms). */
export function opened<M extends Names>(kith: Pick<Kith, "secret" | "now">, media: M, until = kith.now() + GOOD): M {
  const end = Math.ceil(until / HOUR) * HOUR;
  const marked = (name: string): string =>
    name.startsWith(FOLDER) ? `${name}?until=${end}&mark=${markOf(kith, name, end)}` : name;
  return { ...media, file: marked(media.file), preview_file: marked(media.preview_file) };
}

/** Whether somebody may have the file by this address. */
export function opens(
  kith: Pick<Kith, "secret" | "now">,
  name: string,
  { until, mark }: { until: unknown; mark: unknown },
): boolean {
  if (!name.startsWith(FOLDER) || typeof until !== "string" || typeof mark !== "string" || !/^\d{1,15}$/.test(until))
    return false;
  return Number(until) > kith.now() && isSame(markOf(kith, name, Number(until)), mark);
}

/** What opens a story's document to servers that cannot sign, as Pixelfed's: it was sent to those for whom it is. */
export const capabilityOf = (kith: Pick<Kith, "secret">, story_id: number): string =>
  createHmac("sha256", purposeKey(kith, "story-capability")).update(String(story_id)).digest("base64url");
