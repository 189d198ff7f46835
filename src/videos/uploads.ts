/**
 * Uploads in parts: what is large comes in pieces that each are kept, so that a line that breaks loses one piece and not the whole. The pieces lie where all media
 * lie, for each may come to another process.
 */
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { holdAccounts } from "../accounts/find.ts";
import { takeRoom } from "../budgets/media.ts";
import type { Account, Media, Row } from "../db/schema.ts";
import { conflict, invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { addMedia, fileTooLarge } from "../media/add.ts";
import { nameFor } from "../media/names.ts";
import { withScratch } from "../media/scratch.ts";

export type PartedUpload = Row<"uploads">;

/** Bytes of a part at most. */
export const PART_BYTES = 8_000_000;
const MOST_OPEN = 3;
const DAY = 86_400_000;

/** Of those that somebody has begun and not ended, only so many stay: the oldest goes. @throws Refusal `invalid` for more than is taken */
export async function beginUpload(kith: Kith, { id: account_id }: Pick<Account, "id">, bytes: number): Promise<PartedUpload> {
  const { image_bytes, video_bytes } = kith.instance.limits;
  const most = Math.max(image_bytes, video_bytes);
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw invalid("Validation failed: File part does not fit");
  if (bytes > most) throw fileTooLarge(most);
  await takeRoom(kith, bytes);
  const row: PartedUpload = { id: kith.newId(), account_id, bytes, received: 0, created_at: kith.now() };
  await kith.write(async (tx) => {
    await holdAccounts(tx, account_id);
    const others = await tx
      .selectFrom("uploads")
      .select("id")
      .where("account_id", "=", account_id)
      .orderBy("id", "desc")
      .execute();
    for (const { id } of others.slice(MOST_OPEN - 1)) await tx.deleteFrom("uploads").where("id", "=", id).execute();
    await tx.insertInto("uploads").values(row).execute();
  });
  return row;
}

/** @throws Refusal `missing` for somebody else's, or one that is over */
export async function getUpload({ db, now }: Kith, { id: account_id }: Pick<Account, "id">, id: number): Promise<PartedUpload> {
  const row = await db
    .selectFrom("uploads")
    .selectAll()
    .where("id", "=", id)
    .where("account_id", "=", account_id)
    .where("created_at", ">", now() - DAY)
    .executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/**
 * Takes the next part. One that is there already is not taken again: whoever did not hear the answer may send it once more.
 *
 * @param start its first byte in the whole
 * @returns how much is there then
 * @throws Refusal `conflict` for a part before which others are missing; `invalid` for what is empty or goes beyond the end
 */
export async function takePart(
  kith: Kith,
  upload: PartedUpload,
  { path, start }: { path: string; start: number },
): Promise<number> {
  const { size } = await stat(path);
  if (size < 1 || size > PART_BYTES || start < 0 || start + size > upload.bytes)
    throw invalid("Validation failed: File part does not fit");
  if (start < upload.received) return upload.received;
  if (start > upload.received) throw conflict("Parts of the file before this one are missing");
  const file = nameFor("part", "uploads");
  await kith.files.take(file, path);
  const received = await kith.write(async (tx) => {
    const taken = await tx
      .updateTable("uploads")
      .set({ received: start + size })
      .where("id", "=", upload.id)
      .where("received", "=", start)
      .returning("received")
      .executeTakeFirst();
    if (taken === undefined) return undefined;
    await tx.insertInto("upload_parts").values({ id: kith.newId(), upload_id: upload.id, start, bytes: size, file }).execute();
    return taken.received;
  });
  if (received === undefined) await kith.files.remove(file);
  return received ?? upload.received;
}

/**
 * Makes media of the whole, as of any upload; the parts go.
 *
 * @throws Refusal `conflict` while parts are missing, and whatever `addMedia` throws: then the parts stay for another try, until they are over
 */
export async function finishUpload(
  kith: Kith,
  account: Pick<Account, "id">,
  upload: PartedUpload,
  description: string,
): Promise<Media> {
  if (upload.received !== upload.bytes) throw conflict("Parts of the file are missing");
  const parts = await kith.db
    .selectFrom("upload_parts")
    .selectAll()
    .where("upload_id", "=", upload.id)
    .orderBy("start")
    .execute();
  const media = await withScratch(kith.files, async (folder) => {
    const path = join(folder, "whole");
    for (const { file } of parts) {
      const whole = await open(path, "a");
      await pipeline(await kith.files.stream(file), whole.createWriteStream());
    }
    return await addMedia(kith, account, { path, description }, true);
  });
  await dropUpload(kith, upload);
  return media;
}

export const dropUpload = async (kith: Kith, { id }: Pick<PartedUpload, "id">): Promise<void> =>
  await kith.write(async (tx) => void (await tx.deleteFrom("uploads").where("id", "=", id).execute()));

/** Upkeep: what was begun a day ago and never ended. Its files go with the other leftovers. */
export async function forgetUploads(kith: Kith): Promise<void> {
  await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("uploads")
        .where("created_at", "<", kith.now() - DAY)
        .execute(),
  );
}
