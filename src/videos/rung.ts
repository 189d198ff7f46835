/**
 * One size of a video: a fragmented MP4 and the list of its parts, so that all of a size is one file, read in ranges (HLS, RFC 8216 with CMAF). What is read is
 * the film that we have made ourselves.
 */
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { BARE, inputArgs, runFfmpeg, THREADS, timeFor, type Tools } from "../media/ffmpeg.ts";
import { probe, unreadable } from "../media/probe.ts";
import type { Size } from "./values.ts";

export type MadeRung = {
  path: string;
  width: number;
  height: number;
  bandwidth: number;
  codecs: string;
  bytes: number;
  playlist: string;
};

/** Seconds. */
const PART = 6;

/**
 * @param film as it was probed: upright, seconds
 * @param heard is told the seconds that are done
 * @throws FfmpegFailure
 */
export async function makeRung(
  tools: Tools,
  film: { path: string; pixels: number; folder: string },
  size: Size,
  heard: (seconds: number) => void,
): Promise<MadeRung> {
  const input = { path: film.path, reader: "mov", pixels: film.pixels };
  const { video, audio, duration } = await probe(tools, input);
  if (video === undefined) throw unreadable();
  const [path, list] = [join(film.folder, "rung.mp4"), join(film.folder, "rung.m3u8")];
  const scale = video.width < video.height ? `w=${size.lines}:h=-2` : `w=-2:h=${size.lines}`;
  const pictures = ["-vf", `scale=${scale},setsar=1,format=yuv420p`, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23"];
  const bounds = ["-maxrate", String(size.video), "-bufsize", String(size.video * 2), "-fpsmax", "60", "-flags:v", "+bitexact"];
  // Every part begins with a whole picture, in all sizes at the same instants.
  const keys = ["-force_key_frames", `expr:gte(t,n_forced*${PART})`, "-sc_threshold", "0"];
  const sound = audio === undefined ? ["-an"] : ["-map", "0:a:0", "-c:a", "aac", "-b:a", String(size.audio), "-ac", "2"];
  const hls = ["-f", "hls", "-hls_time", String(PART), "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"];
  const single = ["-hls_flags", "single_file+independent_segments", "-hls_segment_filename", path];
  const told = ["-progress", "pipe:1", "-nostats", "-stats_period", "2"];
  await runFfmpeg(
    tools,
    [
      ...inputArgs(input),
      "-map",
      "0:v:0",
      ...pictures,
      ...bounds,
      ...keys,
      ...sound,
      ...BARE,
      ...THREADS,
      ...told,
      ...hls,
      ...single,
      list,
    ],
    timeFor(duration),
    (line) => {
      const [, micros] = /^out_time_us=(\d{1,15})$/.exec(line) ?? [];
      if (micros !== undefined) heard(Number(micros) / 1_000_000);
    },
  );
  const made = await probe(tools, { ...input, path });
  if (made.video === undefined) throw unreadable();
  const { size: bytes } = await stat(path);
  return {
    path,
    width: made.video.width,
    height: made.video.height,
    bandwidth: Math.max(size.video + size.audio, Math.ceil((bytes * 8) / Math.max(duration, 0.1))),
    codecs: await codecsOf(path, audio !== undefined),
    bytes,
    playlist: (await readFile(list, "utf8")).replaceAll("rung.mp4", "FILE"),
  };
}

/** The profile and level of H.264 stand in its `avcC` (ISO 14496-15); our sound is always AAC-LC. */
async function codecsOf(path: string, sound: boolean): Promise<string> {
  const file = await open(path);
  const head = Buffer.alloc(20_000);
  try {
    await file.read(head, 0, head.length, 0);
  } finally {
    await file.close();
  }
  const at = head.indexOf("avcC");
  const level = at < 0 ? "64001f" : head.subarray(at + 5, at + 8).toString("hex");
  return `avc1.${level}${sound ? ",mp4a.40.2" : ""}`;
}
