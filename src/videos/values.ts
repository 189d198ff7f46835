/** What a video may have at most, and the sizes in which it is kept. */
import { randomBytes } from "node:crypto";
import type { Row } from "../db/schema.ts";
import { stripNul } from "../text/outside.ts";

export type Video = Row<"videos">;
export type Rung = Row<"video_rungs">;
export type Caption = Row<"video_captions">;

/** By which a video, or its captions, are found by those whom they were shown. */
export const newToken = (): string => randomBytes(16).toString("hex");

/** Characters. */
export const TITLE = 120;
export const LICENCE = 100;
export const LABEL = 60;
export const MOST_CAPTIONS = 40;
export const MOST_CHAPTERS = 100;
export const CHAPTER_TITLE = 120;
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

export type Chapter = { /** Seconds. */ at: number; title: string };

/** As a server elsewhere says them: those that stand in order, cut. */
export function tidyChapters(said: readonly Chapter[]): Chapter[] {
  const found: Chapter[] = [];
  for (const { at, title } of said.slice(0, MOST_CHAPTERS)) {
    const words = stripNul(title).replaceAll(/\s+/g, " ").trim().slice(0, CHAPTER_TITLE);
    const seconds = Math.trunc(at);
    if (words !== "" && seconds >= 0 && seconds <= 1_000_000 && seconds > (found.at(-1)?.at ?? -1))
      found.push({ at: seconds, title: words });
  }
  return found;
}
