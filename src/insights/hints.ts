/** Good times for a post: when earlier ones were answered most, and when many of those are around who follow here. A hint, no more. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { dateAfter } from "./days.ts";
import { loadHours, type Hours, type Slot } from "./hours.ts";

/** With fewer posts nothing is said of how they were answered; of an hour it takes so many. */
const LEAST_POSTS = 20;
const LEAST_IN_SLOT = 3;
const SHOWN = 3;
/** ms before a time that is still ahead, as scheduling wants it. */
const AHEAD = 10 * 60_000;

/** `answered`: posts were answered more than usual then; `around`: many of one's followers here are; `at`: the next such time (ms). */
export type Hint = { day: number; hour: number; answered: boolean; around: boolean; at: number };

/** The best first, none where there is too little to go by. @param zone IANA, of who asks */
export async function loadHints(kith: Kith, account: Pick<Account, "id">, zone: string): Promise<Hint[]> {
  const hours = await loadHours(kith, account, zone);
  if (hours === undefined) return [];
  return bestOf(hours).map((slot) => ({ ...slot, at: nextAt(kith, zone, slot) }));
}

/** Of two neighbouring hours only the better one. */
export function bestOf(hours: Hours): Omit<Hint, "at">[] {
  const scored = scoresOf(hours).toSorted((a, b) => b.score - a.score);
  const best: (typeof scored)[number][] = [];
  for (const one of scored) {
    if (best.length === SHOWN) break;
    const near = best.some(({ slot }) => slot.day === one.slot.day && Math.abs(slot.hour - one.slot.hour) < 2);
    if (!near) best.push(one);
  }
  return best.map(({ slot: { day, hour }, answered, around }) => ({ day, hour, answered, around }));
}

function scoresOf({ slots, posts, interactions }: Hours): { slot: Slot; score: number; answered: boolean; around: boolean }[] {
  const usual = posts < LEAST_POSTS ? Number.POSITIVE_INFINITY : interactions / posts;
  const rate = (slot: Slot) => (slot.posts < LEAST_IN_SLOT || slot.interactions === null ? 0 : slot.interactions / slot.posts);
  const highest = Math.max(...slots.map(rate), 1);
  const crowd = Math.max(...slots.map(({ people }) => people ?? 0), 1);
  return slots.flatMap((slot) => {
    const answered = rate(slot) > usual;
    const around = slot.people !== null && slot.people * 2 >= crowd;
    if (!answered && !around) return [];
    return [{ slot, answered, around, score: (answered ? rate(slot) / highest : 0) + (slot.people ?? 0) / crowd }];
  });
}

/** The next time at which clocks there show this hour of this day of the week. */
function nextAt({ locales, now }: Kith, zone: string, { day, hour }: Pick<Slot, "day" | "hour">): number {
  const { times } = locales("en", zone);
  const today = times.isoDay(now());
  const weekday = (new Date(`${today}T12:00Z`).getUTCDay() + 6) % 7;
  const clock = `T${String(hour).padStart(2, "0")}:00`;
  const ahead = (day - weekday + 7) % 7;
  const at = times.readMinute(`${dateAfter(today, ahead)}${clock}`);
  return at > now() + AHEAD ? at : times.readMinute(`${dateAfter(today, ahead + 7)}${clock}`);
}
