/** Reads a body whose file may be a film: it goes to the disk as it comes, for memory has no room for a hundred megabytes of everybody's. */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream";
import type { Request, Response } from "express";
import type { StorageEngine } from "multer";
import { Outage, Refusal, toldOfRoom } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { fileTooLarge } from "../media/add.ts";
import { makeScratch } from "../media/scratch.ts";
import { BODY_BYTES, nest, readForm, type Form, type Upload } from "./forms.ts";

const MOST_PARTS = 50;

/**
 * Like `readForm`, but the file called `file` comes as a path, which is gone when the answer has been sent.
 *
 * @throws Refusal `invalid` for what cannot be read or is too large
 */
export async function readUploads(kith: Kith, { req, res }: { req: Request; res: Response }): Promise<Form> {
  const { image_bytes, video_bytes } = kith.instance.limits;
  const most = Math.max(image_bytes, video_bytes);
  if (!/^multipart\/form-data\b/i.test(req.headers["content-type"] ?? "")) return await readForm(req, BODY_BYTES);
  if (Number(req.headers["content-length"] ?? 0) > most + image_bytes + BODY_BYTES) throw fileTooLarge(most);
  const folder = await makeScratch(kith.files);
  res.once("close", () => void rm(folder, { recursive: true, force: true }).catch(() => undefined));
  const { default: multer } = await import("multer");
  const limits = { fields: MOST_PARTS, files: 4, parts: MOST_PARTS, fieldSize: BODY_BYTES, fieldNameSize: 200, fileSize: most };
  const read = multer({ storage: storage(folder, image_bytes), limits }).any();
  await new Promise<void>((resolve, reject) => {
    void read(req, res, (error?: unknown) =>
      error === undefined || error === null ? resolve() : reject(refusalOf(error, most)),
    );
  });
  const files = new Map<string, Upload>();
  for (const file of Array.isArray(req.files) ? req.files : []) {
    const { fieldname, originalname, mimetype, buffer, path, size } = file;
    if (size === 0) continue;
    files.set(fieldname, { name: originalname, type: mimetype, bytes: buffer ?? Buffer.alloc(0), ...(path ? { path } : {}) });
  }
  const fields = Object.entries((req.body ?? {}) as Record<string, unknown>);
  return { fields: nest(fields.flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []))), files };
}

function refusalOf(error: unknown, most: number): Error {
  if (error instanceof Refusal) return error;
  const told = toldOfRoom(error);
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === "LIMIT_FILE_SIZE"
    ? fileTooLarge(most)
    : told instanceof Outage
      ? told
      : new Refusal("invalid", "Error occurred while parsing request parameters");
}

function storage(folder: string, most: number): StorageEngine {
  return {
    _handleFile: (_req, file, done) => {
      if (file.fieldname === "file") {
        const path = join(folder, "upload");
        const out = createWriteStream(path);
        pipeline(file.stream, out, (error) => (error ? done(error) : done(null, { path, size: out.bytesWritten })));
        return;
      }
      const parts: Buffer[] = [];
      let size = 0;
      file.stream.on("data", (part: Buffer) => {
        size += part.length;
        if (size <= most) parts.push(part);
      });
      file.stream.once("error", (error) => done(error));
      file.stream.once("end", () =>
        size > most ? done(fileTooLarge(most)) : done(null, { buffer: Buffer.concat(parts), size }),
      );
    },
    _removeFile: (_req, _file, done) => done(null),
  };
}
