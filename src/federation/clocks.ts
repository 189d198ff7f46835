/**
 * The clocks of other servers, as far as they tell them: whatever they send says when it was signed, and we know when it came. What they say of times is read
 * in ours, so that a message, a story or a poll of a server whose clock is wrong stands and ends where it should.
 */
import { originOf } from "../http/urls.ts";
import type { Kith } from "../kith.ts";

const MINUTE = 60_000;
/** ms. What was signed longer ago has been waiting, as some servers do with what they have signed. */
const MOST = 60 * MINUTE;
/** ms by which requests of one server may differ for the way that they take: times that are compared, as those of two edits are, have to be read by one clock. */
const SWAY = 45_000;
const MOST_KNOWN = 10_000;

const clocks = (kith: Kith) => kith.cache<{ ahead: number }>("clocks", MOST_KNOWN);

/** A request of this server has come. What it took to come is no error of a clock: it is told to the minute. @param made_at ms, by its own clock; 0 = not known */
export function noteClock(kith: Kith, uri: string, { made_at, received_at }: { made_at: number; received_at: number }): void {
  if (made_at === 0) return;
  const [origin, found] = [originOf(uri), made_at - received_at];
  const known = clocks(kith).get(origin)?.ahead;
  if (known !== undefined && Math.abs(found - known) < SWAY) return;
  const ahead = Math.round(found / MINUTE) * MINUTE;
  clocks(kith).set(origin, { ahead: Math.abs(ahead) > MOST ? 0 : ahead });
}

/** An instant (ms) that the server of this uri has told, by our clock. */
export function inOurTime(kith: Kith, uri: string, told: number): number;
export function inOurTime(kith: Kith, uri: string, told: number | undefined): number | undefined;
export function inOurTime(kith: Kith, uri: string, told: number | undefined): number | undefined {
  return told === undefined ? undefined : Math.max(0, told - (clocks(kith).get(originOf(uri))?.ahead ?? 0));
}
