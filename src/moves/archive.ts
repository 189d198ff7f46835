/** Archives: all that somebody wrote here, as one file that is theirs to take. Made in the background, kept for a week. */
import type { Readable } from "node:stream";
import type { Reads, Row } from "../db/schema.ts";
import { conflict, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";

export type Archive = Row<"archives">;

const DAY = 86_400_000;
const KEPT = 7 * DAY;

/** The newest, made or being made. */
export const findArchive = async (db: Reads, account_id: number): Promise<Archive | undefined> =>
  await db
    .selectFrom("archives")
    .selectAll()
    .where("account_id", "=", account_id)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();

/** From when (ms) another one may be asked for; 0 = now. */
export const nextArchiveAt = ({ now }: Pick<Kith, "now">, archive: Archive | undefined): number =>
  archive === undefined || archive.created_at + DAY <= now() ? 0 : archive.created_at + DAY;

/** Asks for one; the one before goes. @throws Refusal `conflict` within a day after the last */
export async function askForArchive(kith: Kith, account_id: number): Promise<void> {
  const last = await findArchive(kith.db, account_id);
  if (nextArchiveAt(kith, last) > 0) throw conflict("You have asked for an archive within the last day");
  await removeArchives(kith, { account_id });
  const archive_id = kith.newId();
  await kith.write(async (tx, happened) => {
    const row = { id: archive_id, account_id, name: "", bytes: 0, created_at: kith.now(), made_at: 0 };
    await tx.insertInto("archives").values(row).execute();
    happened({ type: "archive.asked", archive_id, account_id });
  });
}

/** The file. @throws Refusal `missing` while there is none */
export async function openArchive(kith: Kith, account_id: number): Promise<{ stream: Readable; bytes: number }> {
  const archive = await findArchive(kith.db, account_id);
  if (archive === undefined || archive.made_at === 0) throw missing();
  return { stream: await kith.files.stream(archive.name), bytes: archive.bytes };
}

/** Those of one account, or those that were asked for before an instant (ms). */
export async function removeArchives(kith: Kith, which: { account_id: number } | { before: number }): Promise<void> {
  const rows = kith.db.selectFrom("archives").select(["id", "name"]);
  const old = "before" in which ? rows.where("created_at", "<", which.before) : rows.where("account_id", "=", which.account_id);
  for (const { id, name } of await old.limit(1000).execute()) {
    if (name !== "") await kith.files.remove(name);
    await kith.write(async (tx) => await tx.deleteFrom("archives").where("id", "=", id).execute());
  }
}

/** Upkeep: those that nobody needs any more. */
export const forgetArchives = async (kith: Kith): Promise<void> => await removeArchives(kith, { before: kith.now() - KEPT });
