/** Makes of what was uploaded what is shown: the job of an upload, and what it has in common with images that are ready at once. */
import { stat } from "node:fs/promises";
import { toJson } from "../db/columns.ts";
import type { Media, Row } from "../db/schema.ts";
import type { MediaMeta } from "../db/values.ts";
import { Refusal } from "../errors.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import { withinCapacity } from "./capacity.ts";
import { encodeImage, type Picture, type Preview } from "./images.ts";
import { sniff } from "./kinds.ts";
import { makeMoving } from "./moving.ts";
import { nameFor, typeOfName } from "./names.ts";
import { withScratch } from "./scratch.ts";
import { askForSizes } from "../videos/describe.ts";

/** A job that failed this often for reasons of ours fails for good. */
const MOST_TRIES = 5;

export const sizeOf = ({ width, height }: Picture) => ({ width, height });

/** What a status may show in the place of what was uploaded. */
type Change = Pick<Media, "kind" | "mime_type" | "file" | "preview_file" | "blurhash" | "meta" | "bytes">;

/** Keeps the files of an image and returns what its row says then. */
export async function keepImage(kith: Kith, row: Media, made: Preview & { original: Picture }): Promise<Change> {
  const file = nameFor(made.original.extension);
  await kith.files.write(file, made.original.bytes);
  const preview = await keepPreview(kith, row, made, { original: sizeOf(made.original), small: sizeOf(made.small) });
  return { ...preview, kind: "image", mime_type: typeOfName(file), file, bytes: preview.bytes + made.original.bytes.length };
}

/** A picture that the owner chose goes before the one that we made. */
async function keepPreview(kith: Kith, row: Media, preview: Preview | undefined, meta: MediaMeta) {
  const said = JSON.parse(row.meta) as MediaMeta;
  const { preview_file, blurhash, bytes } = row;
  if (row.preview_file !== "" || preview === undefined)
    return { preview_file, blurhash, bytes, meta: toJson({ ...meta, ...said }) };
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
  const kept = await kith.write(async (tx, happened): Promise<Partial<Media>> => {
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
    if (now !== undefined && change.state === "ready") await askForSizes(tx, happened, row.id);
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
