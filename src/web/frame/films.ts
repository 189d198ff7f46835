/** Reads forms whose files may be films: they go to the disk as they come, for memory has no room for a hundred megabytes of everybody's. */
import { createWriteStream, linkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline, Transform } from "node:stream";
import type { Request, Response } from "express";
import type { StorageEngine } from "multer";
import { tooLarge } from "../../errors.ts";
import type { Kith } from "../../kith.ts";
import { makeScratch } from "../../media/scratch.ts";
import { readForm, type Form, type Stored } from "./forms.ts";

/** Fields, besides the files. */
const BODY_BYTES = 2_000_000;

/**
 * The files are gone when the answer has been sent.
 *
 * @throws Refusal `too-large` for more than all files of a post may have together; an error with a 4xx `status` for what cannot be read
 */
export async function readFilms(kith: Kith, { req, res }: { req: Request; res: Response }): Promise<Form> {
  const { image_bytes, video_bytes, media_per_status } = kith.instance.limits;
  const most = Math.max(image_bytes, video_bytes);
  if (!/^multipart\/form-data\b/i.test(req.headers["content-type"] ?? "")) return await readForm(req, res, 0);
  if (Number(req.headers["content-length"] ?? 0) > most * media_per_status + BODY_BYTES) throw tooLarge();
  const folder = await scratchFor(kith, res);
  return await readForm(req, res, most, onDisk(folder, most));
}

/** A folder that is gone when the answer has been sent. */
export async function scratchFor(kith: Kith, res: Response): Promise<string> {
  const folder = await makeScratch(kith.files);
  res.once("close", () => void rm(folder, { recursive: true, force: true }).catch(() => undefined));
  return folder;
}

/** Another name for the same file: whoever takes the film moves it away. Not every disk has two names for one file. */
function again(path: string): Stored {
  const kept = `${path}-again`;
  try {
    linkSync(path, kept);
    return { again: kept };
  } catch {
    return {};
  }
}

/** One that is too large is read to its end and forgotten, so that the fields after it are not lost. */
function onDisk(folder: string, most: number): StorageEngine {
  let count = 0;
  return {
    _handleFile: (_req, file, done) => {
      const path = join(folder, `upload-${(count += 1)}`);
      let size = 0;
      const head = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          size += chunk.length;
          next(null, size > most ? undefined : chunk);
        },
      });
      pipeline(file.stream, head, createWriteStream(path), (error) => {
        if (error) done(error);
        else if (size > most) done(null, { buffer: Buffer.alloc(0), size });
        else done(null, { path, size, ...again(path) });
      });
    },
    _removeFile: (_req, _file, done) => done(null),
  };
}
