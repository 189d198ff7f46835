/** The names under which files are kept. They say what a file is, and nothing about whose it is. */
import { randomBytes } from "node:crypto";

/** `media` is for everybody; `uploads` are as they came, `cache` is from elsewhere: both are served by no name; `private` and `stories` by a mark (`apart.ts`). */
export type FileFolder = "media" | "uploads" | "cache" | "private" | "stories";

/** 128 random bits: nobody finds a picture by guessing. */
export function nameFor(extension: string, folder: FileFolder = "media"): string {
  const name = randomBytes(16).toString("hex");
  return `${folder}/${name.slice(0, 2)}/${name.slice(2)}.${extension}`;
}

/** Whether a name may be asked for by anybody who knows it. */
export const isPublicName = (name: string): boolean =>
  /^(?:[a-z0-9_-]+\/)+[a-z0-9_-]+\.[a-z0-9]{2,5}$/.test(name) &&
  !/^(?:uploads|cache|private|stories)\//.test(name) &&
  !name.endsWith(".part");

const TYPES: Readonly<Record<string, string>> = Object.freeze({
  jpg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  mp4: "video/mp4",
  webm: "video/webm",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  ogg: "audio/ogg",
});

/** The media type that the end of a name stands for. */
export const typeOfName = (name: string): string => TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
