/**
 * The clocks of other servers, as far as they tell them: whatever they send says when it was signed, and we know when it came. What they say of times is read
 * in ours, so that a message, a story or a poll of a server whose clock is wrong stands and ends where it should.
 */
import { originOf } from "../http/urls.ts";
import type { Kith } from "../kith.ts";

const MINUTE = 60_000;
/**
 * ms. A clock that is further ahead is not heard at all (`signatures/window.ts`), here and with Mastodon. One that is further behind looks like one that is right, of
 * a server whose requests wait once they are signed, as those of some do for hours: the same request, and nothing in it tells which. To take one for the other would
 * be as wrong the other way round, so no such request says anything of a clock.
 */
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
  if (Math.abs(ahead) <= MOST) clocks(kith).set(origin, { ahead });
}

/** An instant (ms) that the server of this uri has told, by our clock. */
export function inOurTime(kith: Kith, uri: string, told: number): number;
export function inOurTime(kith: Kith, uri: string, told: number | undefined): number | undefined;
export function inOurTime(kith: Kith, uri: string, told: number | undefined): number | undefined {
  return told === undefined ? undefined : Math.max(0, told - (clocks(kith).get(originOf(uri))?.ahead ?? 0));
}
