/**
 * Takes in an upload. Small images are ready at once; what takes longer is kept as it came, and a job (`process.ts`) makes of it what is shown.
 * What an upload is is read from its bytes, and nothing of it is shown as it came.
 */
import { readFile, stat } from "node:fs/promises";
import { takeRoom } from "../budgets/media.ts";
import { toJson } from "../db/columns.ts";
import type { Account, Media } from "../db/schema.ts";
import type { MediaKind, MediaMeta } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { withinCapacity } from "./capacity.ts";
import { findTools } from "./ffmpeg.ts";
import { encodeImage, isAnimated, openImage, type Preview } from "./images.ts";
import { sniff, type Sniffed } from "./kinds.ts";
import { getTools } from "./moving.ts";
import { nameFor } from "./names.ts";
import { keepImage, processMedia, sizeOf } from "./process.ts";
import { makeThumbnail } from "./thumbnail.ts";
import { readDescription, readFocus } from "./words.ts";

export type MediaUpload = ({ bytes: Buffer } | { /** A file of this machine. */ path: string }) & {
  /** A picture of one's own for the preview. */
  thumbnail?: Buffer | undefined;
  /** What it shows, in words; at most 1,500 characters. */
  description?: string | undefined;
  /** `x,y`, each from -1 to 1: what must stay visible when it is cropped. */
  focus?: string | undefined;
};

/** Bytes of an image that somebody still waits for. */
const SOON = 8_000_000;

const MEGABYTE = 1024 * 1024;
/** What Mastodon says of a file of more than `limit` bytes: 422, not 413, wherever it is found out. */
export const fileTooLarge = (limit: number, what = "File") =>
  invalid(`Validation failed: ${what} file size must be less than ${Math.floor((limit / MEGABYTE) * 10) / 10} MB`);

/**
 * Keeps an upload for a status that is still to be written.
 *
 * @param later whether the answer may be media that wait for their job (`state`); otherwise they are ready
 * @throws Refusal `invalid` for what is none that we can read, or is too large
 */
export async function addMedia(kith: Kith, account: Pick<Account, "id">, upload: MediaUpload, later = false): Promise<Media> {
  const words = { description: readDescription(upload.description ?? ""), focus: readFocus(upload.focus) };
  const { limits } = kith.instance;
  const size = "bytes" in upload ? upload.bytes.length : (await stat(upload.path)).size;
  const most = Math.max(limits.image_bytes, limits.video_bytes);
  if (size > most) throw fileTooLarge(most);
  await takeRoom(kith, size);
  const what = await whatIs(kith, upload);
  const limit = what.family === "image" ? limits.image_bytes : limits.video_bytes;
  if (size > limit) throw fileTooLarge(limit);
  const thumbnail = upload.thumbnail === undefined ? undefined : await makeThumbnail(kith, upload.thumbnail);
  const row = blank(kith, account, { ...words, thumbnail });
  try {
    if (thumbnail !== undefined) await kith.files.write(row.preview_file, thumbnail.small.bytes);
    if (what.family === "image" && (!later || size <= SOON)) return await addReady(kith, row, await bytesOf(upload));
    return await addWaiting(kith, { row, what, upload }, later);
  } catch (error) {
    if (row.preview_file !== "") await kith.files.remove(row.preview_file);
    throw error;
  }
}

const bytesOf = async (upload: MediaUpload): Promise<Buffer> => ("bytes" in upload ? upload.bytes : await readFile(upload.path));

/** An animated GIF is a film where ffmpeg is there to make one of it: a tenth of the bytes. */
async function whatIs(kith: Kith, upload: MediaUpload): Promise<Sniffed> {
  const what = await sniff(upload);
  if (what.family === "moving") await getTools(kith);
  if (what.mime !== "image/gif" || (await findTools(kith)) === undefined) return what;
  const { image_bytes, image_pixels } = kith.instance.limits;
  const bytes = await bytesOf(upload);
  if (bytes.length > image_bytes) throw fileTooLarge(image_bytes);
  return isAnimated((await openImage(bytes, image_pixels)).metadata)
    ? { family: "moving", mime: what.mime, reader: "gif" }
    : what;
}

type Words = { description: string; focus: { x: number; y: number } | undefined; thumbnail: Preview | undefined };

/** The row of an upload of which nothing is known yet. */
export const blank = (kith: Kith, account: Pick<Account, "id">, { description, focus, thumbnail }: Words): Media => ({
  id: kith.newId(),
  account_id: account.id,
  status_id: null,
  position: 0,
  kind: "image",
  mime_type: "",
  file: "",
  preview_file: thumbnail === undefined ? "" : nameFor(thumbnail.small.extension),
  remote_url: "",
  preview_remote_url: "",
  description,
  blurhash: thumbnail?.blurhash ?? "",
  meta: toJson<MediaMeta>({
    ...(thumbnail === undefined ? {} : { small: sizeOf(thumbnail.small) }),
    ...(focus === undefined ? {} : { focus }),
  }),
  bytes: thumbnail?.small.bytes.length ?? 0,
  created_at: kith.now(),
  state: "ready",
  original: "",
  error: "",
  kept_by: 0,
  draft_id: 0,
  apart: 0,
});

async function addReady(kith: Kith, row: Media, bytes: Buffer): Promise<Media> {
  const made = await withinCapacity(kith, async () => await encodeImage(bytes, kith.instance.limits.image_pixels));
  // What is kept may be more than what came: a WebP becomes a PNG.
  await takeRoom(kith, made.original.bytes.length + made.small.bytes.length - bytes.length);
  const change = await keepImage(kith, row, made);
  const media = { ...row, ...change };
  await kith.write(async (tx) => await tx.insertInto("media").values(media).execute());
  return media;
}

/** Keeps the upload as it came. Without a job it is made ready at once, by whoever asks. */
async function addWaiting(kith: Kith, to: { row: Media; what: Sniffed; upload: MediaUpload }, later: boolean): Promise<Media> {
  const { row, what, upload } = to;
  const original = nameFor(what.family === "image" ? "image" : what.reader, "uploads");
  if ("bytes" in upload) await kith.files.write(original, upload.bytes);
  else await kith.files.take(original, upload.path);
  const media: Media = { ...row, kind: guess(what), mime_type: what.mime, state: "waiting", original };
  await kith.write(async (tx, happened) => {
    await tx.insertInto("media").values(media).execute();
    if (later)
      happened({ type: "media.uploaded", media_id: media.id, account_id: media.account_id, moving: what.family === "moving" });
  });
  if (later) return media;
  await processMedia(kith, media.id);
  const done = await kith.db.selectFrom("media").selectAll().where("id", "=", media.id).executeTakeFirst();
  if (done?.state !== "ready") throw invalid(done?.error ?? "Validation failed: File could not be processed");
  return done;
}

function guess(what: Sniffed): MediaKind {
  if (what.family === "image") return "image";
  if (what.reader === "gif") return "gifv";
  return what.mime.startsWith("audio/") ? "audio" : "video";
}
