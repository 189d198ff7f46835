/** Makes of films, animations and sounds what every browser plays, without what their makers' devices wrote into them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MediaKind, MediaMeta } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { BARE, FfmpegFailure, findTools, inputArgs, runFfmpeg, THREADS, timeFor, type Input, type Tools } from "./ffmpeg.ts";
import { encodePreview, type Preview } from "./images.ts";
import { probe, unreadable, type Probed } from "./probe.ts";

/** What becomes of an upload: a file of this machine, to be kept. */
export type Made = {
  kind: MediaKind;
  path: string;
  extension: "mp4" | "mp3" | "m4a" | "ogg";
  preview: Preview | undefined;
  meta: MediaMeta;
};

/** Frames a second. */
export const MOST_FPS = 120;
/** Seconds: what is short and silent plays by itself, again and again. */
const MOST_GIFV = 60;
/** Of the file that is made, against what was sent. */
const MOST_GROWTH = 3;
const POSTER_TIME = 30_000;
/** Seconds. */
const BEYOND = 5;

const FASTSTART = ["-movflags", "+faststart", "-f", "mp4"];

/** @throws Refusal `invalid` that names what is missing */
export async function getTools(kith: Kith): Promise<Tools> {
  const tools = await findTools(kith);
  if (tools === undefined)
    throw invalid("Validation failed: File is a film or a sound, which this server cannot take: ffmpeg is not installed on it");
  return tools;
}

/**
 * @param folder where the results may lie
 * @throws Refusal `invalid` for what cannot be read, or is too much
 */
export async function makeMoving(kith: Kith, file: { path: string; reader: string }, folder: string): Promise<Made> {
  const tools = await getTools(kith);
  const { video_pixels, video_bytes, video_seconds } = kith.instance.limits;
  // Enough to say of what is too large how large it is.
  const input: Input = { ...file, pixels: video_pixels * 4 };
  const found = await probe(tools, input);
  assertLength(found.duration, video_seconds);
  // What a header says of its length is a claim: what goes on is cut a little later, and found to be too long.
  const bounds = ["-fs", String(video_bytes * MOST_GROWTH), "-t", String(video_seconds + BEYOND)];
  try {
    if (found.video !== undefined) assertFilm(found.video, video_pixels);
    const made = await (found.video === undefined ? makeSound : makeFilm)(tools, { input, found, folder, bounds });
    assertLength(made.meta.original?.duration ?? made.meta.sound?.duration ?? 0, video_seconds);
    return made;
  } catch (error) {
    if (error instanceof FfmpegFailure) {
      kith.log.info("ffmpeg refused an upload: {reason}", { reason: error.message });
      throw unreadable();
    }
    throw error;
  }
}

function assertLength(seconds: number, most: number): void {
  if (seconds > most) throw invalid(`Validation failed: File lasts longer than ${most / 60} minutes`);
}

function assertFilm({ width, height, fps }: NonNullable<Probed["video"]>, most: number): void {
  if (width < 1 || height < 1) throw unreadable();
  if (width * height > most) throw invalid(`Validation failed: File ${width}×${height} videos are not supported`);
  if (fps > MOST_FPS) throw invalid(`Validation failed: File ${Math.round(fps)}fps videos are not supported`);
}

type Work = { input: Input; found: Probed; folder: string; bounds: string[] };

async function makeFilm(tools: Tools, { input, found, folder, bounds }: Work): Promise<Made> {
  const path = join(folder, "film.mp4");
  const sound = found.audio === undefined ? ["-an"] : ["-map", "0:a:0"];
  const how = isWebSafe(input, found) ? ["-c", "copy"] : recode(found);
  const args = [...inputArgs(input), "-map", "0:v:0", ...sound, ...how, ...BARE, ...bounds, ...FASTSTART, path];
  await runFfmpeg(tools, args, timeFor(found.duration));
  const output: Input = { path, reader: "mov", pixels: input.pixels };
  const made = await probe(tools, output);
  if (made.video === undefined) throw unreadable();
  const preview = await posterOf(tools, output, folder);
  const { width, height, frame_rate } = made.video;
  const kind = input.reader === "gif" || (made.audio === undefined && made.duration <= MOST_GIFV) ? "gifv" : "video";
  const original = { width, height, frame_rate, duration: made.duration, bitrate: made.bitrate };
  return { kind, path, extension: "mp4", preview, meta: { original, ...smallOf(preview) } };
}

/** What all browsers play as it is only gets its index moved to the front. */
function isWebSafe({ reader }: Input, { video, audio }: Probed): boolean {
  const pictures = video?.codec === "h264" && video.pixels === "yuv420p" && video.fps <= 60;
  return reader === "mov" && pictures && (audio === undefined || audio.codec === "aac" || audio.codec === "mp3");
}

/** H.264 and AAC at most at 1080 lines (or columns), 60 frames and 6 Mbit a second. */
function recode({ audio }: Probed): string[] {
  const fit = "w='min(1920,iw)':h='min(1920,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2";
  const pictures = ["-vf", `scale=${fit},setsar=1,format=yuv420p`, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"];
  const bounds = ["-maxrate", "6M", "-bufsize", "12M", "-fpsmax", "60", "-flags:v", "+bitexact", ...THREADS];
  return [...pictures, ...bounds, ...(audio === undefined ? [] : ["-c:a", "aac", "-b:a", "160k", "-ac", "2"])];
}

/** A picture that says what the film is about: one of the first frames, but not a black one if there is another. */
async function posterOf(tools: Tools, input: Input, folder: string): Promise<Preview | undefined> {
  const path = join(folder, "poster.png");
  const one = ["-map", "0:v:0", "-vf", "thumbnail=n=24,setsar=1", "-frames:v", "1", ...THREADS, "-f", "image2", path];
  await runFfmpeg(tools, [...inputArgs(input), ...one], POSTER_TIME);
  return await encodePreview(await readFile(path), input.pixels);
}

const smallOf = (preview: Preview | undefined): Pick<MediaMeta, "small"> =>
  preview === undefined ? {} : { small: { width: preview.small.width, height: preview.small.height } };

/** Sounds that browsers play stay what they are, the others become MP3. */
async function makeSound(tools: Tools, { input, found, folder, bounds }: Work): Promise<Made> {
  const extension = keptAs(input, found);
  const path = join(folder, `sound.${extension ?? "mp3"}`);
  const how = extension === undefined ? ["-c:a", "libmp3lame", "-q:a", "2", ...THREADS] : ["-c", "copy"];
  const writer = { mp3: ["-id3v2_version", "0", "-f", "mp3"], m4a: FASTSTART, ogg: ["-f", "ogg"] }[extension ?? "mp3"];
  await runFfmpeg(tools, [...inputArgs(input), "-map", "0:a:0", "-vn", ...how, ...BARE, ...bounds, ...writer, path]);
  const reader = { mp3: "mp3", m4a: "mov", ogg: "ogg" }[extension ?? "mp3"];
  const { duration, bitrate } = await probe(tools, { path, reader, pixels: input.pixels });
  // A cover that cannot be read is no reason to refuse the song.
  const preview = found.cover ? await coverOf(tools, input, folder).catch(() => undefined) : undefined;
  const meta: MediaMeta = { sound: { duration, bitrate }, ...smallOf(preview) };
  return { kind: "audio", path, extension: extension ?? "mp3", preview, meta };
}

function keptAs({ reader }: Input, { audio }: Probed): "mp3" | "m4a" | "ogg" | undefined {
  const codec = audio?.codec ?? "";
  if (codec === "mp3" && reader === "mp3") return "mp3";
  if (codec === "aac" && (reader === "mov" || reader === "aac")) return "m4a";
  return reader === "ogg" && (codec === "vorbis" || codec === "opus") ? "ogg" : undefined;
}

async function coverOf(tools: Tools, input: Input, folder: string): Promise<Preview> {
  const path = join(folder, "cover.png");
  await runFfmpeg(tools, [...inputArgs(input), "-map", "0:v:0", "-frames:v", "1", "-f", "image2", path], POSTER_TIME);
  return await encodePreview(await readFile(path), input.pixels);
}
