/** What a video may have at most, and the sizes in which it is kept. */
import type { Row } from "../db/schema.ts";

export type Video = Row<"videos">;
export type Rung = Row<"video_rungs">;
export type Caption = Row<"video_captions">;

/** Characters. */
export const TITLE = 120;
export const LICENCE = 100;
export const LABEL = 60;
export const MOST_CAPTIONS = 40;
/** Bytes of WebVTT: ten hours of talking. */
export const CAPTION_BYTES = 1_000_000;

/** Lines of the shorter side, and bits a second at most: pictures, then sound. */
export const RUNGS = [
  { lines: 360, video: 800_000, audio: 96_000 },
  { lines: 480, video: 1_400_000, audio: 96_000 },
  { lines: 720, video: 2_800_000, audio: 128_000 },
  { lines: 1080, video: 5_000_000, audio: 128_000 },
] as const;
export type Size = { lines: number; video: number; audio: number };

/** Those that a film of `lines` fills; of a smaller one, its own. */
export function sizesOf(lines: number): readonly Size[] {
  const filled = RUNGS.filter((size) => size.lines <= lines);
  return filled.length > 0 ? filled : [{ ...RUNGS[0], lines: Math.max(2, lines - (lines % 2)) }];
}
