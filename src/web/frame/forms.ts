/** Reads what a form of ours posts: fields and, where there are any, files. Everything is counted and capped before it is kept. */
import { urlencoded, type Request, type RequestHandler, type Response } from "express";
import type { StorageEngine } from "multer";
import type { Media } from "../../db/schema.ts";
import { stripNul } from "../../text/outside.ts";

export type Upload = {
  bytes: Buffer;
  /** Of a form that carries films: where the file lies until the answer has been sent, instead of `bytes`; `again` is another name of the same, for when it has been taken from there. */
  path?: string;
  again?: string;
  /** As the browser calls it. */
  name: string;
  /** It came with an earlier attempt (`aside.ts`). */
  aside?: Media;
  /** More than may be; the bytes were not kept. */
  too_large: boolean;
};

export type Form = {
  /** The last value of a field; "" when it was not sent. Line ends are single line feeds. */
  text(name: string): string;
  all(name: string): readonly string[];
  has(name: string): boolean;
  file(name: string): Upload | undefined;
  /** All fields, those of the token and the way back among them. */
  fields: ReadonlyMap<string, readonly string[]>;
  /** All files that came, by field. */
  files: ReadonlyMap<string, Upload>;
  /** What was typed, for showing the form again. */
  typed: Readonly<Record<string, string>>;
};

const FIELD_BYTES = 200_000;
const MOST_FIELDS = 200;
export const MOST_FILES = 20;
/** Characters of a file's name that are shown. */
export const MOST_NAMED = 120;

export const emptyForm: Form = makeForm({}, []);

const readFields = urlencoded({ extended: false, limit: FIELD_BYTES * 2, parameterLimit: MOST_FIELDS });

/**
 * @param most bytes of one file; 0 for forms without files
 * @param storage where files go: into memory, unless told
 * @throws an error with a 4xx `status` for what cannot be read
 */
export async function readForm(req: Request, res: Response, most: number, storage = boundedMemory(most)): Promise<Form> {
  if (most === 0) {
    await run(readFields, req, res);
    return makeForm((req.body ?? {}) as Body, []);
  }
  const { default: multer } = await import("multer");
  const limits = {
    fields: MOST_FIELDS,
    files: MOST_FILES,
    parts: MOST_FIELDS + MOST_FILES,
    fieldSize: FIELD_BYTES,
    fieldNameSize: 100,
  };
  await run(multer({ storage, limits, defParamCharset: "utf8" }).any(), req, res).catch((error: unknown) => {
    throw Object.assign(new Error("the form cannot be read", { cause: error }), { status: 400 });
  });
  return makeForm((req.body ?? {}) as Body, Array.isArray(req.files) ? req.files : []);
}

const run = async (handler: RequestHandler, req: Request, res: Response): Promise<void> =>
  await new Promise((resolve, reject) => {
    void handler(req, res, (error?: unknown) => (error === undefined || error === null ? resolve() : reject(error as Error)));
  });

/** Keeps files in memory. One that is too large is read to its end and forgotten, so that the fields after it are not lost. */
function boundedMemory(most: number): StorageEngine {
  return {
    _handleFile: (_req, file, done) => {
      const parts: Buffer[] = [];
      let size = 0;
      file.stream.on("data", (part: Buffer) => {
        size += part.length;
        if (size <= most) parts.push(part);
        else parts.length = 0;
      });
      file.stream.once("error", (error) => done(error));
      file.stream.once("end", () => done(null, { buffer: Buffer.concat(parts), size }));
    },
    _removeFile: (_req, _file, done) => done(null),
  };
}

type Body = Readonly<Record<string, unknown>>;

function makeForm(body: Body, files: readonly Express.Multer.File[]): Form {
  const fields = new Map<string, string[]>();
  for (const [name, value] of Object.entries(body)) {
    const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === "string");
    // Browsers send line ends as CR LF, whatever was typed.
    fields.set(
      name,
      texts.map((text) => stripNul(text).replace(/\r\n?/g, "\n")),
    );
  }
  const uploads = new Map(files.filter(({ size }) => size > 0).map((file) => [file.fieldname, uploadOf(file)]));
  return {
    text: (name) => fields.get(name)?.at(-1) ?? "",
    all: (name) => fields.get(name) ?? [],
    has: (name) => fields.has(name),
    file: (name) => uploads.get(name),
    fields,
    files: uploads,
    typed: Object.fromEntries([...fields].map(([name, texts]) => [name, texts.at(-1) ?? ""])),
  };
}

/** What a storage says of a file, besides what multer does. */
export type Stored = { again?: string };

function uploadOf({ buffer, path, size, originalname, again }: Express.Multer.File & Stored): Upload {
  const name = stripNul(originalname).slice(0, MOST_NAMED);
  // A path is there only when the whole file is.
  if (path === undefined) return { bytes: buffer, name, too_large: size > buffer.length };
  return { bytes: Buffer.alloc(0), path, ...(again === undefined ? {} : { again }), name, too_large: false };
}
