/** Making what comes again and again, saying it otherwise, leaving out a time, and letting it rest. */
import { getAudience } from "../circles/reach.ts";
import { toJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { invalid, missing, readAll } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { releaseMedia, reserveMedia } from "../media/reserve.ts";
import { checkedRule, without, type Recurrence, type Series } from "../recurrence/rule.ts";
import { nextOccurrence } from "../recurrence/walk.ts";
import { tidied, type Draft } from "../statuses/draft.ts";
import { assertMayPublish, getParent, getQuoted, loadOwnMedia } from "../statuses/rules.ts";
import { isTimeZone } from "../words/locale.ts";
import { getRecurring, MOST_RECURRING, seriesOf, type Recurring } from "./load.ts";

/** When it comes next: not at once, but in a minute or later. */
const AHEAD = 60_000;

type Values = Pick<Recurring, "params" | "starts" | "time_zone" | "rule" | "due_at">;

/** @throws Refusal `invalid` for what will never come, and as publishing does */
async function valuesOf(
  kith: Kith,
  author: Account,
  { draft: asked, series }: { draft: Draft; series: Series },
  keeper: number,
): Promise<Values> {
  const { idempotency_key: _, ...draft } = tidied(asked);
  const { when } = readAll({
    when: () => readSeries(kith, series),
    draft: () => assertMayPublish(kith.instance, author, draft),
  });
  await loadOwnMedia(kith.db, author, draft.media_ids, keeper);
  await getParent(kith.db, author, draft);
  await getQuoted(kith.db, author, draft);
  if (draft.visibility === "limited") await getAudience(kith.db, author.id, draft);
  return {
    params: JSON.stringify(draft),
    starts: series.starts,
    time_zone: series.time_zone,
    rule: toJson(when.rule),
    due_at: when.due_at,
  };
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

export async function createRecurring(kith: Kith, author: Account, draft: Draft, series: Series): Promise<Recurring> {
  const values = await valuesOf(kith, author, { draft, series }, 0);
  const base = { id: kith.newId(), account_id: author.id, state: "active" as const, runs: 0, created_at: kith.now() };
  const row: Recurring = { ...base, ...values };
  await kith.write(async (tx) => {
    const { count } = await tx
      .selectFrom("recurring_statuses")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("account_id", "=", author.id)
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST_RECURRING)
      throw invalid(`Validation failed: You have exceeded the limit of ${MOST_RECURRING} recurring posts`);
    await tx.insertInto("recurring_statuses").values(row).execute();
    await reserveMedia(tx, row, draft.media_ids);
  });
  return row;
}

/** Wholly: what has been left out stays left out as far as the new rule says so. @throws as `createRecurring`, and `missing` */
export async function replaceRecurring(
  kith: Kith,
  author: Account,
  id: number,
  { draft, series }: { draft: Draft; series: Series },
): Promise<Recurring> {
  const values = await valuesOf(kith, author, { draft, series }, id);
  return await kith.write(async (tx) => {
    const row = await tx
      .updateTable("recurring_statuses")
      .set({ ...values, state: "active" })
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
  const row = await kith.write(
    async (tx) =>
      await tx
        .updateTable("recurring_statuses")
        .set(values)
        .where("id", "=", id)
        .where("account_id", "=", account.id)
        .returningAll()
        .executeTakeFirst(),
  );
  if (row === undefined) throw missing();
  return row;
}

/** What is left out while it rests does not come later. */
export const pauseRecurring = async (kith: Kith, account: Own, id: number): Promise<Recurring> =>
  await update(kith, account, id, { state: "paused", due_at: 0 });

/** @throws Refusal `missing` */
export async function resumeRecurring(kith: Kith, account: Own, id: number): Promise<Recurring> {
  const due_at = dueAt(kith, seriesOf(await getRecurring(kith.db, account.id, id)));
  return await update(kith, account, id, { state: due_at === 0 ? "ended" : "active", due_at });
}

/** Leaves out one time, by its date there. @throws Refusal `missing`; `invalid` for what is no date */
export async function skipRun(kith: Kith, account: Own, id: number, date: string): Promise<Recurring> {
  const row = await getRecurring(kith.db, account.id, id);
  const series = seriesOf(row);
  const rule = without(series.rule, date);
  const due_at = row.due_at === 0 ? 0 : dueAt(kith, { ...series, rule });
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
    await releaseMedia(tx, [id]);
  });
}
