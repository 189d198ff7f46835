/** Scheduling: what somebody writes now and publishes later. It is checked when it is written, and again when its time comes. */
import { sql } from "kysely";
import { findAccountById } from "../accounts/find.ts";
import { getAudience } from "../circles/reach.ts";
import type { Account, Row, Tx } from "../db/schema.ts";
import { forbidden, invalid, missing, readAll } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { releaseMedia, reserveMedia } from "../media/reserve.ts";
import { tidied, type Draft, type EditDraft } from "../statuses/draft.ts";
import { assertMayPublish, getParent, getQuoted, loadOwnMedia } from "../statuses/rules.ts";

export type Scheduled = Row<"scheduled_statuses">;

const EARLIEST = 5 * 60_000;
const DAY = 86_400_000;
const MOST = 300;
const MOST_A_DAY = 25;

/** The draft that a scheduled status keeps. */
export const draftOf = ({ params }: Pick<Scheduled, "params">): Draft => JSON.parse(params) as Draft;

/**
 * Keeps a draft until `scheduled_at` (ms). Its media wait with it. With an `idempotency_key` it is kept once.
 *
 * @throws Refusal `invalid` for a time less than five minutes ahead, too many, and whatever publishing would refuse
 */
export async function scheduleStatus(kith: Kith, author: Account, asked: Draft, scheduled_at: number): Promise<Scheduled> {
  const { idempotency_key = "", ...draft } = tidied(asked);
  assertMaySchedule(kith, author, draft, scheduled_at);
  const earlier = idempotency_key === "" ? undefined : await findByKey(kith.db, author.id, idempotency_key);
  if (earlier !== undefined) return earlier;
  await loadOwnMedia(kith.db, author, draft.media_ids);
  await getParent(kith.db, author, draft);
  await getQuoted(kith.db, author, draft);
  await assertNotBarred(kith, author, draft);
  if (draft.visibility === "limited") await getAudience(kith.db, author.id, draft);
  const row: Scheduled = {
    id: kith.newId(),
    account_id: author.id,
    params: JSON.stringify(draft),
    idempotency_key: idempotency_key.slice(0, 256),
    scheduled_at,
    created_at: kith.now(),
  };
  return await kith.write(async (tx) => {
    await assertRoom(tx, author.id, scheduled_at, row.id);
    const made = await tx
      .insertInto("scheduled_statuses")
      .values(row)
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made === undefined) return (await findByKey(tx, author.id, row.idempotency_key)) ?? row;
    await reserveMedia(tx, row, draft.media_ids);
    return row;
  });
}

/** What its group would refuse now. @throws Refusal `forbidden` */
async function assertNotBarred(kith: Kith, author: Account, { group_id, in_reply_to_id }: Draft): Promise<void> {
  const group = group_id === undefined || in_reply_to_id !== undefined ? undefined : await findAccountById(kith.db, group_id);
  const bar = group === undefined ? undefined : await (await import("../groups/bar.ts")).findBar(kith, author, group);
  if (bar !== undefined) throw forbidden(bar.reason);
}

const findByKey = async (db: Pick<Tx, "selectFrom">, account_id: number, key: string): Promise<Scheduled | undefined> =>
  await db
    .selectFrom("scheduled_statuses")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("idempotency_key", "=", key.slice(0, 256))
    .executeTakeFirst();

/** @throws Refusal as `assertMayPublish`, and for a time that is too near */
export function assertMaySchedule(kith: Kith, author: Account, draft: EditDraft, scheduled_at: number): void {
  readAll({ at: () => assertFuture(kith, scheduled_at), draft: () => assertMayPublish(kith.instance, author, draft) });
}

function assertFuture({ now }: Kith, scheduled_at: number): void {
  if (!(scheduled_at >= now() + EARLIEST) || !Number.isSafeInteger(scheduled_at))
    throw invalid("Validation failed: Scheduled at The scheduled date must be in the future");
}

/** @param but a row that is not counted: the one that moves */
async function assertRoom(tx: Tx, account_id: number, scheduled_at: number, but: number): Promise<void> {
  const day = Math.floor(scheduled_at / DAY) * DAY;
  const { rows } = await sql<{ total: number; today: number }>`select count(*) as total,
    coalesce(sum(case when scheduled_at >= ${day} and scheduled_at < ${day + DAY} then 1 else 0 end), 0) as today
    from scheduled_statuses where account_id = ${account_id} and id <> ${but}`.execute(tx);
  const { total = 0, today = 0 } = rows[0] ?? {};
  if (Number(total) >= MOST) throw invalid(`Validation failed: You have exceeded the limit of ${MOST} scheduled posts`);
  if (Number(today) >= MOST_A_DAY)
    throw invalid(`Validation failed: You have exceeded the limit of ${MOST_A_DAY} scheduled posts for today`);
}

/**
 * Moves a scheduled status to another time (ms).
 *
 * @throws Refusal `missing` for what is not the account's own; `invalid` as `scheduleStatus`
 */
export async function reschedule(kith: Kith, account: Pick<Account, "id">, id: number, scheduled_at: number): Promise<Scheduled> {
  assertFuture(kith, scheduled_at);
  return await kith.write(async (tx) => {
    await assertRoom(tx, account.id, scheduled_at, id);
    const row = await tx
      .updateTable("scheduled_statuses")
      .set({ scheduled_at })
      .where("id", "=", id)
      .where("account_id", "=", account.id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    return row;
  });
}

/**
 * Makes a scheduled status say something else, wholly, at another time or the same.
 *
 * @throws Refusal `missing` for what is not the account's own or has been published meanwhile; `invalid` as `scheduleStatus`
 */
export async function replaceScheduled(
  kith: Kith,
  author: Account,
  id: number,
  to: { draft: Draft; scheduled_at: number },
): Promise<Scheduled> {
  const { idempotency_key: _, ...draft } = tidied(to.draft);
  assertMaySchedule(kith, author, draft, to.scheduled_at);
  await loadOwnMedia(kith.db, author, draft.media_ids, id);
  await getParent(kith.db, author, draft);
  await getQuoted(kith.db, author, draft);
  await assertNotBarred(kith, author, draft);
  if (draft.visibility === "limited") await getAudience(kith.db, author.id, draft);
  return await kith.write(async (tx) => {
    await assertRoom(tx, author.id, to.scheduled_at, id);
    const row = await tx
      .updateTable("scheduled_statuses")
      .set({ params: JSON.stringify(draft), scheduled_at: to.scheduled_at })
      .where("id", "=", id)
      .where("account_id", "=", author.id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    await releaseMedia(tx, [id]);
    await reserveMedia(tx, row, draft.media_ids);
    return row;
  });
}

/** Takes a scheduled status back; its media are free again. @throws Refusal `missing` */
export async function unschedule(kith: Kith, account: Pick<Account, "id">, id: number): Promise<void> {
  await kith.write(async (tx) => await removeScheduled(tx, account, id));
}

/** The same, in a transaction. @throws Refusal `missing` for what is not the account's own, or has been published meanwhile */
export async function removeScheduled(tx: Tx, account: Pick<Account, "id">, id: number): Promise<void> {
  const { numDeletedRows } = await tx
    .deleteFrom("scheduled_statuses")
    .where("id", "=", id)
    .where("account_id", "=", account.id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw missing();
  await releaseMedia(tx, [id]);
}
