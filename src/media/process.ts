/**
 * Takes in an upload. Small images are ready at once; what takes longer is kept as it came, and a job (`processMedia`) makes of it what is
 * shown. What an upload is is read from its bytes, and nothing of it is shown as it came.
 */
import { readFile, stat } from "node:fs/promises";
import { toJson } from "../db/columns.ts";
import type { Account, Media, Row, Tx } from "../db/schema.ts";
import type { MediaKind, MediaMeta } from "../db/values.ts";
import { invalid, Refusal } from "../errors.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import { withinCapacity } from "./capacity.ts";
import { findTools } from "./ffmpeg.ts";
import { encodeImage, isAnimated, openImage, type Picture, type Preview } from "./images.ts";
import { sniff, type Sniffed } from "./kinds.ts";
import { getTools, makeMoving } from "./moving.ts";
import { nameFor, typeOfName } from "./names.ts";
import { withScratch } from "./scratch.ts";
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
/** A job that failed this often for reasons of ours fails for good. */
const MOST_TRIES = 5;

const tooLarge = () => invalid("Validation failed: File file size must be less than the limit");

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
  if (size > Math.max(limits.image_bytes, limits.video_bytes)) throw tooLarge();
  const what = await whatIs(kith, upload);
  if (size > (what.family === "image" ? limits.image_bytes : limits.video_bytes)) throw tooLarge();
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

const bytesOf = async (upload: MediaUpload): Promise<Buffer> =>
  "bytes" in upload ? upload.bytes : await readFile(upload.path);

/** An animated GIF is a film where ffmpeg is there to make one of it: a tenth of the bytes. */
async function whatIs(kith: Kith, upload: MediaUpload): Promise<Sniffed> {
  const what = await sniff(upload);
  if (what.family === "moving") await getTools(kith);
  if (what.mime !== "image/gif" || (await findTools(kith)) === undefined) return what;
  const { image_bytes, image_pixels } = kith.instance.limits;
  const bytes = await bytesOf(upload);
  if (bytes.length > image_bytes) throw tooLarge();
  return isAnimated((await openImage(bytes, image_pixels)).metadata) ? { family: "moving", mime: what.mime, reader: "gif" } : what;
}

type Words = { description: string; focus: { x: number; y: number } | undefined; thumbnail: Preview | undefined };

const blank = (kith: Kith, account: Pick<Account, "id">, { description, focus, thumbnail }: Words): Media => ({
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
});

const sizeOf = ({ width, height }: Picture) => ({ width, height });

async function addReady(kith: Kith, row: Media, bytes: Buffer): Promise<Media> {
  const made = await withinCapacity(kith, async () => await encodeImage(bytes, kith.instance.limits.image_pixels));
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
    if (later) happened({ type: "media.uploaded", media_id: media.id, account_id: media.account_id, moving: what.family === "moving" });
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

/** What a status may show in the place of what was uploaded. */
type Change = Pick<Media, "kind" | "mime_type" | "file" | "preview_file" | "blurhash" | "meta" | "bytes">;

async function keepImage(kith: Kith, row: Media, made: Preview & { original: Picture }): Promise<Change> {
  const file = nameFor(made.original.extension);
  await kith.files.write(file, made.original.bytes);
  const preview = await keepPreview(kith, row, made, { original: sizeOf(made.original), small: sizeOf(made.small) });
  return { ...preview, kind: "image", mime_type: typeOfName(file), file, bytes: preview.bytes + made.original.bytes.length };
}

/** A picture that the owner chose goes before the one that we made. */
async function keepPreview(kith: Kith, row: Media, preview: Preview | undefined, meta: MediaMeta) {
  const said = JSON.parse(row.meta) as MediaMeta;
  const { preview_file, blurhash, bytes } = row;
  if (row.preview_file !== "" || preview === undefined) return { preview_file, blurhash, bytes, meta: toJson({ ...meta, ...said }) };
  const name = nameFor(preview.small.extension);
  await kith.files.write(name, preview.small.bytes);
  const small = { ...meta, small: sizeOf(preview.small), ...said };
  return { preview_file: name, blurhash: preview.blurhash, bytes: preview.small.bytes.length, meta: toJson(small) };
}

/**
 * The job of an upload: makes of it what is shown, or says why that cannot be. Doing it twice does no harm; media that are gone or done need
 * nothing.
 */
export async function processMedia(kith: Kith, id: number, job?: Leased<Row<"jobs">>): Promise<void> {
  const row = await kith.db.selectFrom("media").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined || row.state !== "waiting") return;
  const finish = async (change: Partial<Media>): Promise<void> => await settle(kith, row, change, job);
  try {
    await finish({ ...(await make(kith, row)), state: "ready", original: "" });
  } catch (error) {
    if (error instanceof Refusal) return await finish({ state: "failed", original: "", error: error.message });
    if (job === undefined || job.row.attempts >= MOST_TRIES)
      await finish({ state: "failed", original: "", error: "Validation failed: File could not be processed by this server" });
    throw error;
  }
}

async function make(kith: Kith, row: Media): Promise<Change> {
  const what = await kith.files.local(row.original, async (path) => await sniff({ path }));
  if (what.family === "image" && row.kind === "image") {
    const bytes = await kith.files.read(row.original);
    const made = await withinCapacity(kith, async () => await encodeImage(bytes, kith.instance.limits.image_pixels));
    return await keepImage(kith, row, made);
  }
  const reader = what.family === "moving" ? what.reader : "gif";
  return await kith.files.local(
    row.original,
    async (path) => await withScratch(kith.files, async (folder) => await keepMoving(kith, row, { path, reader, folder })),
  );
}

async function keepMoving(kith: Kith, row: Media, from: { path: string; reader: string; folder: string }): Promise<Change> {
  const made = await withinCapacity(kith, async () => await makeMoving(kith, from, from.folder), "films");
  const { size } = await stat(made.path);
  const file = nameFor(made.extension);
  await kith.files.take(file, made.path);
  const preview = await keepPreview(kith, row, made.preview, made.meta);
  return { ...preview, kind: made.kind, mime_type: typeOfName(file), file, bytes: preview.bytes + size };
}

/** Writes what came of it, if the media still wait for it; otherwise what was made goes again. */
async function settle(kith: Kith, row: Media, change: Partial<Media>, job: Leased<Row<"jobs">> | undefined): Promise<void> {
  const kept = await kith.write(async (tx): Promise<Partial<Media>> => {
    // Held until the end of the transaction: its owner may say something else about it at this moment.
    const now = await tx
      .updateTable("media")
      .set((eb) => ({ position: eb.ref("position") }))
      .where("id", "=", row.id)
      .where("state", "=", "waiting")
      .returning(["meta", "preview_file", "blurhash"])
      .executeTakeFirst();
    const whole = now === undefined ? {} : withWords(row, now, change);
    if (now !== undefined) await tx.updateTable("media").set(whole).where("id", "=", row.id).execute();
    if (job !== undefined) await job.complete(tx);
    return whole;
  });
  const made = [change.file, change.preview_file].filter((name) => name !== row.preview_file);
  const unused = made.filter((name) => name !== kept.file && name !== kept.preview_file);
  for (const name of [...unused, row.original]) if (name !== undefined && name !== "") await kith.files.remove(name);
}

/** A focus or a thumbnail that came while the job was at work goes before what the job knew. */
function withWords(row: Media, now: Pick<Media, "meta" | "preview_file" | "blurhash">, change: Partial<Media>): Partial<Media> {
  if (change.meta === undefined) return change;
  const [made, said] = [JSON.parse(change.meta) as MediaMeta, JSON.parse(now.meta) as MediaMeta];
  const own = now.preview_file === row.preview_file ? {} : { preview_file: now.preview_file, blurhash: now.blurhash };
  return { ...change, meta: toJson({ ...made, ...said }), ...own };
}
