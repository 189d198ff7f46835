/** When an event is, as programs say it. */
import { invalid } from "../errors.ts";
import { instantOf, localOf } from "../recurrence/rule.ts";
import { isTimeZone } from "../words/locale.ts";
import { LATEST, type EventDraft } from "./draft.ts";

/**
 * ISO 8601 as ms. What says no offset is a reading of the clocks of the place, a date its midnight.
 *
 * @throws Refusal `invalid`, with the complaint
 */
export function readTime(text: string, zone: string, complaint: string): number {
  const [, day, minute = "00:00"] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?$/.exec(text.trim()) ?? [];
  try {
    // A zone that is none is complained of by itself.
    const at = day === undefined ? Date.parse(text) : instantOf(`${day}T${minute}`, isTimeZone(zone) ? zone : "UTC");
    if (Number.isFinite(at)) return at;
  } catch {
    // No day of any calendar: told below.
  }
  throw invalid(`Validation failed: ${complaint}`);
}

/** Whole days begin and end at midnights of their place, and last at least one; other times, and what is no time, stay as they are. */
export function wholeDays(draft: EventDraft): EventDraft {
  const { all_day, starts_at, ends_at, time_zone } = draft;
  const known = (at: number) => Number.isSafeInteger(at) && at > 0 && at <= LATEST;
  if (!all_day || !known(starts_at) || !(ends_at === 0 || known(ends_at)) || !isTimeZone(time_zone)) return draft;
  const dayOf = (at: number) => Temporal.PlainDate.from(localOf(at, time_zone).slice(0, 10));
  const midnight = (day: Temporal.PlainDate) => instantOf(`${day.toString()}T00:00`, time_zone);
  const begins = midnight(dayOf(starts_at));
  const last = midnight(dayOf(ends_at));
  const ends = last === ends_at && last !== begins ? last : midnight(dayOf(ends_at).add({ days: 1 }));
  return { ...draft, starts_at: begins, ends_at: ends_at === 0 || ends_at < starts_at ? ends_at : ends };
}
