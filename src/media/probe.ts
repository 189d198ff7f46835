/** What is inside a film or a sound, as ffprobe tells it. */
import { z } from "zod";
import { invalid } from "../errors.ts";
import { FfmpegFailure, runFfprobe, type Input, type Tools } from "./ffmpeg.ts";

const number = z.coerce.number().catch(0);
const stream = z.object({
  codec_type: z.string().catch(""),
  codec_name: z.string().catch(""),
  pix_fmt: z.string().catch(""),
  width: number,
  height: number,
  avg_frame_rate: z.string().catch("0/0"),
  r_frame_rate: z.string().catch("0/0"),
  duration: number,
  bit_rate: number,
  disposition: z.object({ attached_pic: number }).partial().catch({}),
  side_data_list: z.array(z.object({ rotation: number }).partial()).catch([]),
});
const shape = z.object({
  streams: z.array(stream).catch([]),
  format: z.object({ duration: number, bit_rate: number }).catch({ duration: 0, bit_rate: 0 }),
});

export type Probed = {
  /** Upright, in pixels; undefined for sound. */
  video: { codec: string; pixels: string; width: number; height: number; frame_rate: string; fps: number } | undefined;
  audio: { codec: string } | undefined;
  cover: boolean;
  /** Seconds. */
  duration: number;
  /** Bits a second. */
  bitrate: number;
};

/** @throws Refusal `invalid` for what cannot be read */
export async function probe(tools: Tools, input: Input): Promise<Probed> {
  const text = await runFfprobe(tools, input).catch((error: unknown) => {
    if (error instanceof FfmpegFailure) throw unreadable();
    throw error;
  });
  const { streams, format } = shape.parse(JSON.parse(text));
  const pictures = streams.filter(({ codec_type }) => codec_type === "video");
  const film = pictures.find(({ disposition }) => disposition.attached_pic !== 1);
  const sound = streams.find(({ codec_type }) => codec_type === "audio");
  if (film === undefined && sound === undefined) throw unreadable();
  return {
    video: film === undefined ? undefined : videoOf(film),
    audio: sound === undefined ? undefined : { codec: sound.codec_name },
    cover: film === undefined && pictures.length > 0,
    duration: round(format.duration || film?.duration || sound?.duration || 0),
    bitrate: Math.round(format.bit_rate || film?.bit_rate || sound?.bit_rate || 0),
  };
}

export const unreadable = () => invalid("Validation failed: File could not be read as a film or a sound");

function videoOf(film: z.output<typeof stream>): NonNullable<Probed["video"]> {
  const turned = film.side_data_list.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90);
  const frame_rate = fraction(film.avg_frame_rate) > 0 ? film.avg_frame_rate : film.r_frame_rate;
  return {
    codec: film.codec_name,
    pixels: film.pix_fmt,
    width: turned ? film.height : film.width,
    height: turned ? film.width : film.height,
    frame_rate,
    fps: fraction(frame_rate),
  };
}

function fraction(text: string): number {
  const [over = 0, under = 0] = text.split("/").map(Number);
  return under > 0 ? over / under : 0;
}

/** Milliseconds are precise enough, and what a stranger's header claims is bounded. */
const round = (seconds: number): number => Math.round(Math.min(Math.max(seconds, 0), 1e7) * 1000) / 1000;
