/** Announces the next of each series when its time has come: each once, for an event stands in a series under its date, and there is one of each. */
import { each } from "../jobs/each.ts";
import { findAccountById } from "../accounts/find.ts";
import { assertNotLockedOut } from "../accounts/users.ts";
import { fromJson } from "../db/columns.ts";
import type { Media } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { copyMedia } from "../media/copy.ts";
import { notify, takeBackRefusal } from "../notifications/notify.ts";
import { nextOccurrence } from "../recurrence/walk.ts";
import { holdEvent, loadPictures } from "./hold.ts";
import { loadInvited } from "./load.ts";
import { draftOfSeries, findModel, seriesOf, stepOf } from "./series.ts";
import type { Event, EventSeries } from "./store.ts";

const AT_ONCE = 20;
/** ms: how long one waits for whose pictures there is no room now. */
const AGAIN = 60 * 60_000;

/** For the clock, every minute. Returns whether there may be more. */
export async function announceNextEvents(kith: Kith): Promise<boolean> {
  const due = await kith.db
    .selectFrom("event_series")
    .selectAll()
    .where("announce_at", ">", 0)
    .where("announce_at", "<=", kith.now())
    .orderBy("announce_at")
    .limit(AT_ONCE)
    .execute();
  await each(due, async (series) => await announce(kith, series));
  return due.length === AT_ONCE;
}

async function announce(kith: Kith, series: EventSeries): Promise<void> {
  // What has passed while nobody could announce it is not announced any more.
  const one = nextOccurrence(seriesOf(series), Math.max(series.next_at, kith.now()));
  const holder = await findAccountById(kith.db, series.account_id);
  if (one === undefined || holder === undefined || holder.deleted_at > 0) return await move(kith, series, undefined);
  const known = await kith.db
    .selectFrom("events")
    .select("id")
    .where("series_id", "=", series.id)
    .where("series_date", "=", one.date)
    .executeTakeFirst();
  try {
    await assertNotLockedOut(kith.db, holder.id);
    if (known === undefined && !(await hold(kith, series, { holder, one }))) return await postpone(kith, series);
    await move(kith, series, one);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    kith.log.info("an event that comes again rests: {why}", { why: error.message });
    await rest(kith, series, error.message);
  }
}

type Next = { holder: NonNullable<Awaited<ReturnType<typeof findAccountById>>>; one: { date: string; at: number } };

/** False when there is no room for its pictures now. */
async function hold(kith: Kith, series: EventSeries, { holder, one }: Next): Promise<boolean> {
  const words = fromJson(series.words);
  const model = await findModel(kith.db, series);
  const copies = await copiesOf(kith, holder, model);
  if (copies === undefined) return false;
  const draft = draftOfSeries(series, one);
  await holdEvent(
    kith,
    holder,
    {
      ...words,
      media_ids: copies.map(({ id }) => id),
      mentioned_ids: model === undefined ? [] : await loadInvited(kith.db, model.status_id),
      // Of two processes that announce it at the same moment, and of one that comes back after a crash, one does.
      idempotency_key: `series/${series.id}/${one.date}`,
    },
    draft,
  );
  return true;
}

async function copiesOf(kith: Kith, holder: Next["holder"], model: Event | undefined): Promise<Media[] | undefined> {
  if (model === undefined) return [];
  const pictures = await loadPictures(kith.db, model);
  try {
    return await copyMedia(kith, holder, pictures);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    kith.log.info("an event that comes again waits: {why}", { why: error.message });
    return undefined;
  }
}

/** On to what comes after `one`; to nothing without one. */
async function move(kith: Kith, series: EventSeries, one: { date: string; at: number } | undefined): Promise<void> {
  const next = one === undefined ? { next_date: "", next_at: 0, announce_at: 0 } : stepOf(series, one);
  await kith.write(async (tx) => {
    await tx
      .updateTable("event_series")
      .set((eb) => ({ ...next, refused: "", sequence: eb("sequence", "+", 1) }))
      .where("id", "=", series.id)
      .where("rule", "=", series.rule)
      .where("next_at", "=", series.next_at)
      .execute();
    if (series.refused !== "") await takeBackRefusal(tx, series.account_id, series.id);
  });
}

const postpone = async (kith: Kith, { id }: EventSeries): Promise<void> =>
  await kith.write(
    async (tx) =>
      void (await tx
        .updateTable("event_series")
        .set({ announce_at: kith.now() + AGAIN })
        .where("id", "=", id)
        .where("announce_at", ">", 0)
        .execute()),
  );

/** Until whoever holds it has seen to it (`resumeSeries`), who is told why: the same would be refused each time. */
const rest = async (kith: Kith, { id, account_id, next_at }: EventSeries, refused: string): Promise<void> =>
  await kith.write(async (tx, happened) => {
    const rested = await tx
      .updateTable("event_series")
      .set((eb) => ({ next_date: "", next_at: 0, announce_at: 0, refused, sequence: eb("sequence", "+", 1) }))
      .where("id", "=", id)
      .where("next_at", "=", next_at)
      .where("announce_at", ">", 0)
      .returning("id")
      .executeTakeFirst();
    if (rested === undefined) return;
    await notify(tx, kith, happened, { account_id, type: "post_refused", from_account_id: account_id, subject_id: id });
  });
