/** Sends a file of the media store with what harmless files need: ranges, a name for its content, and headers that let nothing in it run. */
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import type { Kith } from "../kith.ts";
import type { ByteRange } from "../media/files.ts";

const YEAR = 31_536_000;

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
  res.setHeader("cache-control", `${shared ? "public" : "private"}, max-age=${max_age}${max_age === YEAR ? ", immutable" : ""}`);
  res.setHeader("content-type", type);
  if (req.headers["if-none-match"]?.includes(etag) === true) return void res.status(304).end();
  const asked = req.headers["if-range"] === undefined || req.headers["if-range"] === etag ? req.headers.range : undefined;
  const range = rangeOf(asked, size);
  if (range === "none") return void res.status(416).setHeader("content-range", `bytes */${size}`).end();
  if (range !== undefined) res.status(206).setHeader("content-range", `bytes ${range.start}-${range.end}/${size}`);
  res.setHeader("content-length", range === undefined ? size : range.end - range.start + 1);
  if (req.method === "HEAD" || size === 0) return void res.end();
  // Who goes away in the middle of a film has not failed.
  await pipeline(await kith.files.stream(name, range), res).catch(() => res.destroy());
}

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
