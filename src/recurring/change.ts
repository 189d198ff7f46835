/** Making what comes again and again, saying it otherwise, leaving out a time, and letting it rest. */
import { sql } from "kysely";
import { holdAccounts } from "../accounts/find.ts";
import { getAudience } from "../circles/reach.ts";
import { toJson } from "../db/columns.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import { invalid, missing, readAll } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { releaseMedia, reserveMedia } from "../media/reserve.ts";
import { takeBackRefusal } from "../notifications/notify.ts";
import { checkedRule, without, type Recurrence, type Series } from "../recurrence/rule.ts";
import { nextOccurrence } from "../recurrence/walk.ts";
import { removeScheduled } from "../scheduled/schedule.ts";
import { tidied, type Draft } from "../statuses/draft.ts";
import { assertMayPublish, getParent, getQuoted, loadOwnMedia } from "../statuses/rules.ts";
import { isTimeZone } from "../words/locale.ts";
import { getRecurring, MOST_RECURRING, seriesOf, type Recurring } from "./load.ts";

/** When it comes next: not at once, but in a minute or later. */
const AHEAD = 60_000;

type Values = Pick<Recurring, "params" | "starts" | "time_zone" | "rule" | "due_at">;

type Said = { draft: Draft; series: Series };

/** @throws Refusal `invalid` for what will never come, and for words that may not be published */
function valuesOf(kith: Kith, author: Account, { draft, series }: Said): Values {
  const { when } = readAll({
    when: () => readSeries(kith, series),
    draft: () => assertMayPublish(kith.instance, author, draft),
  });
  return {
    params: JSON.stringify(draft),
    starts: series.starts,
    time_zone: series.time_zone,
    rule: toJson(when.rule),
    due_at: when.due_at,
  };
}

/** @param keeper what has its media so far @throws Refusal as publishing does */
async function assertComplete({ db }: Kith, author: Account, draft: Draft, keeper: number): Promise<void> {
  await loadOwnMedia(db, author, draft.media_ids, keeper);
  await getParent(db, author, draft);
  await getQuoted(db, author, draft);
  if (draft.visibility === "limited") await getAudience(db, author.id, draft);
}

/** Each time is a post of its own, whatever the form was called that brought it. */
function kept(asked: Draft): Draft {
  const { idempotency_key: _, ...draft } = tidied(asked);
  return draft;
}

/** @throws Refusal `invalid` for what will never come */
function readSeries(kith: Kith, series: Series): { rule: Recurrence; due_at: number } {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(series.starts) || Number.isNaN(Date.parse(`${series.starts}Z`)))
    throw invalid("Validation failed: Scheduled at can't be blank");
  if (!isTimeZone(series.time_zone)) throw invalid("Validation failed: The time zone is unknown");
  const rule = checkedRule(series.rule);
  const due_at = dueAt(kith, { ...series, rule });
  if (due_at === 0) throw invalid("Validation failed: It would never come: choose a later end");
  return { rule, due_at };
}

const dueAt = ({ now }: Pick<Kith, "now">, series: Series): number => nextOccurrence(series, now() + AHEAD)?.at ?? 0;

/**
 * The very same once more is that one.
 *
 * @param said `instead_of`: a scheduled status that becomes this, and goes in the transaction in which this comes
 * @throws Refusal `invalid` as publishing does, and for too many; `missing` where nothing is scheduled that it could be instead of
 */
export async function createRecurring(
  kith: Kith,
  author: Account,
  { draft: asked, series, instead_of = 0 }: Said & { instead_of?: number | undefined },
): Promise<Recurring> {
  const draft = kept(asked);
  const state = "active" as const;
  const base = { id: kith.newId(), account_id: author.id, state, runs: 0, refused: "", created_at: kith.now() };
  const row: Recurring = { ...base, ...valuesOf(kith, author, { draft, series }) };
  const same = await findSame(kith.db, row);
  if (same !== undefined) return same;
  await assertComplete(kith, author, draft, instead_of);
  return await kith.write(async (tx) => {
    // Of two that come at once the second sees the first.
    await holdAccounts(tx, author.id);
    const twin = await findSame(tx, row);
    if (twin !== undefined) return twin;
    await assertRoom(tx, author.id);
    if (instead_of > 0) await removeScheduled(tx, author, instead_of);
    await tx.insertInto("recurring_statuses").values(row).execute();
    await reserveMedia(tx, row, draft.media_ids);
    return row;
  });
}

const findSame = async (db: Reads, { account_id, params, starts, time_zone, rule }: Recurring): Promise<Recurring | undefined> =>
  await db
    .selectFrom("recurring_statuses")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("params", "=", params)
    .where("starts", "=", starts)
    .where("time_zone", "=", time_zone)
    .where("rule", "=", rule)
    .where("state", "=", "active")
    .executeTakeFirst();

async function assertRoom(tx: Tx, account_id: number): Promise<void> {
  const { count } = await tx
    .selectFrom("recurring_statuses")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", account_id)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MOST_RECURRING)
    throw invalid(`Validation failed: You have exceeded the limit of ${MOST_RECURRING} recurring posts`);
}

/** Wholly: what has been left out stays left out as far as the new rule says so. What rests goes on resting. @throws as `createRecurring`, and `missing` */
export async function replaceRecurring(
  kith: Kith,
  author: Account,
  id: number,
  { draft: asked, series }: Said,
): Promise<Recurring> {
  const draft = kept(asked);
  const values = valuesOf(kith, author, { draft, series });
  await assertComplete(kith, author, draft, id);
  return await kith.write(async (tx) => {
    const row = await tx
      .updateTable("recurring_statuses")
      .set({
        ...values,
        refused: "",
        due_at: sql`case when state = 'paused' then 0 else cast(${values.due_at} as bigint) end`,
        state: sql`case when state = 'paused' then state else 'active' end`,
      })
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

type Own = Pick<Account, "id">;

/** @throws Refusal `missing` */
async function update(kith: Kith, account: Own, id: number, values: Partial<Recurring>): Promise<Recurring> {
  return await kith.write(async (tx) => {
    const row = await tx
      .updateTable("recurring_statuses")
      .set(values)
      .where("id", "=", id)
      .where("account_id", "=", account.id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    if (values.refused === "") await takeBackRefusal(tx, account.id, id);
    return row;
  });
}

/** What is left out while it rests does not come later. */
export const pauseRecurring = async (kith: Kith, account: Own, id: number): Promise<Recurring> =>
  await update(kith, account, id, { state: "paused", due_at: 0 });

/** @throws Refusal `missing` */
export async function resumeRecurring(kith: Kith, account: Own, id: number): Promise<Recurring> {
  const due_at = dueAt(kith, seriesOf(await getRecurring(kith.db, account.id, id)));
  return await update(kith, account, id, { state: due_at === 0 ? "ended" : "active", due_at, refused: "" });
}

/** Leaves out one time, by its date there. @throws Refusal `missing`; `invalid` for what is no date */
export async function skipRun(kith: Kith, account: Own, id: number, date: string): Promise<Recurring> {
  const row = await getRecurring(kith.db, account.id, id);
  const series = seriesOf(row);
  const rule = without(series.rule, date);
  // A time that has come, and has not had its turn yet, is not lost by leaving out another.
  const due_at = row.due_at === 0 ? 0 : (nextOccurrence({ ...series, rule }, row.due_at)?.at ?? 0);
  const state = row.state === "active" && due_at === 0 ? "ended" : row.state;
  return await update(kith, account, id, { rule: toJson(rule), due_at, state });
}

/** It comes no more; what has come stays. Its media are free again. @throws Refusal `missing` */
export async function endRecurring(kith: Kith, account: Own, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom("recurring_statuses")
      .where("id", "=", id)
      .where("account_id", "=", account.id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing();
    await takeBackRefusal(tx, account.id, id);
    await releaseMedia(tx, [id]);
  });
}
