/** Drafts that are kept here, so that what was begun on the phone is finished at the desk. Nothing in them is checked: they may be half done. */
import { padded } from "../db/lists.ts";
import type { Paging } from "../db/paging.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { takeBackRefusal } from "../notifications/notify.ts";
import type { Draft } from "../statuses/draft.ts";
import { getUnpublished, loadUnpublished } from "../statuses/unpublished.ts";

export type StoredDraft = Row<"drafts">;

const MOST = 300;

export const contentsOf = ({ params }: Pick<StoredDraft, "params">): Draft => JSON.parse(params) as Draft;

/** Newest first, in pages by id. */
export const loadDrafts = async (db: Reads, account_id: number, paging: Paging): Promise<StoredDraft[]> =>
  await loadUnpublished(db, "drafts", account_id, paging);

/** @throws Refusal `missing`, also for somebody else's */
export const getDraft = async (db: Reads, account_id: number, id: number): Promise<StoredDraft> =>
  await getUnpublished(db, "drafts", account_id, id);

/** @throws Refusal `invalid` past 300 of them, or for media that are not the account's own and free */
export async function createDraft(kith: Kith, account: Pick<Account, "id">, draft: Draft): Promise<StoredDraft> {
  return await kith.write(async (tx) => {
    const { count } = await tx
      .selectFrom("drafts")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("account_id", "=", account.id)
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST) throw invalid(`Validation failed: You have exceeded the limit of ${MOST} drafts`);
    return await insertDraft(tx, kith, { account_id: account.id, draft });
  });
}

/** Writes a draft; its media wait with it. @param refused why it could not be published, as refusals say it */
export async function insertDraft(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  { account_id, draft, refused = "" }: { account_id: number; draft: Draft; refused?: string },
): Promise<StoredDraft> {
  const now = kith.now();
  const words = { params: JSON.stringify(draft), planned_on: "", refused };
  const row = { id: kith.newId(), account_id, created_at: now, updated_at: now, ...words };
  await tx.insertInto("drafts").values(row).execute();
  await keepMedia(tx, row, draft.media_ids);
  return row;
}

/** Makes a draft say something else, wholly. @throws as `createDraft`, and `missing` */
export async function replaceDraft(kith: Kith, account: Pick<Account, "id">, id: number, draft: Draft): Promise<StoredDraft> {
  return await kith.write(async (tx) => {
    const row = await tx
      .updateTable("drafts")
      .set({ params: JSON.stringify(draft), updated_at: kith.now(), refused: "" })
      .where("id", "=", id)
      .where("account_id", "=", account.id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    await tx.updateTable("media").set({ draft_id: 0 }).where("draft_id", "=", id).execute();
    await keepMedia(tx, row, draft.media_ids);
    return row;
  });
}

/** Those for one of these days ("2026-03-03"), the first first; as many as one may have. */
export const loadPlannedDrafts = async (
  db: Reads,
  account_id: number,
  { from, until }: { from: string; until: string },
): Promise<StoredDraft[]> =>
  await db
    .selectFrom("drafts")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("planned_on", ">=", from)
    .where("planned_on", "<", until)
    .where("planned_on", "<>", "")
    .orderBy("planned_on")
    .orderBy("id")
    .limit(MOST)
    .execute();

/** Those for no day, the newest first. */
export const loadUnplannedDrafts = async (db: Reads, account_id: number, limit: number): Promise<StoredDraft[]> =>
  await db
    .selectFrom("drafts")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("planned_on", "=", "")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

/** Means a draft for a day ("2026-03-03"), or for none (""). @throws Refusal `missing` */
export async function planDraft(kith: Kith, account: Pick<Account, "id">, id: number, planned_on: string): Promise<void> {
  const { numUpdatedRows } = await kith.write(
    async (tx) =>
      await tx
        .updateTable("drafts")
        .set({ planned_on })
        .where("id", "=", id)
        .where("account_id", "=", account.id)
        .executeTakeFirst(),
  );
  if (numUpdatedRows === 0n) throw missing();
}

/** @throws Refusal `missing` */
export async function removeDraft(kith: Kith, account: Pick<Account, "id">, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom("drafts")
      .where("id", "=", id)
      .where("account_id", "=", account.id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing();
    await tx.updateTable("media").set({ draft_id: 0 }).where("draft_id", "=", id).execute();
    await takeBackRefusal(tx, account.id, id);
  });
}

async function keepMedia(tx: Tx, { id, account_id }: StoredDraft, media_ids: readonly number[]): Promise<void> {
  if (media_ids.length === 0) return;
  const { numUpdatedRows } = await tx
    .updateTable("media")
    .set({ draft_id: id })
    .where("id", "in", padded(media_ids))
    .where("account_id", "=", account_id)
    .where("status_id", "is", null)
    .where("kept_by", "=", 0)
    .executeTakeFirst();
  if (Number(numUpdatedRows) !== new Set(media_ids).size)
    throw invalid("Validation failed: Media not found or already attached to a post");
}
