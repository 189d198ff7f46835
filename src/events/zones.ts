/**
 * Time zones as calendars carry them (RFC 5545, 3.6.5): since when which offset holds. Changes that come each year on the same weekday of a month are written as a rule, so that
 * they hold for years ahead; others (Morocco's follow the moon) one by one.
 */
import { localStamp } from "../recurrence/rrule.ts";

/** Years that are looked at after the last time that has to be right. */
const AHEAD = 8;
const MOST = 200;
const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** `local`: the reading of the clock just before, at which it is changed. */
type Change = { from: number; to: number; local: Temporal.PlainDateTime; summer: boolean };

/** "+0130"; seconds only where there are any. @param ns nanoseconds */
function offset(ns: number): string {
  const seconds = Math.round(Math.abs(ns) / 1e9);
  const two = (n: number) => String(Math.trunc(n)).padStart(2, "0");
  const rest = seconds % 60;
  return `${ns < 0 ? "-" : "+"}${two(seconds / 3600)}${two((seconds / 60) % 60)}${rest === 0 ? "" : two(rest)}`;
}

function changesOf(time_zone: string, from: number, until: number): { first: number; changes: Change[] } {
  const zoned = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(time_zone);
  let here = zoned(from);
  const first = here.offsetNanoseconds;
  const changes: Change[] = [];
  while (changes.length < MOST) {
    const next = here.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds > until) break;
    const before = changes.at(-1)?.to ?? first;
    const to = next.offsetNanoseconds;
    // A zone that only changes its name changes nothing.
    if (to !== before) {
      const local = zoned(next.epochMilliseconds)
        .toPlainDateTime()
        .add({ nanoseconds: before - to });
      changes.push({ from: before, to, local, summer: to > before });
    }
    here = next;
  }
  return { first, changes };
}

/** "3/-1SU", and from the front: by which names of its day a change may come each year. */
function namesOf({ local }: Change): string[] {
  const day = DAYS[local.dayOfWeek - 1] ?? "";
  const last = local.day + 7 > local.daysInMonth ? [`${local.month}/-1${day}`] : [];
  return [...last, `${local.month}/${Math.ceil(local.day / 7)}${day}`];
}

/** The name that all of them share, when they come each year until the end. */
function yearly(group: readonly Change[], last_year: number): string | undefined {
  if (group.length < 3 || group.at(-1)?.local.year !== last_year) return undefined;
  if (group.some(({ local }, at) => local.year !== (group[0]?.local.year ?? 0) + at)) return undefined;
  const [first, ...rest] = group.map(namesOf);
  return first?.find((name) => rest.every((names) => names.includes(name)));
}

const observance = (kind: string, change: Pick<Change, "from" | "to">, start: string, more: readonly string[]): string[] => [
  `BEGIN:${kind}`,
  `DTSTART:${start}`,
  ...more,
  `TZOFFSETFROM:${offset(change.from)}`,
  `TZOFFSETTO:${offset(change.to)}`,
  `END:${kind}`,
];

const stamp = (local: Temporal.PlainDateTime): string => localStamp(local.toString({ smallestUnit: "minute" }));

/**
 * The lines of a VTIMEZONE.
 *
 * @param from, until ms: between these its offsets have to be right; after them as far as they follow a rule
 */
export function toTimeZone(time_zone: string, from: number, until: number): string[] {
  const end = Date.UTC(new Date(until).getUTCFullYear() + AHEAD + 1, 0, 1);
  const { first, changes } = changesOf(time_zone, from, end);
  const last_year = new Date(end - 1).getUTCFullYear();
  const groups = Map.groupBy(
    changes,
    ({ from: before, to, local }) => `${before}/${to}/${local.month}/${local.toPlainTime().toString()}`,
  );
  const start = stamp(
    Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO("UTC").toPlainDateTime().subtract({ days: 2 }),
  );
  const lines = observance("STANDARD", { from: first, to: first }, start, []);
  for (const group of groups.values()) {
    const [one] = group;
    if (one === undefined) continue;
    const [month, day] = yearly(group, last_year)?.split("/") ?? [];
    // The first of several is said twice: libical, and what is built after it, leave out DTSTART where there are RDATEs.
    const dates = group.length === 1 ? [] : group.map(({ local }) => `RDATE:${stamp(local)}`);
    const rule = month === undefined ? dates : [`RRULE:FREQ=YEARLY;BYMONTH=${month};BYDAY=${day ?? ""}`];
    lines.push(...observance(one.summer ? "DAYLIGHT" : "STANDARD", one, stamp(one.local), rule));
  }
  return ["BEGIN:VTIMEZONE", `TZID:${time_zone}`, ...lines, "END:VTIMEZONE"];
}
