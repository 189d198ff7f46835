/**
 * Files that came with a form which is not right yet, put aside as they came until it is: nobody has to choose them again. They stand in nothing, no other
 * door knows of them, and housekeeping takes them like any upload that is left (`remove.ts`).
 */
import { readFile, stat } from "node:fs/promises";
import { takeRoom } from "../budgets/media.ts";
import { padded } from "../db/lists.ts";
import type { Account, Media, Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { blank, type MediaUpload } from "./add.ts";
import type { Preview } from "./images.ts";
import { sniff } from "./kinds.ts";
import { nameFor } from "./names.ts";
import { removeFiles } from "./remove.ts";
import { makeThumbnail } from "./thumbnail.ts";

type Owner = Pick<Account, "id">;

/**
 * Keeps the bytes, and of an image a small picture to be shown to its owner. What they are is found out when they are used.
 *
 * @throws Refusal `invalid` when there is no room
 */
export async function putAside(kith: Kith, account: Owner, file: MediaUpload): Promise<Media> {
  const size = "bytes" in file ? file.bytes.length : (await stat(file.path)).size;
  await takeRoom(kith, size);
  const small = size <= kith.instance.limits.image_bytes ? await previewOf(kith, file) : undefined;
  const row = blank(kith, account, { description: "", focus: undefined, thumbnail: small });
  const names = { original: nameFor("kept", "uploads"), preview_file: small === undefined ? "" : nameFor("webp", "private") };
  const media: Media = { ...row, ...names, kind: "unknown", state: "aside", bytes: row.bytes + size, apart: 1 };
  try {
    if ("bytes" in file) await kith.files.write(media.original, file.bytes);
    else await kith.files.take(media.original, file.path);
    if (small !== undefined) await kith.files.write(media.preview_file, small.small.bytes);
    await kith.write(async (tx) => await tx.insertInto("media").values(media).execute());
    return media;
  } catch (error) {
    await removeFiles(kith, media);
    throw error;
  }
}

/** Films, sounds and texts have none, and neither has what nobody can read. */
async function previewOf(kith: Kith, file: MediaUpload): Promise<Preview | undefined> {
  const what = await sniff(file).catch(() => undefined);
  if (what?.family !== "image") return undefined;
  return await makeThumbnail(kith, "bytes" in file ? file.bytes : await readFile(file.path)).catch(() => undefined);
}

/** Those of the account among these, by id. */
export async function loadAside(db: Reads, account: Owner, ids: readonly number[]): Promise<Map<number, Media>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("media")
    .selectAll()
    .where("id", "in", padded(ids))
    .where("account_id", "=", account.id)
    .where("state", "=", "aside")
    .execute();
  return new Map(rows.map((media) => [media.id, media]));
}

/** They have been used, or are not wanted any more. */
export async function dropAside(kith: Kith, account: Owner, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const removed = await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("media")
        .where("id", "in", padded(ids))
        .where("account_id", "=", account.id)
        .where("state", "=", "aside")
        .returning(["file", "preview_file", "original"])
        .execute(),
  );
  for (const media of removed) await removeFiles(kith, media);
}
