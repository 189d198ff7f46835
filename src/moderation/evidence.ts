/**
 * What a report points at is not gone before somebody has looked at it: what a deleted post said, and copies of its files under names of their own, stay for those who
 * judge reports, and for nobody else, until no report that waits names it.
 */
import { fromJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Media, Reads, Row, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { nameFor } from "../media/names.ts";
import { isWelcome } from "../media/remote/find.ts";
import { keepRemote, type Kept } from "../media/remote/keep.ts";
import { addressThrough, isRemote } from "../media/url.ts";

/** ms: no longer than this it is kept for a report that nobody answers. */
const LONGEST = 30 * 86_400_000;
/** Reports about one account that are looked at. */
const MOST_REPORTS = 1000;
const AT_ONCE = 100;

export type Evidence = Row<"evidence">;

/** Before a status is emptied, in the same transaction: keeps what it says if a report that waits names it. Whether it does. */
export async function keepEvidence(tx: Tx, { now }: Pick<Kith, "now">, status_id: number): Promise<boolean> {
  const reports = await tx
    .selectFrom("reports")
    .innerJoin("statuses", "statuses.account_id", "reports.target_id")
    .select("reports.status_ids")
    .where("statuses.id", "=", status_id)
    .where("statuses.deleted_at", "=", 0)
    .where("statuses.reblog_of_id", "is", null)
    .where("reports.action_taken_at", "=", 0)
    .where("reports.created_at", ">", now() - LONGEST)
    .limit(MOST_REPORTS)
    .execute();
  if (!reports.some(({ status_ids }) => fromJson(status_ids).includes(status_id))) return false;
  const said = tx
    .selectFrom("statuses")
    .select((eb) => ["id", "account_id", "content", "spoiler_text", "emojis", eb.val(now()).as("kept_at")])
    .where("id", "=", status_id);
  await tx
    .insertInto("evidence")
    .columns(["status_id", "account_id", "content", "spoiler_text", "emojis", "kept_at"])
    .expression(said)
    .onConflict((oc) => oc.doNothing())
    .execute();
  return true;
}

/** Whether what a deleted status said is kept. */
export const isEvidence = async (db: Reads, status_id: number): Promise<boolean> =>
  (await db.selectFrom("evidence").select("status_id").where("status_id", "=", status_id).executeTakeFirst()) !== undefined;

/** Before the files of a status that is gone are removed: copies of them. Doing it again does no harm. */
export async function keepFiles(kith: Kith, status_id: number, media_ids: readonly number[]): Promise<void> {
  const rows = await kith.db.selectFrom("media").selectAll().where("id", "in", padded(media_ids)).orderBy("id").execute();
  for (const media of rows) await keepFile(kith, status_id, media);
}

async function keepFile(kith: Kith, status_id: number, media: Media): Promise<void> {
  const stored = await storedOf(kith, media);
  const file = await copyApart(kith, stored.file ?? stored.preview);
  if (file === "") return;
  const preview_file = await copyApart(kith, stored.preview);
  const { id: media_id, position, kind, mime_type, description, blurhash, meta } = media;
  const bytes = ((await kith.files.size(file)) ?? 0) + (preview_file === "" ? 0 : ((await kith.files.size(preview_file)) ?? 0));
  const kept = { media_id, status_id, position, kind, mime_type, file, preview_file, description, blurhash, meta, bytes };
  const added = await kith.write(async (tx) => {
    // The report may have been answered since.
    const wanted = await tx.selectFrom("evidence").select("status_id").where("status_id", "=", status_id).executeTakeFirst();
    if (wanted === undefined) return undefined;
    const insert = tx.insertInto("evidence_media").values(kept);
    return await insert
      .onConflict((oc) => oc.doNothing())
      .returning("media_id")
      .executeTakeFirst();
  });
  if (added === undefined) await removeNames(kith, [kept]);
}

/** Names of the files as they lie here; of another server's, what has been looked at here or can still be had. */
async function storedOf(kith: Kith, media: Media): Promise<{ file: string | undefined; preview: string | undefined }> {
  const preview = media.preview_file === "" ? undefined : media.preview_file;
  if (media.file !== "" && !isRemote(media.file)) return { file: media.file, preview };
  const [file, small] = await fetchFiles(kith, media);
  return { file: file?.name, preview: preview ?? small?.name };
}

/** The copies through which files of other servers are shown, fetched if need be. */
async function fetchFiles(kith: Kith, media: Media): Promise<(Kept | undefined)[]> {
  if (media.remote_url === "" || media.kind === "unknown") return [];
  const account = await kith.db.selectFrom("accounts").select("host").where("id", "=", media.account_id).executeTakeFirst();
  if (account === undefined || !(await isWelcome(kith, account.host))) return [];
  const [original, small] = [addressThrough(media, "original"), addressThrough(media, "small")];
  return [
    await keepRemote(kith, original, media.kind === "image" ? "image" : "film"),
    small === "" ? undefined : await keepRemote(kith, small, "small"),
  ];
}

async function copyApart({ files }: Pick<Kith, "files">, name: string | undefined): Promise<string> {
  if (name === undefined || name === "" || (await files.size(name)) === undefined) return "";
  const to = nameFor(name.slice(name.lastIndexOf(".") + 1), "private");
  await files.copy(name, to);
  return to;
}

/** The handler of a later job: files of another server's posts are here before their author can take them away. */
export async function fetchReported(kith: Kith, { report_id }: KithEventOf<"report.filed">): Promise<void> {
  const report = await kith.db.selectFrom("reports").select("status_ids").where("id", "=", report_id).executeTakeFirst();
  const ids = padded(report === undefined ? [] : fromJson(report.status_ids));
  const media = kith.db.selectFrom("media").selectAll().where("status_id", "in", ids).where("file", "=", "");
  for (const one of await media.orderBy("id").limit(AT_ONCE).execute()) await fetchFiles(kith, one);
}

/** What is kept of these statuses, with its files as those of a post for a few: their addresses bear a mark. */
export async function loadEvidence(
  db: Reads,
  statuses: readonly Pick<Status, "id">[],
): Promise<{ said: Map<number, Evidence>; media: Media[] }> {
  if (statuses.length === 0) return { said: new Map(), media: [] };
  const ids = padded(statuses.map(({ id }) => id));
  const said = await db.selectFrom("evidence").selectAll().where("status_id", "in", ids).execute();
  const files = await db
    .selectFrom("evidence_media")
    .innerJoin("evidence", "evidence.status_id", "evidence_media.status_id")
    .selectAll("evidence_media")
    .select("evidence.account_id")
    .where("evidence_media.status_id", "in", ids)
    .orderBy("evidence_media.status_id")
    .orderBy("evidence_media.position")
    .execute();
  const media = files.map(({ media_id: id, ...kept }): Media => ({ id, ...kept, ...APART }));
  return { said: new Map(said.map((row) => [row.status_id, row])), media };
}

const APART = {
  remote_url: "",
  preview_remote_url: "",
  created_at: 0,
  kept_by: 0,
  draft_id: 0,
  apart: 1,
  state: "ready",
  original: "",
  error: "",
} as const;

/** The handler of a later job, and for the clock once a day: what no report names that waits is gone for good. @param target_id 0 = whosever it is */
export async function releaseEvidence(kith: Kith, { target_id }: { target_id: number }): Promise<void> {
  for (let after = 0; ;) {
    let query = kith.db.selectFrom("evidence").select(["status_id", "account_id"]).where("status_id", ">", after);
    if (target_id > 0) query = query.where("account_id", "=", target_id);
    const rows = await query.orderBy("status_id").limit(AT_ONCE).execute();
    if (rows.length === 0) return;
    after = rows.at(-1)?.status_id ?? after;
    const named = await namedBy(kith, new Set(rows.map(({ account_id }) => account_id)));
    for (const { status_id } of rows) if (!named.has(status_id)) await release(kith, status_id);
  }
}

/** Ids of statuses that reports name which wait. */
async function namedBy({ db, now }: Pick<Kith, "db" | "now">, account_ids: ReadonlySet<number>): Promise<Set<number>> {
  const reports = await db
    .selectFrom("reports")
    .select("status_ids")
    .where("target_id", "in", padded([...account_ids]))
    .where("action_taken_at", "=", 0)
    .where("created_at", ">", now() - LONGEST)
    .limit(MOST_REPORTS * AT_ONCE)
    .execute();
  return new Set(reports.flatMap(({ status_ids }) => fromJson(status_ids)));
}

async function release(kith: Kith, status_id: number): Promise<void> {
  const files = await kith.write(async (tx) => {
    const gone = tx.deleteFrom("evidence_media").where("status_id", "=", status_id).returning(["file", "preview_file"]);
    const names = await gone.execute();
    await tx.deleteFrom("evidence").where("status_id", "=", status_id).execute();
    return names;
  });
  await removeNames(kith, files);
}

async function removeNames(
  { files }: Pick<Kith, "files">,
  kept: readonly { file: string; preview_file: string }[],
): Promise<void> {
  for (const { file, preview_file } of kept)
    for (const name of new Set([file, preview_file])) if (name !== "") await files.remove(name);
}
