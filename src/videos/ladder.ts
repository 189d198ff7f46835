/** The job of a video's sizes: one of them a turn, the smallest first, so that whatever is interrupted loses one size at most. */
import { fromJson } from "../db/columns.ts";
import { Refusal } from "../errors.ts";
import type { Media, Row } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { withinCapacity } from "../media/capacity.ts";
import { FfmpegFailure, findTools, type Tools } from "../media/ffmpeg.ts";
import { isApart } from "../media/apart.ts";
import { nameFor } from "../media/names.ts";
import { placeSizes } from "../media/place.ts";
import { withScratch } from "../media/scratch.ts";
import { makeRung, type MadeRung } from "./rung.ts";
import { sizesOf, type Size } from "./values.ts";

/** ms between what is told of how far it is. */
const TELL = 3000;
/** A job that failed this often for reasons of ours fails for good. */
const MOST_TRIES = 4;

type Job = Leased<Row<"jobs">>;
type Work = { media: Media; size: Size; done: number; count: number };

/** Doing it twice does no harm: what is there already is not made again. */
export async function climbLadder(kith: Kith, { media_id }: KithEventOf<"video.wanted">, job: Job): Promise<void> {
  const work = await nextWork(kith, media_id);
  if (work === undefined) return;
  const tools = await findTools(kith);
  if (tools === undefined || work === "done") return await settle(kith, media_id, work === "done" ? "ready" : "failed", job);
  try {
    await climb(kith, tools, work, job);
  } catch (error) {
    const read = error instanceof FfmpegFailure || error instanceof Refusal;
    // What has been posted meanwhile may lie elsewhere now.
    if ((read && !(await hasMoved(kith, work))) || job.row.attempts >= MOST_TRIES) {
      kith.log.info("a size of a video could not be made: {error}", { error });
      return await settle(kith, media_id, "failed", job);
    }
    throw error;
  }
}

const hasMoved = async ({ db }: Kith, { media }: Work): Promise<boolean> => {
  const now = await db.selectFrom("media").select("file").where("id", "=", media.id).executeTakeFirst();
  return now !== undefined && now.file !== media.file;
};

/** Undefined when nobody waits for it. */
async function nextWork({ db }: Kith, media_id: number): Promise<Work | "done" | undefined> {
  const video = await db.selectFrom("videos").select("state").where("media_id", "=", media_id).executeTakeFirst();
  const media = await db.selectFrom("media").selectAll().where("id", "=", media_id).executeTakeFirst();
  if (video?.state !== "waiting" || media === undefined || media.state !== "ready" || media.file === "") return undefined;
  const { original } = fromJson(media.meta);
  if (original === undefined) return undefined;
  const sizes = sizesOf(Math.min(original.width, original.height));
  const rows = await db.selectFrom("video_rungs").select("lines").where("media_id", "=", media_id).execute();
  const made = new Set(rows.map(({ lines }) => lines));
  const size = sizes.find(({ lines }) => !made.has(lines));
  return size === undefined ? "done" : { media, size, done: made.size, count: sizes.length };
}

async function climb(kith: Kith, tools: Tools, work: Work, job: Job): Promise<void> {
  const { media, size } = work;
  const pixels = kith.instance.limits.video_pixels;
  await kith.files.local(
    media.file,
    async (path) =>
      await withScratch(kith.files, async (folder) => {
        const heard = teller(kith, work);
        const film = { path, pixels, folder };
        const made = await withinCapacity(kith, async () => await makeRung(tools, film, size, heard), "films");
        await keep(kith, work, made, job);
      }),
  );
}

/** Whoever waits sees how far it is. Lost news are told by the next. */
function teller(kith: Kith, { media, done, count }: Work): (seconds: number) => void {
  const { duration = 0 } = fromJson(media.meta).original ?? {};
  let last = kith.now();
  return (seconds) => {
    if (kith.now() - last < TELL || duration <= 0) return;
    last = kith.now();
    const progress = Math.min(99, Math.floor(((done + Math.min(seconds / duration, 1)) / count) * 100));
    const tell = async () =>
      await kith.write(async (tx) => await tx.updateTable("videos").set({ progress }).where("media_id", "=", media.id).execute());
    tell().catch((error: unknown) => kith.log.debug("progress was not told: {error}", { error }));
  };
}

/** The size and the job that makes the next one, at once. What is gone meanwhile gets no files. */
async function keep(kith: Kith, { media, size, done, count }: Work, made: MadeRung, job: Job): Promise<void> {
  const file = nameFor("mp4", isApart(media.file) ? "private" : "media");
  await kith.files.take(file, made.path);
  const { path: _, ...rung } = made;
  const kept = await kith.write(async (tx, happened) => {
    const waiting = await tx
      .updateTable("videos")
      .set({ progress: Math.floor(((done + 1) / count) * 100) })
      .where("media_id", "=", media.id)
      .where("state", "=", "waiting")
      .returning("media_id")
      .executeTakeFirst();
    const inserted =
      waiting === undefined
        ? undefined
        : await tx
            .insertInto("video_rungs")
            .values({ id: kith.newId(), media_id: media.id, lines: size.lines, file, url: "", ...rung })
            .onConflict((oc) => oc.doNothing())
            .returning("id")
            .executeTakeFirst();
    if (inserted !== undefined)
      await tx
        .updateTable("media")
        .set((eb) => ({ bytes: eb("bytes", "+", rung.bytes) }))
        .where("id", "=", media.id)
        .execute();
    if (waiting !== undefined) happened({ type: "video.wanted", media_id: media.id });
    await job.complete(tx);
    return inserted !== undefined;
  });
  if (!kept) return await kith.files.remove(file);
  // It may have been posted meanwhile.
  await placeSizes(kith, media.id);
}

/** Those who have it already learn where its sizes are. */
async function settle(kith: Kith, media_id: number, state: "ready" | "failed", job: Job): Promise<void> {
  await kith.write(async (tx, happened) => {
    const rungs = await tx.selectFrom("video_rungs").select("id").where("media_id", "=", media_id).execute();
    const settled = await tx
      .updateTable("videos")
      .set({ state: rungs.length > 0 ? "ready" : state, progress: 100 })
      .where("media_id", "=", media_id)
      .where("state", "=", "waiting")
      .returning("account_id")
      .executeTakeFirst();
    const media = await tx.selectFrom("media").select("status_id").where("id", "=", media_id).executeTakeFirst();
    if (settled !== undefined && media !== undefined && media.status_id !== null)
      happened({ type: "status.refreshed", status_id: media.status_id, account_id: settled.account_id, local: true });
    await job.complete(tx);
  });
}

const AT_ONCE = 100;

/** Upkeep: files of sizes whose rows are gone. Returns whether there may be more. */
export async function removeLeftovers(kith: Kith): Promise<boolean> {
  const rows = await kith.db.selectFrom("video_leftovers").select("file").limit(AT_ONCE).execute();
  for (const { file } of rows) {
    await kith.files.remove(file);
    await kith.write(async (tx) => await tx.deleteFrom("video_leftovers").where("file", "=", file).execute());
  }
  return rows.length === AT_ONCE;
}
