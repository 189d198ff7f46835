/** Spans of time in words. */

const UNITS: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `"90 seconds"`, `"1 hour"`, `"3 days"` in ms. */
export function milliseconds(time: string): number {
  const [, count = "", unit = ""] = /^(\d+) (second|minute|hour|day)s?$/.exec(time) ?? [];
  const length = UNITS[unit];
  if (length === undefined) throw new Error(`"${time}" is no time: say "1 hour" or "90 seconds"`);
  return Number(count) * length;
}
