/** Moving what stands in the calendar to another day: the time of day stays what it was. */
import type { Account } from "../db/schema.ts";
import { planDraft } from "../drafts/drafts.ts";
import { invalid } from "../errors.ts";
import { changeEvent } from "../events/hold.ts";
import { getOwnEvent } from "../events/load.ts";
import type { Event } from "../events/store.ts";
import type { Kith } from "../kith.ts";
import { getScheduled } from "../scheduled/load.ts";
import { reschedule } from "../scheduled/schedule.ts";
import type { Times } from "../words/times.ts";
import { dayAfter, daysBetween, isDay, type EntryKind } from "./calendar.ts";

/**
 * @param to `day` as "2026-03-03" on the clocks of `times`; "" takes the day from a draft
 * @throws Refusal `missing` for what is not the account's own; `invalid` for what is no day, what cannot be moved, and as the domain says
 */
export async function moveEntry(
  kith: Kith,
  account: Account,
  to: { kind: EntryKind; id: number; day: string },
  times: Times,
): Promise<void> {
  const { kind, id, day } = to;
  if (!(isDay(day) || (day === "" && kind === "draft"))) throw invalid("Validation failed: Day is no date");
  if (kind === "draft") return await planDraft(kith, account, id, day);
  if (kind === "scheduled") {
    const { scheduled_at } = await getScheduled(kith.db, account.id, id);
    await reschedule(kith, account, id, times.readMinute(`${day}${times.isoMinute(scheduled_at).slice(10)}`));
    return;
  }
  if (kind === "recurring" || kind === "series") throw invalid("What comes again is moved by changing when it comes");
  await moveEvent(kith, account, { event: await getOwnEvent(kith.db, account, id), day }, times);
}

/** By so many days on the clocks of the place: it begins there when it began, and lasts as long. */
async function moveEvent(
  kith: Kith,
  account: Account,
  { event, day }: { event: Event; day: string },
  times: Times,
): Promise<void> {
  const { starts_at, ends_at, all_day, time_zone } = event;
  const there = times.inZone(time_zone);
  const days = daysBetween((all_day === 1 ? there : times).isoDay(starts_at), day);
  if (days === 0) return;
  const moved = (at: number): number => {
    const local = there.isoMinute(at);
    return there.readMinute(`${dayAfter(local.slice(0, 10), days)}${local.slice(10)}`);
  };
  const start = moved(starts_at);
  const end = ends_at === 0 ? 0 : all_day === 1 ? moved(ends_at) : start + (ends_at - starts_at);
  await changeEvent(kith, account, event, { changes: { starts_at: start, ends_at: end } });
}
