/** Fetches a file of another server, within its bounds, and makes of it what we keep. What it is is read from its bytes. */
import { open, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { invalid } from "../../errors.ts";
import type { HttpResponse } from "../../http/open.ts";
import type { Kith } from "../../kith.ts";
import { httpUrl } from "../../text/outside.ts";
import { withinCapacity } from "../capacity.ts";
import { BARE, FfmpegFailure, findTools, inputArgs, runFfmpeg, type Tools } from "../ffmpeg.ts";
import { encodePreview, openImage } from "../images.ts";
import { assertImage, sniff } from "../kinds.ts";

/** What is wanted of an address: the file itself, or a picture made of it for one use. */
export type RemoteUse = "film" | "image" | "small" | "avatar" | "header" | "emoji";

/** On this machine, or in memory. */
export type Fetched = { mime: string; extension: string } & ({ bytes: Buffer } | { path: string });

const TIMEOUT = 30_000;
/** ms, for all of a film. */
const FILM_TIMEOUT = 180_000;
const REDIRECTS = 3;
/** Nothing of it is decoded here. */
const MOST_PIXELS = 100_000_000;
/** Films come in pieces of so many bytes, so that no memory has to hold one. */
const PIECE = 4_000_000;
const SHOWN = Object.freeze(["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"]);

/**
 * @param folder where a film may lie
 * @throws HttpFailure for what does not come, Refusal `invalid` for what is not what it should be
 */
export async function fetchRemote(kith: Kith, url: string, use: RemoteUse, folder: string): Promise<Fetched> {
  if (use === "film") return await fetchFilm(kith, url, folder);
  const { image_bytes, image_pixels } = kith.instance.limits;
  const answer = await kith.http.request({ url, max_bytes: image_bytes, timeout: TIMEOUT, redirects: REDIRECTS });
  const bytes = assertOk(answer).body;
  await assertImage(bytes);
  return await withinCapacity(kith, async () => await madeFor(use, bytes, image_pixels));
}

function assertOk(answer: HttpResponse): HttpResponse {
  if (answer.status !== 200 && answer.status !== 206) throw invalid(`answered ${answer.status}`);
  if (answer.body.length === 0) throw invalid("answered nothing");
  return answer;
}

const BOXES = Object.freeze({
  avatar: { width: 400, height: 400, fit: "cover" },
  header: { width: 1500, height: 500, fit: "cover" },
  emoji: { width: 128, height: 128, fit: "inside" },
} as const);

/** Pictures become our own encoding; only a whole image stays as it came, when browsers show it. */
async function madeFor(use: Exclude<RemoteUse, "film">, bytes: Buffer, most: number): Promise<Fetched> {
  const webp = { mime: "image/webp", extension: "webp" };
  if (use === "small") return { ...webp, bytes: (await encodePreview(bytes, most)).small.bytes };
  const { open } = await openImage(bytes, most);
  if (use === "image") {
    const { mime } = await sniff({ bytes });
    if (SHOWN.includes(mime)) return { mime, extension: mime.slice("image/".length).replace("jpeg", "jpg"), bytes };
  }
  const image = open(use === "emoji");
  const fitted = use === "image" ? image : image.resize({ ...BOXES[use], withoutEnlargement: use === "emoji" });
  const made = await fitted
    .webp({ quality: 85 })
    .toBuffer()
    .catch(() => {
      throw invalid("could not be read as an image");
    });
  return { ...webp, bytes: made };
}

const MOVING: Readonly<Record<string, string>> = Object.freeze({
  "video/mp4": "mp4",
  "video/quicktime": "mp4",
  "video/x-m4v": "mp4",
  "video/webm": "webm",
  "video/ogg": "ogg",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/x-m4a": "m4a",
  "audio/ogg": "ogg",
  "application/ogg": "ogg",
  "audio/flac": "flac",
  "audio/wav": "wav",
  "audio/aac": "aac",
  "image/gif": "gif",
  "image/webp": "webp",
});

/** The address of its sound, which that of a film bears whose sound is apart. */
const SOUND = /#sound=(.+)$/;

async function fetchFilm(kith: Kith, url: string, folder: string): Promise<Fetched> {
  const [address, sound] = [url.replace(/#.*$/, ""), httpUrl(decode(SOUND.exec(url)?.[1] ?? ""))];
  const film = await fetchInto(kith, address, join(folder, "film"));
  const tools = sound === undefined ? undefined : await findTools(kith);
  if (sound === undefined || tools === undefined) return film;
  const { path } = await fetchInto(kith, sound, join(folder, "sound"));
  return { ...film, path: await joined(tools, [film.path, path], join(folder, "joined")) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Both as they are, in one file. @throws Refusal `invalid` */
async function joined(tools: Tools, paths: readonly string[], path: string): Promise<string> {
  const inputs = paths.flatMap((one) => inputArgs({ path: one, reader: "mov", pixels: MOST_PIXELS }));
  const whole = ["-map", "0:v:0", "-map", "1:a:0", "-c", "copy", ...BARE, "-movflags", "+faststart", "-f", "mp4", path];
  try {
    await runFfmpeg(tools, [...inputs, ...whole], FILM_TIMEOUT);
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    throw invalid("does not go together with its sound");
  }
  return path;
}

async function fetchInto(kith: Kith, url: string, path: string): Promise<Extract<Fetched, { path: string }>> {
  const file = await open(path, "wx");
  try {
    await fetchPieces(kith, url, file);
  } finally {
    await file.close();
  }
  const { fileTypeFromFile } = await import("file-type");
  const mime = (await fileTypeFromFile(path))?.mime.split(";", 1)[0] ?? "";
  const extension = MOVING[mime];
  if (extension === undefined || (await stat(path)).size === 0) throw invalid("is no film that browsers play");
  return { mime: mime === "video/quicktime" ? "video/mp4" : mime, extension, path };
}

/** A server that knows no ranges sends all of it at once, which then must be as small as an image. */
async function fetchPieces(kith: Kith, url: string, file: FileHandle): Promise<void> {
  const { video_bytes, image_bytes } = kith.instance.limits;
  const until = kith.now() + FILM_TIMEOUT;
  for (let at = 0, total = Infinity; at < total;) {
    if (kith.now() > until) throw invalid("takes too long");
    const headers = { range: `bytes=${at}-${at + PIECE - 1}`, "accept-encoding": "identity" };
    const most = at === 0 ? Math.max(PIECE, image_bytes) : PIECE;
    const answer = assertOk(await kith.http.request({ url, headers, max_bytes: most, timeout: TIMEOUT, redirects: REDIRECTS }));
    const [, from, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers["content-range"] ?? "") ?? [];
    if (answer.status === 200 && at === 0) total = answer.body.length;
    else if (answer.status === 206 && Number(from) === at) total = Number(size);
    else throw invalid("sends another part than was asked for");
    if (total > video_bytes) throw invalid("is too large");
    await file.write(answer.body);
    at += answer.body.length;
  }
}
