// When a signature was made, and whether that is close enough to now for a replay to be of little use.

const HOUR = 3_600_000;
/** Mastodon's window: requests may wait in a queue for hours before they are sent. */
const BACK = 12 * HOUR;
/** For clocks that run ahead. */
const AHEAD = HOUR;

/** IMF-fixdate (RFC 9110, 5.6.7), the only form that senders may generate. A day of one digit is forgiven. */
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/;

/** Why the instant of a `Date` header is refused, or undefined when it is fine. */
export function dateProblem(date: string, now: number): string | undefined {
  const trimmed = date.trim();
  const at = HTTP_DATE.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  if (Number.isNaN(at)) return "the Date header is malformed";
  return outside(at, now) ? "the Date header is more than 12 hours old or in the future" : undefined;
}

/** The same for `created` and `expires`, in whole seconds since 1970. An `expires` in the past is forgiven for the skew of clocks by a minute. */
export function createdProblem(created: number | undefined, expires: number | undefined, now: number): string | undefined {
  if (created !== undefined && outside(created * 1000, now))
    return "the signature was created more than 12 hours ago or in the future";
  if (expires !== undefined && expires * 1000 + 60_000 < now) return "the signature has expired";
  return undefined;
}

function outside(at: number, now: number): boolean {
  return at < now - BACK || at > now + AHEAD;
}
