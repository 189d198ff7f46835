/** Where media lie: a folder, by random names that say nothing about their owner. */
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";

export type Files = {
  /** Keeps the bytes under a name such as `media/ab/cdef….webp`; whole or not at all. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Buffer>;
  stream(name: string): Readable;
  /** Removing what is not there is no error. */
  remove(name: string): Promise<void>;
  /** The public address of a name. */
  url(name: string): string;
  /** The folder itself, for serving. */
  folder: string;
};

/** Names are made by us, but a name is checked all the same before it becomes a path. */
const pathOf = (folder: string, name: string): string => {
  if (!/^[a-z0-9]+(\/[a-z0-9_-]+)*\.[a-z0-9]+$/.test(name)) throw new Error(`not a file name: ${name}`);
  return join(folder, name);
};

export function openFiles(folder: string, origin: string): Files {
  return {
    folder,
    url: (name) => `${origin}/media/${name}`,
    read: async (name) => await readFile(pathOf(folder, name)),
    stream: (name) => createReadStream(pathOf(folder, name)),
    remove: async (name) => await rm(pathOf(folder, name), { force: true }),
    async write(name, bytes) {
      const path = pathOf(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.part`, bytes, { flush: true });
      await rename(`${path}.part`, path);
    },
  };
}
