/** Kith's own rules, as its code has them: what is simulated is what runs. Here they are given in hours, the simulation's unit of time. */
import { defineInstance } from "../../src/config.ts";
import { DOWN, FAILURES, patience } from "../../src/federation/deliver/hosts.ts";
import { laneOf } from "../../src/federation/deliver/lanes.ts";
import { TIMEOUT } from "../../src/federation/deliver/post.ts";
import { KEPT as RECEIPTS } from "../../src/federation/deliver/purge.ts";
import { LANE_CLAIM } from "../../src/federation/deliver/source.ts";
import { ASIDE, GIVE_UP, GIVE_UP_TAKING_BACK } from "../../src/federation/deliver/waiting.ts";
import { KEPT as INBOX } from "../../src/federation/purge.ts";
import { DELIVERY_LADDER, retryAt } from "../../src/jobs/retry.ts";
import { MOST } from "../../src/timelines/fill.ts";

export { FAILURES, LANE_CLAIM };

/** ms of an hour. */
export const MS = 3_600_000;
/** Hours after which what waits is given up; what takes something back later. */
export const GIVEN_UP = GIVE_UP / MS;
export const GIVEN_UP_TAKING_BACK = GIVE_UP_TAKING_BACK / MS;
/** Hours after which what is laid aside is looked at again. */
export const LAID_ASIDE = ASIDE / MS;
/** Hours for a delivery. */
export const DEADLINE = TIMEOUT / MS;
/** Hours that documents with their receipts, and what has come in, are kept. */
export const RECEIPTS_KEPT = RECEIPTS / MS;
export const INBOX_KEPT = INBOX / MS;
export const HOME_ENTRIES = MOST;

/** What a configuration says when it says nothing. */
export const DEFAULTS = defineInstance({ domain: "example.org" });

/** Hours until a server that has failed so often in a row, and for so many hours, is asked again. */
export const untilProbe = (host: number, failures: number, failing: number): number =>
  patience({ host: `h${host}.example`, failures }, failing * MS > DOWN ? "down" : "failing") / MS;

/** Hours until a row is tried again. */
export function untilRetry(id: number, attempts: number): number {
  const at = retryAt(DELIVERY_LADDER, { id, attempts }, 0);
  return at === undefined ? 24 : at / MS;
}

/** Which lane of a server's an account's deliveries take. */
export function laneNumber(account: number, per_host: number): number {
  const lane = laneOf({ instance: { ...DEFAULTS, limits: { ...DEFAULTS.limits, deliveries_per_host: per_host } } }, "h", account);
  return Number(lane.slice(lane.lastIndexOf("/") + 1));
}
