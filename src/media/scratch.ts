/** Folders for work in progress: made, used, removed. What a crash leaves behind is swept away later. */
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { toldOfRoom } from "../errors.ts";
import type { Files } from "./files.ts";

const DAY = 86_400_000;

/** Runs `work` with an empty folder, which is gone afterwards. */
export async function withScratch<T>(files: Pick<Files, "scratch">, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeScratch(files);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An empty folder, to be removed by who asked for it. */
export async function makeScratch({ scratch }: Pick<Files, "scratch">): Promise<string> {
  try {
    await mkdir(scratch, { recursive: true });
    return await mkdtemp(join(scratch, "w-"));
  } catch (error) {
    throw toldOfRoom(error);
  }
}

/** Removes what has lain there for a day: whoever made it is no more. */
export async function sweepScratch({ scratch }: Pick<Files, "scratch">, now: number): Promise<void> {
  for (const name of await readdir(scratch).catch((): string[] => [])) {
    const path = join(scratch, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < now - DAY) await rm(path, { recursive: true, force: true });
  }
}
