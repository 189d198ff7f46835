/** Removes media: their row first, then their files, so that no status ever names a file that is gone. */
import type { Account, Media } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { getOwnMedia } from "./update.ts";

const DAY = 86_400_000;

/** @throws Refusal `missing` for what is not the account's own; `invalid` for what stands in a status */
export async function removeMedia(kith: Kith, account: Pick<Account, "id">, id: number): Promise<void> {
  const media = await getOwnMedia(kith.db, account, id);
  const removed = await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("media")
        .where("id", "=", id)
        .where("account_id", "=", account.id)
        .where("status_id", "is", null)
        .where("kept_by", "=", 0)
        .returning("id")
        .executeTakeFirst(),
  );
  if (removed === undefined) throw invalid("Media attachment is currently used by a status");
  await removeFiles(kith, media);
}

/**
 * Removes what lost its status, or was uploaded, more than a day ago and stands nowhere: in no status, no draft, no scheduled status and in no
 * history of an edited one. Returns how many that were.
 */
export async function removeUnattachedMedia(kith: Kith): Promise<number> {
  let removed = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const few = await removeSome(kith);
    removed += few;
    if (few < AT_ONCE) break;
  }
  return removed;
}

const AT_ONCE = 100;
/** The next turn goes on. */
const MOST_ROUNDS = 200;

async function removeSome(kith: Kith): Promise<number> {
  const old = await kith.db
    .selectFrom("media")
    .select("id")
    .where("status_id", "is", null)
    .where("kept_by", "=", 0)
    .where("draft_id", "=", 0)
    .where("created_at", "<", kith.now() - DAY)
    .limit(AT_ONCE)
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  const removed = await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("media")
        .where("id", "in", ids)
        .where("status_id", "is", null)
        .where("kept_by", "=", 0)
        .where("draft_id", "=", 0)
        .returning(["file", "preview_file", "original"])
        .execute(),
  );
  for (const media of removed) await removeFiles(kith, media);
  return removed.length;
}

type Names = Pick<Media, "file" | "preview_file" | "original">;

/** The files of media whose row is gone. */
export async function removeFiles(kith: Kith, { file, preview_file, original }: Names): Promise<void> {
  for (const name of [file, preview_file, original]) if (name !== "" && !/^https?:/.test(name)) await kith.files.remove(name);
}
