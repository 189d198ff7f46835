/** Removes media: their row first, then their files, so that no status ever names a file that is gone; and what is kept here of other servers' files. */
import type { Account, Media } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { padded } from "../db/lists.ts";
import { keysOf, letGo } from "./remote/keep.ts";
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
 * The handler of a later job: what was shown by a status that is gone is found nowhere any more. Where its author may post it anew, it waits apart under new names:
 * no address that anybody has been given leads to it.
 */
export async function removeLost(kith: Kith, lost: Omit<KithEventOf<"media.lost">, "type">): Promise<void> {
  const { media_ids, again, evidence } = lost;
  if (media_ids.length === 0) return;
  if (evidence !== undefined) await (await import("../moderation/evidence.ts")).keepFiles(kith, evidence, media_ids);
  const ids = padded(media_ids);
  if (again) {
    const free = kith.db.selectFrom("media").selectAll().where("id", "in", ids).where("status_id", "is", null);
    const { placeAnew } = await import("./place.ts");
    return await placeAnew(kith, await free.where("kept_by", "=", 0).execute());
  }
  await removeUnused(kith, ids);
}

/** Those that stand nowhere at that moment. Returns how many. */
async function removeUnused(kith: Kith, ids: readonly number[]): Promise<number> {
  const gone = await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("media")
        .where("id", "in", ids)
        .where("status_id", "is", null)
        .where("kept_by", "=", 0)
        .where("draft_id", "=", 0)
        .returning(FILES)
        .execute(),
  );
  for (const media of gone) await removeFiles(kith, media);
  return gone.length;
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
  return await removeUnused(
    kith,
    old.map(({ id }) => id),
  );
}

/** Columns that say where the files of media are. */
export const FILES = ["file", "preview_file", "original", "remote_url", "preview_remote_url"] as const;
export type Names = Pick<Media, "file" | "preview_file" | "original"> & Partial<Pick<Media, "remote_url" | "preview_remote_url">>;

/** The files of media whose row is gone, with what is kept here of those elsewhere. */
export async function removeFiles(kith: Kith, { file, preview_file, original, ...elsewhere }: Names): Promise<void> {
  for (const name of [file, preview_file, original]) if (name !== "" && !/^https?:/.test(name)) await kith.files.remove(name);
  await letGo(kith, keysOf([elsewhere.remote_url ?? "", elsewhere.preview_remote_url ?? ""]));
}
