/**
 * Events that come again. Each time is an event of its own: it is announced, answered, changed and called off by itself, and servers and apps that know nothing of series
 * see nothing unusual. The next is announced when the one before it begins.
 */
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Reads, Status } from "../db/schema.ts";
import type { SeriesEvent, SeriesWords } from "../db/planning-values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { takeBackRefusal } from "../notifications/notify.ts";
import { checkedRule, instantOf, localOf, type Recurrence, type Series } from "../recurrence/rule.ts";
import { nextOccurrence, nextOccurrences, occurrences, type Occurrence } from "../recurrence/walk.ts";
import type { EventDraft } from "./draft.ts";
import { changeEvent, holdEvent, type Words } from "./hold.ts";
import type { Event, EventSeries } from "./store.ts";

const DAY = 86_400_000;
const MOST = 30;

export const seriesOf = ({ starts, time_zone, rule }: EventSeries): Series => ({ starts, time_zone, rule: fromJson(rule) });

export const findSeries = async (db: Reads, id: number | null): Promise<EventSeries | undefined> =>
  id === null ? undefined : await db.selectFrom("event_series").selectAll().where("id", "=", id).executeTakeFirst();

/** @throws Refusal `missing` for what does not come again, or is somebody else's */
export async function getOwnSeries(db: Reads, { id: account_id }: Pick<Account, "id">, event: Event): Promise<EventSeries> {
  const series = await findSeries(db, event.series_id);
  if (series === undefined || series.account_id !== account_id) throw missing();
  return series;
}

/** The rule seen from one of its dates on: what is past is not counted, and not left out. */
export function ruleFrom({ starts, time_zone, rule }: Series, date: string): Recurrence {
  const except = rule.except.filter((one) => one >= date);
  if (rule.count === 0) return { ...rule, except };
  let before = 0;
  for (const one of occurrences({ starts, time_zone, rule: { ...rule, except: [] } })) {
    if (one.date >= date) break;
    before += 1;
  }
  return { ...rule, except, count: Math.max(0, rule.count - before) };
}

/** Those that have not been announced yet. */
export function comingOf(series: EventSeries, limit: number): Occurrence[] {
  return series.announce_at === 0 ? [] : nextOccurrences(seriesOf(series), series.next_at, limit);
}

/** What comes after `from` (ms), and that it is announced at `announce_at`. */
export function ahead(series: Series, from: number, announce_at: number) {
  const next = nextOccurrence(series, from);
  return next === undefined
    ? { next_date: "", next_at: 0, announce_at: 0 }
    : { next_date: next.date, next_at: next.at, announce_at: Math.max(1, announce_at) };
}

const eventOf = (draft: EventDraft): SeriesEvent => {
  const { starts_at: _, ends_at: __, time_zone: ___, series: ____, ...event } = draft;
  return { ...event, state: draft.state === "cancelled" ? "confirmed" : draft.state };
};

/** The first time that fits the rule, if that is not when it was to begin. @throws Refusal `invalid` for a rule that has no day */
export function firstOf(draft: EventDraft, rule: Recurrence): EventDraft {
  if (!Number.isFinite(draft.starts_at) || draft.starts_at <= 0) return draft;
  const starts = localOf(draft.starts_at, draft.time_zone);
  const first = nextOccurrence({ starts, time_zone: draft.time_zone, rule: checkedRule(rule) }, 0);
  if (first === undefined) throw invalid("Validation failed: Recurrence: there is no such day");
  return { ...draft, ...timesOf({ time_zone: draft.time_zone, all_day: draft.all_day }, first, lengthOf(draft)) };
}

const lengthOf = ({ starts_at, ends_at }: Pick<EventDraft, "starts_at" | "ends_at">): number =>
  ends_at === 0 ? 0 : Math.max(0, ends_at - starts_at);

/** Whole days end at a midnight, however long those between are. */
function timesOf({ time_zone, all_day }: Pick<EventDraft, "time_zone" | "all_day">, { date, at }: Occurrence, duration: number) {
  if (duration === 0) return { starts_at: at, ends_at: 0 };
  if (!all_day) return { starts_at: at, ends_at: at + duration };
  const last = Temporal.PlainDate.from(date).add({ days: Math.max(1, Math.round(duration / DAY)) });
  return { starts_at: at, ends_at: instantOf(`${last.toString()}T00:00`, time_zone) };
}

/**
 * Holds an event that comes again, from its first time on. Asked twice with one `idempotency_key` it is held once.
 *
 * @throws Refusal as `holdEvent`
 */
export async function holdSeries(
  kith: Kith,
  holder: Account,
  words: Words,
  { event, rule }: { event: EventDraft; rule: Recurrence },
): Promise<Status> {
  await assertRoom(kith.db, holder);
  const draft = firstOf(event, rule);
  const status = await holdEvent(kith, holder, words, draft);
  const made = await kith.db.selectFrom("events").selectAll().where("status_id", "=", status.id).executeTakeFirst();
  if (made !== undefined && made.series_id === null) await begin(kith, made, { words: beside(words), draft, rule });
  return status;
}

const beside = ({ text, language, visibility = "public", group_id, circle_id, local_only }: Words): SeriesWords => ({
  text,
  language,
  visibility,
  group_id,
  circle_id,
  local_only,
});

/** @throws Refusal `invalid` */
export async function assertRoom(db: Reads, { id }: Pick<Account, "id">): Promise<void> {
  const rows = await db
    .selectFrom("event_series")
    .select("id")
    .where("account_id", "=", id)
    .where("announce_at", ">", 0)
    .limit(MOST)
    .execute();
  if (rows.length >= MOST) throw invalid(`Validation failed: You have exceeded the limit of ${MOST} recurring events`);
}

type Beginning = { words: SeriesWords; draft: EventDraft; rule: Recurrence };

/** From this event on. */
async function begin(kith: Kith, event: Event, { words, draft, rule }: Beginning): Promise<void> {
  const series = { starts: localOf(draft.starts_at, draft.time_zone), time_zone: draft.time_zone, rule: checkedRule(rule) };
  const id = event.series_id ?? kith.newId();
  const values = {
    starts: series.starts,
    time_zone: series.time_zone,
    rule: toJson(series.rule),
    duration: lengthOf(draft),
    words: toJson(words),
    event: toJson(eventOf(draft)),
    ...ahead(series, draft.starts_at + 1, draft.starts_at),
    refused: "",
  };
  await kith.write(async (tx) => {
    const known = { id, account_id: event.account_id, sequence: 0, created_at: kith.now() };
    await tx
      .insertInto("event_series")
      .values({ ...known, ...values })
      .onConflict((oc) => oc.column("id").doUpdateSet((eb) => ({ ...values, sequence: eb("event_series.sequence", "+", 1) })))
      .execute();
    await takeBackRefusal(tx, event.account_id, id);
    const series_date = series.starts.slice(0, 10);
    // Of those announced already, none may stand for a day that this one stands for now.
    await tx
      .updateTable("events")
      .set({ series_id: null, series_date: "" })
      .where("series_id", "=", id)
      .where("series_date", "=", series_date)
      .where("id", "<>", event.id)
      .execute();
    await tx.updateTable("events").set({ series_id: id, series_date }).where("id", "=", event.id).execute();
  });
}

/**
 * Changes an event and all that come after it. Without a rule it is the last.
 *
 * @throws Refusal as `changeEvent`
 */
export async function changeSeries(
  kith: Kith,
  holder: Account,
  event: Event,
  { words, changes, rule }: { words: Partial<Words>; changes: EventDraft; rule: Recurrence | undefined },
): Promise<void> {
  const series = await findSeries(kith.db, event.series_id);
  if (rule === undefined) {
    await changeEvent(kith, holder, event, { words, changes });
    if (series !== undefined) await endSeries(kith, series);
    return;
  }
  if (series === undefined) await assertRoom(kith.db, holder);
  const draft = firstOf(changes, rule);
  const status = await changeEvent(kith, holder, event, { words, changes: draft });
  const before = series === undefined ? undefined : fromJson(series.words);
  const group_id = status.group_id > 0 ? status.group_id : undefined;
  const circle = await kith.db
    .selectFrom("status_circles")
    .select("circle_id")
    .where("status_id", "=", status.id)
    .executeTakeFirst();
  const said = { visibility: status.visibility, group_id, circle_id: circle?.circle_id, local_only: status.local_only === 1 };
  const shown = group_id === undefined ? said : { ...said, visibility: "public" as const };
  const kept = { ...shown, ...before, text: words.text ?? status.text, language: words.language ?? status.language };
  await begin(kith, event, { words: kept, draft, rule });
}

/** Those that are announced stay. */
export async function endSeries(kith: Kith, { id, account_id }: Pick<EventSeries, "id" | "account_id">): Promise<void> {
  await kith.write(async (tx) => {
    await tx
      .updateTable("event_series")
      .set((eb) => ({ next_date: "", next_at: 0, announce_at: 0, refused: "", sequence: eb("sequence", "+", 1) }))
      .where("id", "=", id)
      .execute();
    await takeBackRefusal(tx, account_id, id);
  });
}

/** One that has not been announced yet does not take place. @throws Refusal `missing`, `invalid` */
export async function skipOne(kith: Kith, known: Pick<EventSeries, "id">, date: string): Promise<void> {
  await kith.write(async (tx) => {
    const series = await findSeries(tx, known.id);
    if (series === undefined || !comingOf(series, MOST * 2).some((one) => one.date === date)) throw missing();
    const whole = seriesOf(series);
    const left = { ...whole, rule: checkedRule({ ...whole.rule, except: [...whole.rule.except, date] }) };
    await tx
      .updateTable("event_series")
      .set((eb) => ({
        rule: toJson(left.rule),
        ...ahead(left, series.next_at, series.announce_at),
        sequence: eb("sequence", "+", 1),
      }))
      .where("id", "=", series.id)
      .where("rule", "=", series.rule)
      .execute();
  });
}

/** The newest of them that is still there: the next one has its picture, and its guests. */
export const findModel = async (db: Reads, { id }: EventSeries): Promise<Event | undefined> =>
  await db.selectFrom("events").selectAll().where("series_id", "=", id).orderBy("starts_at", "desc").limit(1).executeTakeFirst();

export const draftOfSeries = (series: EventSeries, one: Occurrence): EventDraft => {
  const event = fromJson(series.event);
  const { time_zone } = series;
  const times = timesOf({ time_zone, all_day: event.all_day }, one, series.duration);
  return { ...event, ...times, time_zone, series: { id: series.id, date: one.date } };
};

/** What comes after the one that has just been announced. */
export const stepOf = (series: EventSeries, { at }: Occurrence) => ahead(seriesOf(series), at + 1, at);
