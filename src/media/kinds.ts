/** What an upload is, read from its first bytes and never from its name, and what we take. */
import { invalid } from "../errors.ts";

/** What is accepted, as browsers name it. */
export const IMAGE_TYPES: readonly string[] = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/heif",
  "image/heic",
];

/** The same for what ffmpeg reads, when it is there. */
export const FILM_TYPES: readonly string[] = ["video/webm", "video/mp4", "video/quicktime", "video/ogg", "video/3gpp"];
export const SOUND_TYPES: readonly string[] = [
  "audio/wave",
  "audio/wav",
  "audio/x-wav",
  "audio/x-pn-wave",
  "audio/vnd.wave",
  "audio/ogg",
  "audio/vorbis",
  "audio/mpeg",
  "audio/mp3",
  "audio/webm",
  "audio/flac",
  "audio/aac",
  "audio/m4a",
  "audio/x-m4a",
  "audio/mp4",
  "audio/3gpp",
];

/**
 * The reader that ffmpeg uses for a type. It is always told: left to guess, it would take a playlist that calls itself a film for one, and
 * read whatever file the playlist names.
 */
const READERS: Readonly<Record<string, string>> = Object.freeze({
  "video/mp4": "mov",
  "video/quicktime": "mov",
  "video/x-m4v": "mov",
  "video/3gpp": "mov",
  "video/3gpp2": "mov",
  "audio/mp4": "mov",
  "audio/x-m4a": "mov",
  "video/webm": "matroska",
  "audio/webm": "matroska",
  "video/matroska": "matroska",
  "video/x-matroska": "matroska",
  "video/ogg": "ogg",
  "audio/ogg": "ogg",
  "application/ogg": "ogg",
  "audio/mpeg": "mp3",
  "audio/flac": "flac",
  "audio/x-flac": "flac",
  "audio/wav": "wav",
  "audio/vnd.wave": "wav",
  "audio/aac": "aac",
});

export type Sniffed = { family: "image"; mime: string } | { family: "moving"; mime: string; reader: string };

/** @throws Refusal `invalid` when the bytes are not those of a file that we accept */
export async function sniff(file: { bytes: Buffer } | { path: string }): Promise<Sniffed> {
  const { fileTypeFromBuffer, fileTypeFromFile } = await import("file-type");
  const found = "bytes" in file ? await fileTypeFromBuffer(file.bytes) : await fileTypeFromFile(file.path);
  const mime = found?.mime.split(";", 1)[0] ?? "";
  // An APNG decodes as the PNG that it is.
  if (IMAGE_TYPES.includes(mime) || mime === "image/apng") return { family: "image", mime };
  const reader = READERS[mime];
  if (reader === undefined) throw invalid("Validation failed: File content type is invalid");
  return { family: "moving", mime, reader };
}

/** @throws Refusal `invalid` when the bytes are not those of an image that we accept */
export async function assertImage(bytes: Buffer): Promise<void> {
  if ((await sniff({ bytes })).family !== "image") throw invalid("Validation failed: File content type is invalid");
}
