/** Writes what belongs to a status beside its row: mentions, tags, media. Given again for an edit, the parts become what is given. */
import { sql } from "kysely";
import { flag } from "../db/columns.ts";
import { padded, parts } from "../db/lists.ts";
import { prepareSql } from "../db/prepared.ts";
import type { Media, Status, Tx } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { endOfMark, isForFew, unmarked } from "../media/apart.ts";
import { upsertTags } from "../tags/insert.ts";
import { writeVideosOf } from "../videos/receive.ts";
import type { RemoteMedia, StatusContent } from "./entry.ts";
import type { PageTag } from "./page.ts";
import { knownAs, loadKnownMedia, metaOf, movedTo } from "./remote-media.ts";

type Ground = Pick<Kith, "newId" | "now">;
/** Of one statement, which is compiled for each length. */
const MOST_ROWS = 20;

/** @param account_ids ascending */
export async function insertMentions(tx: Tx, status: Status, account_ids: readonly number[]): Promise<void> {
  if (account_ids.length === 0) return;
  for (const part of parts(account_ids, MOST_ROWS)) await upsertMentions(tx, { status_id: status.id, account_ids: part });
}

// An edit brings nothing back into a group elsewhere that it has left (`groups/topics.ts`).
const upsertMentions = prepareSql(
  ({ status_id, account_ids }: { status_id: number; account_ids: number[] }) => sql`
    insert into mentions (status_id, account_id, silent)
    values ${sql.join(account_ids.map((account_id) => sql`(${status_id}, ${account_id}, 0)`))}
    on conflict (status_id, account_id) do update set silent = 0, blind = 0
      where mentions.blind = 0 or not exists (select 1 from accounts where accounts.id = mentions.account_id
        and accounts.actor_type = 'Group' and accounts.host <> '')`,
);

/**
 * Of accounts that are addressed without being named, and of those of whom the others are not told. Who is addressed otherwise as well stays what
 * they are. Returns the ids of those that were added.
 *
 * @param account_ids ascending
 */
export async function insertAddressees(
  tx: Tx,
  { id: status_id }: Pick<Status, "id">,
  account_ids: readonly number[],
  how: "openly" | "blindly" = "openly",
): Promise<number[]> {
  if (account_ids.length === 0) return [];
  const blind = flag(how === "blindly");
  const added = await tx
    .insertInto("mentions")
    .values(account_ids.map((account_id) => ({ status_id, account_id, silent: 1 as const, blind })))
    .onConflict((oc) => oc.doNothing())
    .returning("account_id")
    .execute();
  return added.map(({ account_id }) => account_id);
}

/** Returns the ids of the tags. */
export async function insertStatusTags(tx: Tx, kith: Ground, status: Status, tags: readonly PageTag[]): Promise<number[]> {
  if (tags.length === 0) return [];
  const ids = await upsertTags(tx, kith, tags, status.created_at);
  await tx
    .insertInto("status_tags")
    .values(ids.map((tag_id) => ({ tag_id, status_id: status.id })))
    .onConflict((oc) => oc.doNothing())
    .execute();
  return ids;
}

/** @throws Refusal `invalid` when one of `media_ids` is not the author's, or is attached elsewhere by now; `Misplaced` */
export async function insertStatusMedia(
  tx: Tx,
  kith: Ground,
  status: Status,
  content: Pick<StatusContent, "media_ids" | "apart" | "remote_media"> & { scheduled_id?: number | undefined },
): Promise<void> {
  const keepers = [0, status.id, content.scheduled_id ?? 0];
  for (const [position, id] of content.media_ids.entries()) {
    const shown = await tx
      .updateTable("media")
      .set({ status_id: status.id, position, kept_by: 0, draft_id: 0 })
      .where("id", "=", id)
      .where("account_id", "=", status.account_id)
      .where((eb) =>
        eb.or([eb.and([eb("status_id", "is", null), eb("kept_by", "in", keepers)]), eb("status_id", "=", status.id)]),
      )
      .returning("apart")
      .executeTakeFirst();
    if (shown === undefined) throw invalid(`Media ${id} not found or already attached to another post`);
    if (content.apart !== undefined && shown.apart !== flag(content.apart)) throw new (await import("./placed.ts")).Misplaced();
  }
  if (content.remote_media.length === 0) return;
  const rows = content.remote_media.map((media, position) => mediaRow(kith, status, media, position));
  await tx.insertInto("media").values(rows).execute();
  await writeVideosOf(tx, kith, status, content.remote_media);
}

export const mediaRow = (
  kith: Pick<Kith, "newId">,
  status: Pick<Status, "id" | "account_id" | "created_at" | "visibility">,
  media: RemoteMedia,
  position: number,
): Media => ({
  id: kith.newId(),
  account_id: status.account_id,
  status_id: status.id,
  position,
  kind: media.kind,
  mime_type: media.mime_type,
  file: "",
  preview_file: "",
  remote_url: media.remote_url,
  preview_remote_url: media.preview_remote_url ?? "",
  description: media.description,
  blurhash: media.blurhash ?? "",
  meta: metaOf(media),
  bytes: 0,
  created_at: status.created_at,
  kept_by: 0,
  draft_id: 0,
  apart: flag(isForFew(status.visibility)),
  state: "ready",
  original: "",
  error: "",
});

/** Mentions, tags and media become those of the edited content; mentions that are taken out fall silent. Returns the ids of accounts that were not mentioned before. */
export async function replaceParts(tx: Tx, kith: Ground, status: Status, content: StatusContent): Promise<number[]> {
  const before = await tx.selectFrom("mentions").select("account_id").where("status_id", "=", status.id).execute();
  const known = new Set(before.map(({ account_id }) => account_id));
  // Who was mentioned once may read on, and their server hears of further edits; they are only named no more.
  await tx
    .updateTable("mentions")
    .set({ silent: 1 })
    .where("status_id", "=", status.id)
    .where("account_id", "not in", padded(content.mentions))
    .execute();
  await insertMentions(tx, status, content.mentions);
  const copied = await insertAddressees(tx, status, content.blind ?? [], "blindly");
  await tx.deleteFrom("status_tags").where("status_id", "=", status.id).execute();
  await insertStatusTags(tx, kith, status, content.tags);
  await replaceMedia(tx, kith, status, content);
  return [...content.mentions.filter((id) => !known.has(id)), ...copied];
}

async function replaceMedia(tx: Tx, kith: Ground, status: Status, content: StatusContent): Promise<void> {
  const rows = await loadKnownMedia(tx, status);
  const known = knownAs(rows, content.remote_media);
  const kept = new Set([...known.values()].map(({ id }) => id));
  const gone = rows.filter(({ id, remote_url }) => (remote_url === "" ? !content.media_ids.includes(id) : !kept.has(id)));
  if (gone.length > 0) {
    const ids = padded(gone.map(({ id }) => id));
    // The history of the status shows them still.
    await tx.updateTable("media").set({ status_id: null, kept_by: status.id }).where("id", "in", ids).execute();
  }
  for (const [position, media] of content.remote_media.entries()) {
    const row = known.get(media);
    if (row === undefined) continue;
    const { description, blurhash = "" } = media;
    const change = { position, description, blurhash, meta: metaOf(media), ...movedTo(row, media) };
    await tx.updateTable("media").set(change).where("id", "=", row.id).execute();
  }
  const fresh = content.remote_media.map((media, position) => ({ media, position }));
  const added = fresh.filter(({ media }) => !known.has(media));
  if (added.length > 0)
    await tx
      .insertInto("media")
      .values(added.map(({ media, position }) => mediaRow(kith, status, media, position)))
      .execute();
  await writeVideosOf(tx, kith, status, content.remote_media);
  await insertStatusMedia(tx, kith, status, { media_ids: content.media_ids, apart: content.apart, remote_media: [] });
}

/** Files of what is for a few lie where they lay, under addresses with other marks: those that last longer are kept. */
export async function takeMarks(kith: Pick<Kith, "db" | "write">, status: Status, media: readonly RemoteMedia[]): Promise<void> {
  if (!isForFew(status.visibility) || media.length === 0) return;
  const query = kith.db.selectFrom("media").select(["id", "remote_url", "preview_remote_url"]);
  const changes = (await query.where("status_id", "=", status.id).execute()).flatMap(({ id, remote_url, preview_remote_url }) => {
    const now = media.find((one) => unmarked(one.remote_url) === unmarked(remote_url));
    if (now === undefined || (endOfMark(now.remote_url) ?? 0) <= (endOfMark(remote_url) ?? 0)) return [];
    const preview = now.preview_remote_url ?? "";
    const same = unmarked(preview) === unmarked(preview_remote_url);
    return [{ id, remote_url: now.remote_url, preview_remote_url: same ? preview : preview_remote_url }];
  });
  if (changes.length > 0)
    await kith.write(async (tx) => {
      for (const { id, ...change } of changes) await tx.updateTable("media").set(change).where("id", "=", id).execute();
    });
}

/** The media of a status, in their order, as an edit's history remembers them. */
export const mediaOf = async (tx: Tx, status_id: number): Promise<Pick<Media, "id" | "description">[]> =>
  await tx.selectFrom("media").select(["id", "description"]).where("status_id", "=", status_id).orderBy("position").execute();
