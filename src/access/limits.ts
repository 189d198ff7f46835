/** How often one may do what: Mastodon's limits, counted in the memory of this process. */
import type { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { tooMany } from "../errors.ts";
import type { Kith } from "../kith.ts";

const MINUTE = 60;
const HOUR = 3600;

/** `points` in `seconds`, for each key: an account's id or an address. */
const LIMITS = Object.freeze({
  account: { points: 300, seconds: 5 * MINUTE },
  ip: { points: 300, seconds: 5 * MINUTE },
  media: { points: 30, seconds: 30 * MINUTE },
  delete: { points: 30, seconds: 30 * MINUTE },
  "sign-up": { points: 5, seconds: 30 * MINUTE },
  "log-in-ip": { points: 25, seconds: 5 * MINUTE },
  "log-in-account": { points: 25, seconds: HOUR },
  "reset-password": { points: 5, seconds: 30 * MINUTE },
  app: { points: 60, seconds: 5 * MINUTE },
});
export type LimitName = keyof typeof LIMITS;

/** What is left of a limit; `reset` is in ms since 1970. */
export type Quota = { limit: number; remaining: number; reset: number; exceeded: boolean };

/** Takes one from a limit; undefined where limits are switched off. */
export async function takeQuota(kith: Kith, name: LimitName, key: string | number): Promise<Quota | undefined> {
  if (!kith.instance.limits.rate) return undefined;
  const { points } = LIMITS[name];
  const limiters = kith.cache<RateLimiterMemory>("limits", Object.keys(LIMITS).length);
  const limiter = limiters.get(name) ?? (await openLimiter(limiters, name));
  const state = await limiter.consume(key).catch((refused: unknown) => {
    if (isState(refused)) return refused;
    throw refused;
  });
  const remaining = Math.max(state.remainingPoints, 0);
  return { limit: points, remaining, reset: kith.now() + state.msBeforeNext, exceeded: state.consumedPoints > points };
}

/** Loaded with the first call that counts. The second look keeps two first calls at once from counting apart. */
async function openLimiter(
  limiters: { get(name: string): RateLimiterMemory | undefined; set(name: string, made: RateLimiterMemory): unknown },
  name: LimitName,
) {
  const { RateLimiterMemory: Limiter } = await import("rate-limiter-flexible");
  const limiter =
    limiters.get(name) ?? new Limiter({ points: LIMITS[name].points, duration: LIMITS[name].seconds, keyPrefix: name });
  limiters.set(name, limiter);
  return limiter;
}

/** A limiter throws its state when nothing is left. */
const isState = (thrown: unknown): thrown is RateLimiterRes =>
  typeof thrown === "object" && thrown !== null && "msBeforeNext" in thrown;

/** @throws Refusal `too-many` */
export async function assertLimit(kith: Kith, name: LimitName, key: string | number): Promise<void> {
  if ((await takeQuota(kith, name, key))?.exceeded === true) throw tooMany();
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
  const quotas: (Quota | undefined)[] = [await takeQuota(kith, account_id === undefined ? "ip" : "account", key)];
  if (limit !== undefined) quotas.push(await takeQuota(kith, limit, key));
  const nearest = nearestQuota(quotas) ?? { ...FREE, reset: kith.now() + FREE_PERIOD };
  for (const [name, value] of Object.entries(limitHeaders(nearest))) response.setHeader(name, value);
  if (nearest.exceeded) throw tooMany();
}
