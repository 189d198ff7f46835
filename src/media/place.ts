/** Moves the files of media to where they belong: apart, for what is for a few (`apart.ts`), or among those for everybody. */
import { flag } from "../db/columns.ts";
import { sql } from "kysely";
import type { Media, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { newToken } from "../videos/values.ts";
import { isApart } from "./apart.ts";
import { nameFor, type FileFolder } from "./names.ts";
import { isRemote } from "./url.ts";

export type Names = Pick<Media, "file" | "preview_file">;

/** Copies the files of media to names in a folder; those that lie there already stay, unless `anew`. The old ones are the caller's to remove once the new ones stand in the row. */
export async function copiedTo(
  kith: Pick<Kith, "files">,
  { file, preview_file }: Names,
  folder: FileFolder,
  anew = false,
): Promise<Names> {
  return { file: await copyTo(kith, file, folder, anew), preview_file: await copyTo(kith, preview_file, folder, anew) };
}

async function copyTo({ files }: Pick<Kith, "files">, name: string, folder: FileFolder, anew: boolean): Promise<string> {
  if (name === "" || isRemote(name) || (!anew && name.startsWith(`${folder}/`))) return name;
  const to = nameFor(name.slice(name.lastIndexOf(".") + 1), folder);
  await files.copy(name, to);
  return to;
}

/** Before they are shown in what is for a few, or for everybody. Where they lie well already, nothing happens. */
export async function placeMedia(kith: Kith, media: readonly Media[], apart: boolean): Promise<void> {
  for (const one of media) {
    const settled = one.apart === flag(apart) && [one.file, one.preview_file].every((name) => liesWell(name, apart));
    if (!settled) await moveFiles(kith, one, apart);
    if (one.kind === "video") await placeSizes(kith, one.id);
  }
}

/** What stands nowhere, apart and under other names than before: whatever address has been given out leads nowhere. What has been posted meanwhile stays. */
export async function placeAnew(kith: Kith, media: readonly Media[]): Promise<void> {
  for (const one of media) {
    if (!(await moveFiles(kith, one, true, true)) || one.kind !== "video") continue;
    await placeSizes(kith, one.id, true);
    await nameListsAnew(kith, one.id);
  }
}

/** The lists of a film's sizes, and its captions, are found by tokens. */
async function nameListsAnew(kith: Kith, media_id: number): Promise<void> {
  const token = newToken();
  await kith.write(async (tx) => {
    await tx.updateTable("videos").set({ token }).where("media_id", "=", media_id).execute();
    const captions = await tx.selectFrom("video_captions").select("id").where("media_id", "=", media_id).execute();
    for (const { id } of captions)
      await tx.updateTable("video_captions").set({ token: newToken() }).where("id", "=", id).execute();
  });
}

const folderFor = (apart: boolean): FileFolder => (apart ? "private" : "media");
const liesWell = (name: string, apart: boolean): boolean => name === "" || isRemote(name) || isApart(name) === apart;

/** @param anew under other names, if it stands nowhere @returns whether they have been moved */
async function moveFiles(kith: Kith, { id, file, preview_file }: Media, apart: boolean, anew = false): Promise<boolean> {
  const before = { file, preview_file };
  const after = await copiedTo(kith, before, folderFor(apart), anew);
  const moved = await kith.write(
    async (tx) =>
      await tx
        .updateTable("media")
        .set({ ...after, apart: flag(apart) })
        .where("id", "=", id)
        .where("file", "=", file)
        .where("preview_file", "=", preview_file)
        .$if(anew, (query) => query.where("status_id", "is", null).where("kept_by", "=", 0))
        .returning("id")
        .executeTakeFirst(),
  );
  // Where somebody else was faster, it is the copies that nobody knows.
  const [gone, kept] = moved === undefined ? [after, before] : [before, after];
  const old = [gone.file, gone.preview_file].filter((name) => name !== "" && !isRemote(name));
  for (const name of old) if (name !== kept.file && name !== kept.preview_file) await kith.files.remove(name);
  return moved !== undefined;
}

/** The sizes of a film lie where it lies. */
export async function placeSizes(kith: Kith, media_id: number, anew = false): Promise<void> {
  const rows = await kith.db
    .selectFrom("video_rungs")
    .innerJoin("media", "media.id", "video_rungs.media_id")
    .select(["video_rungs.id", "video_rungs.file", "media.apart"])
    .where("video_rungs.media_id", "=", media_id)
    .where("video_rungs.file", "<>", "")
    .execute();
  for (const { id, file, apart } of rows)
    if (anew || !liesWell(file, apart === 1)) await moveSize(kith, { id, file }, apart === 1, anew);
}

type Size = Pick<Row<"video_rungs">, "id" | "file">;

async function moveSize(kith: Kith, { id, file }: Size, apart: boolean, anew: boolean): Promise<void> {
  const after = await copyTo(kith, file, folderFor(apart), anew);
  const moved = await kith.write(
    async (tx) =>
      await tx
        .updateTable("video_rungs")
        .set({ file: after })
        .where("id", "=", id)
        .where("file", "=", file)
        .returning("id")
        .executeTakeFirst(),
  );
  await kith.files.remove(moved === undefined ? after : file);
}

export const AT_ONCE = 50;

/** Upkeep: what was posted for a few before such files lay apart. Returns whether there may be more. */
export async function moveOldFiles(kith: Kith): Promise<boolean> {
  const rows = await kith.db
    .selectFrom("media")
    .selectAll()
    .where(sql<boolean>`apart = 2`)
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();
  for (const row of rows)
    await placeMedia(kith, [row], true).catch(async (error: unknown) => {
      // A file that is not there can be moved by nobody.
      kith.log.info("files of media {id} could not be moved: {error}", { id: row.id, error });
      await kith.write(async (tx) => await tx.updateTable("media").set({ apart: 1 }).where("id", "=", row.id).execute());
    });
  return rows.length === AT_ONCE;
}

/**
 * The same of up to `AT_ONCE` other rows, each for itself: what cannot be moved now stays for the next day.
 *
 * @returns whether there may be more
 */
export async function moveEach<Old>(
  { log }: Pick<Kith, "log">,
  rows: readonly Old[],
  move: (row: Old) => Promise<void>,
  whatOf: (row: Old) => string,
): Promise<boolean> {
  let failed = 0;
  for (const row of rows)
    await move(row).catch((error: unknown) => {
      failed++;
      log.info("{what} could not be moved: {error}", { what: whatOf(row), error });
    });
  return rows.length === AT_ONCE && failed < rows.length;
}
