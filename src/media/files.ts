/** Where media lie: a folder of this machine, or a store that speaks S3 (`s3.ts`), by random names. */
import { createReadStream } from "node:fs";
import { copyFile, link, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { toldOfRoom } from "../errors.ts";

/** First and last byte of a part of a file. */
export type ByteRange = { start: number; end: number };

export type Files = {
  /** Keeps the bytes under a name such as `media/ab/cdef….webp`; whole or not at all. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Keeps a file of this machine under a name, as `write` does; the file is ours then. */
  take(name: string, path: string): Promise<void>;
  read(name: string): Promise<Buffer>;
  /** The same bytes under another name as well. */
  copy(from: string, to: string): Promise<void>;
  /** How many bytes there are under a name; undefined for none. */
  size(name: string): Promise<number | undefined>;
  stream(name: string, range?: ByteRange): Promise<Readable>;
  /** Runs `work` with the file on this machine, which must leave it as it is. */
  local<T>(name: string, work: (path: string) => Promise<T>): Promise<T>;
  /** Removing what is not there is no error. */
  remove(name: string): Promise<void>;
  /** The public address of a name. */
  url(name: string): string;
  /** Whether the scripts of any page may read it at that address (https://fetch.spec.whatwg.org/#http-cors-protocol): players of playlists have to. */
  shared(name: string): Promise<boolean>;
  /** A folder of this machine for what is being worked on (`scratch.ts`). */
  scratch: string;
};

/** Names are made by us, but a name is checked all the same before it becomes a path. */
export function assertName(name: string): void {
  if (!/^[a-z0-9]+(\/[a-z0-9_-]+)*\.[a-z0-9]+$/.test(name)) throw new Error(`not a file name: ${name}`);
}

/** @param base the public address of the folder */
export function openFiles(folder: string, scratch: string, base: string): Files {
  const pathOf = (name: string): string => {
    assertName(name);
    return join(folder, name);
  };
  return {
    scratch,
    url: (name) => `${base}/${name}`,
    shared: async () => true,
    read: async (name) => await readFile(pathOf(name)),
    size: async (name) => (await stat(pathOf(name)).catch(absent))?.size,
    stream: async (name, range) => createReadStream(pathOf(name), range),
    local: async (name, work) => await work(pathOf(name)),
    remove: async (name) => await rm(pathOf(name), { force: true }),
    async copy(from, to) {
      const path = await roomFor(pathOf(to));
      // Not every disk has two names for one file.
      await link(pathOf(from), path).catch(async () => {
        await wholeAs(path, async (part) => await copyFile(pathOf(from), part));
      });
    },
    async write(name, bytes) {
      const path = await roomFor(pathOf(name));
      await wholeAs(path, async (part) => await writeFile(part, bytes, { flush: true }));
    },
    async take(name, from) {
      const path = await roomFor(pathOf(name));
      await flush(from);
      // Another disk takes a copy.
      await rename(from, path).catch(async () => {
        await wholeAs(path, async (part) => await copyFile(from, part));
        await rm(from, { force: true });
      });
    },
  };
}

/** A file is there whole or not at all: what fails, as for want of room, leaves nothing behind. */
async function wholeAs(path: string, make: (part: string) => Promise<void>): Promise<void> {
  const part = `${path}.part`;
  try {
    await make(part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw toldOfRoom(error);
  }
}

async function roomFor(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return path;
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
