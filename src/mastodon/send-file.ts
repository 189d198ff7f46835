/** Sends a file of the media store with what harmless files need: ranges, a name for its content, and headers that let nothing in it run. */
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { Kith } from "../kith.ts";
import type { ByteRange } from "../media/files.ts";

/** seconds */
const [HOUR, YEAR] = [3600, 31_536_000];

export type Sent = {
  name: string;
  type: string;
  /** seconds */ max_age?: number;
  /** By caches between us and them. */ shared?: boolean;
};

/** Answers GET and HEAD. A name stands for the same bytes for ever, so it is its own ETag. */
export async function sendStored(
  kith: Kith,
  { name, type, max_age = YEAR, shared = true }: Sent,
  io: { req: Request; res: Response },
): Promise<void> {
  const { req, res } = io;
  harmless(res);
  const size = await kith.files.size(name);
  if (size === undefined) return void res.sendStatus(404);
  const etag = `"${name.replaceAll(/[^a-z0-9.]/g, "-")}"`;
  res.setHeader("etag", etag);
  res.setHeader("accept-ranges", "bytes");
  res.setHeader("cache-control", kept(max_age, shared));
  res.setHeader("content-type", type);
  if (req.headers["if-none-match"]?.includes(etag) === true) return void res.status(304).end();
  const asked = req.headers["if-range"] === undefined || req.headers["if-range"] === etag ? req.headers.range : undefined;
  const range = rangeOf(asked, size);
  if (range === "none") return void res.status(416).setHeader("content-range", `bytes */${size}`).end();
  if (range !== undefined) res.status(206).setHeader("content-range", `bytes ${range.start}-${range.end}/${size}`);
  res.setHeader("content-length", range === undefined ? size : range.end - range.start + 1);
  if (req.method === "HEAD" || size === 0) return void res.end();
  const stream = await openStored(kith, name, range);
  if (stream === undefined) return sendNothing(res);
  // Who goes away in the middle of a film has not failed.
  await pipeline(stream, res).catch(() => res.destroy());
}

/** Undefined for what has been removed in this very moment, or by another process. */
async function openStored({ files }: Kith, name: string, range: ByteRange | undefined): Promise<Readable | undefined> {
  try {
    return await files.stream(name, range);
  } catch (error) {
    if ((await files.size(name)) === undefined) return undefined;
    throw error;
  }
}

/** Nothing that was said of the file holds any more. */
function sendNothing(res: Response): void {
  for (const header of ["etag", "accept-ranges", "cache-control", "content-type", "content-length", "content-range"])
    res.removeHeader(header);
  res.sendStatus(404);
}

/**
 * For `cache-control`. Whoever has seen it may keep it. What stands between us and them asks again every hour whether it is still there, which a 304 answers: what has been deleted is not
 * shown on for a year by somebody else (https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.10).
 */
export const kept = (max_age: number, shared: boolean): string =>
  shared
    ? `public, max-age=${max_age}, s-maxage=${Math.min(max_age, HOUR)}${max_age === YEAR ? ", immutable" : ""}`
    : `private, max-age=${max_age}`;

/** One range, as players ask (RFC 9110 §14.2); several are answered with the whole. "none": it lies outside. */
export function rangeOf(header: string | undefined, size: number): ByteRange | "none" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const last = size - 1;
  const range =
    from === ""
      ? { start: Math.max(size - Number(to), 0), end: Number(to) === 0 ? -1 : last }
      : { start: Number(from), end: to === "" ? last : Math.min(Number(to), last) };
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  return range.start > range.end ? "none" : range;
}

/** Nothing that comes from people may run in anybody's browser. */
export function harmless(res: Response): void {
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  res.setHeader("cross-origin-resource-policy", "cross-origin");
  res.setHeader("access-control-allow-origin", "*");
}
