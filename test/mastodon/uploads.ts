/** Uploading as clients do it, and films to upload. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { test } from "vitest";
import type { Answer, Client } from "../world/client.ts";

export type MediaJson = {
  id: string;
  url: string | null;
  preview_url: string | null;
  remote_url: string | null;
  blurhash: string | null;
  description: string | null;
  type: string;
  meta: {
    original: { width: number; height: number; duration: number; frame_rate: string; bitrate: number };
    small: { width: number; height: number };
    focus: unknown;
  };
};

type Extras = { fields?: Record<string, string>; thumbnail?: Buffer; version?: "v1" | "v2" };

export async function upload(client: Client, token: string, bytes: Buffer, extras: Extras | Record<string, string> = {}) {
  const {
    fields,
    thumbnail,
    version = "v2",
  }: Extras = "fields" in extras || "thumbnail" in extras || "version" in extras
    ? (extras as Extras)
    : { fields: extras as Record<string, string> };
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(bytes)]), "x");
  if (thumbnail !== undefined) form.append("thumbnail", new Blob([new Uint8Array(thumbnail)]), "t.png");
  for (const [name, value] of Object.entries(fields ?? {})) form.append(name, value);
  return await send(client, token, { method: "POST", path: `/api/${version}/media`, form });
}

export async function send(
  client: Client,
  token: string,
  { method, path: to, form }: { method: string; path: string; form: FormData },
): Promise<Answer> {
  const encoded = new Response(form);
  const headers = { authorization: `Bearer ${token}`, "content-type": encoded.headers.get("content-type") ?? "" };
  return await client(method, to, { headers, body: Buffer.from(await encoded.arrayBuffer()) });
}

/** Every pixel of a picture as red, green, blue and alpha; what cannot be seen has no colour. */
export async function readRgba(picture: Buffer): Promise<Buffer> {
  const pixels = await sharp(picture).toColourspace("srgb").ensureAlpha().raw().toBuffer();
  for (let at = 0; at < pixels.length; at += 4) if (pixels[at + 3] === 0) pixels.fill(0, at, at + 3);
  return pixels;
}

const there = (): boolean => {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** A test that takes ffmpeg: left out where there is none, but never in CI. */
export const filmTest: typeof test.skip = there() || process.env["CI"] === "true" ? (test as typeof test.skip) : test.skip;
/**
 * The same for what ffmpeg makes of bytes, which takes it seconds and shows nothing of the database in which their rows are: the suite on SQLite plays it, once, as
 * it does with what a browser shows.
 */
export const makingTest: typeof test.skip = (process.env["KITH_TEST_DATABASE"] ?? "") === "" ? filmTest : test.skip;
if (filmTest === test.skip) process.stderr.write("ffmpeg is not installed: the tests of films and sounds are left out\n");

/** What ffmpeg makes of arguments, as a file of that ending. */
export function ffmpeg(ending: string, ...args: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "kith-film-"));
  const file = join(folder, `out.${ending}`);
  try {
    execFileSync("ffmpeg", ["-v", "error", ...args, file], { stdio: ["ignore", "ignore", "inherit"], cwd: folder });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const PICTURES = ["-f", "lavfi", "-i", "testsrc=size=96x64:rate=10:duration=1"];
export const TONE = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1"];
