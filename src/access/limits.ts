/**
 * How often one may do what: Mastodon's limits, counted in memory. Processes of one server tell each other what they have counted, so that all know
 * nearly the same: each keeps less than a fiftieth of a limit to itself, so with n processes at most (n − 1)/50 of it are let in beyond the limit, and
 * what comes in the moment that news takes. Of limits under a hundred each single one is told.
 */
import { tooMany } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { News } from "../kith-events.ts";

const MINUTE = 60;
const HOUR = 3600;

/** `points` in `seconds`, for each key: an account's id or an address. */
const LIMITS = Object.freeze({
  account: { points: 300, seconds: 5 * MINUTE },
  ip: { points: 300, seconds: 5 * MINUTE },
  /** What a form asks for while one types in it. */
  typing: { points: 600, seconds: 5 * MINUTE },
  media: { points: 30, seconds: 30 * MINUTE },
  delete: { points: 30, seconds: 30 * MINUTE },
  "sign-up": { points: 5, seconds: 30 * MINUTE },
  "log-in-ip": { points: 25, seconds: 5 * MINUTE },
  "log-in-account": { points: 25, seconds: HOUR },
  "two-factor": { points: 10, seconds: HOUR },
  "reset-password": { points: 5, seconds: 30 * MINUTE },
  /** Asking another server on behalf of somebody who is not signed in. */
  elsewhere: { points: 20, seconds: 5 * MINUTE },
  /** Asking people to be friends, and making them known to each other. */
  befriend: { points: 60, seconds: HOUR },
  /** Posting stories. */
  story: { points: 60, seconds: HOUR },
  /** Beginning groups of people, and letting people into them. */
  "chat-people": { points: 120, seconds: HOUR },
  introduce: { points: 10, seconds: HOUR },
  /** Writing recommendations, referring somebody to somebody, and asking elsewhere whether a recommendation is what it says. */
  recommend: { points: 20, seconds: HOUR },
  refer: { points: 10, seconds: HOUR },
  check: { points: 60, seconds: HOUR },
  /** Holding events, and inviting people to them. */
  event: { points: 30, seconds: HOUR },
  /** Letters to people without an account, for an address and for an event. */
  "event-guest": { points: 5, seconds: HOUR },
  "event-guests": { points: 100, seconds: HOUR },
  /** Letters that come in from one person. */
  mail: { points: 60, seconds: HOUR },
  app: { points: 60, seconds: 5 * MINUTE },
});
export type LimitName = keyof typeof LIMITS;

/** What is left of a limit; `reset` is in ms since 1970. */
export type Quota = { limit: number; remaining: number; reset: number; exceeded: boolean };

/** What a key has taken in all processes, as far as is known; how much of that is ours, and how many they have not been told; and when (ms) it may begin anew. */
type Window = { taken: number; ours: number; untold: number; until: number };
/** The part of a limit that is told at once. */
const TOLD = 50;

/** Keys that are counted for each limit. Whoever has more addresses than that is not stopped by counting them, and takes no more memory for it. */
const MOST_KEYS = 50_000;

/** Takes one from a limit; undefined where limits are switched off. */
export function takeQuota(kith: Kith, name: LimitName, key: string | number): Quota | undefined {
  if (!kith.instance.limits.rate) return undefined;
  const { points, seconds } = LIMITS[name];
  const window = windowOf(kith, { name, key: String(key), until: kith.now() + seconds * 1000 });
  window.taken++;
  window.ours++;
  // Past the limit nothing changes for anybody.
  if (++window.untold >= points / TOLD && window.taken <= points + window.untold) {
    const { untold: count, ours, until } = window;
    kith.tell({ type: "quota.taken", limit: name, key: String(key), count, ours, until });
    window.untold = 0;
  }
  return { limit: points, remaining: Math.max(points - window.taken, 0), reset: window.until, exceeded: window.taken > points };
}

/** The span that runs for a key, or a new one that ends at `until`. */
function windowOf(kith: Kith, { name, key, until }: { name: LimitName; key: string; until: number }): Window {
  const windows = kith.cache<Window>(`limits/${name}`, MOST_KEYS);
  const running = windows.get(key);
  const window = running !== undefined && running.until > kith.now() ? running : { taken: 0, ours: 0, untold: 0, until };
  windows.set(key, window);
  return window;
}

/** Counts what another process has let in. Spans that began at different times end together, with the later. */
export function addTaken(kith: Kith, { limit, key, count, until }: Extract<News, { type: "quota.taken" }>): void {
  if (until <= kith.now() || !(limit in LIMITS)) return;
  const window = windowOf(kith, { name: limit as LimitName, key, until });
  window.taken += count;
  window.until = Math.max(window.until, until);
}

/** @throws Refusal `too-many` */
export async function assertLimit(kith: Kith, name: LimitName, key: string | number): Promise<void> {
  if (takeQuota(kith, name, key)?.exceeded === true) throw tooMany();
}

/** The one nearest its end, which is the one to tell about; undefined when there is none. */
export const nearestQuota = (quotas: readonly (Quota | undefined)[]): Quota | undefined =>
  quotas
    .filter((quota) => quota !== undefined)
    .sort((a, b) => Number(b.exceeded) - Number(a.exceeded) || a.remaining / a.limit - b.remaining / b.limit)[0];

/** As Mastodon writes them: the reset as an RFC 3339 instant. */
export const limitHeaders = ({ limit, remaining, reset }: Quota): Record<string, string> => ({
  "X-RateLimit-Limit": String(limit),
  "X-RateLimit-Remaining": String(remaining),
  "X-RateLimit-Reset": new Date(reset).toISOString(),
});

/** An address as it is counted: IPv4 whole (also inside IPv6), IPv6 by its /64, which is what one subscriber has. */
export function addressKey(ip: string | undefined): string {
  if (ip === undefined || ip === "") return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = ip.toLowerCase().replace(/%.*$/, "").split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  return [...groups, ...zeros, ...rest]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** What is said where limits are switched off: clients expect the headers all the same. */
const FREE = { limit: 300, remaining: 300, exceeded: false } as const;
const FREE_PERIOD = 300_000;

/** Who calls; `limit`: a stricter one that the call also draws on. */
export type Caller = { account_id: number | undefined; ip: string; limit?: LimitName | undefined };

/**
 * Counts a call against its caller's limits and says in the headers how many are left. Somebody who is known is counted as themselves, everybody
 * else by their address.
 *
 * @throws Refusal `too-many`
 */
export async function takeFor(
  kith: Kith,
  { account_id, ip, limit }: Caller,
  response: { setHeader(name: string, value: string): unknown },
): Promise<void> {
  const key = account_id ?? addressKey(ip);
  const quotas: (Quota | undefined)[] = [takeQuota(kith, account_id === undefined ? "ip" : "account", key)];
  if (limit !== undefined) quotas.push(takeQuota(kith, limit, key));
  const nearest = nearestQuota(quotas) ?? { ...FREE, reset: kith.now() + FREE_PERIOD };
  for (const [name, value] of Object.entries(limitHeaders(nearest))) response.setHeader(name, value);
  if (!nearest.exceeded) return;
  // RFC 6585, section 4: for whoever does not know Mastodon's headers.
  response.setHeader("Retry-After", String(Math.max(1, Math.ceil((nearest.reset - kith.now()) / 1000))));
  throw tooMany();
}
