/** Slow servers may keep some of our requests waiting, not all of them: otherwise a few that never answer would stop the inbox for everybody. */
import { unavailable } from "../../errors.ts";
import type { Kith } from "../../kith.ts";

/** ms after which a request counts as slow. */
const SLOW = 2000;
/** Slow requests to one host at once. */
const MOST_SLOW = 8;

/**
 * Runs a request to the host of `url`.
 *
 * @throws Refusal `unavailable` when too many others are waiting for that host
 */
export async function unlessSlow<T>(kith: Kith, url: string, request: () => Promise<T>): Promise<T> {
  const host = URL.parse(url)?.host ?? "";
  const tallies = kith.cache<{ slow: number }>("slow-hosts", 1000);
  const tally = tallies.get(host) ?? { slow: 0 };
  tallies.set(host, tally);
  if (tally.slow >= MOST_SLOW) throw unavailable(`${host} is slow to answer`);
  let counted = 0;
  const timer = setTimeout(() => {
    counted = 1;
    tally.slow++;
  }, SLOW);
  try {
    return await request();
  } finally {
    clearTimeout(timer);
    tally.slow -= counted;
  }
}
