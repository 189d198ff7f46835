/** When to try again. */
import { hash32 } from "../ids.ts";

const SECOND = 1000,
  MINUTE = 60 * SECOND,
  HOUR = 60 * MINUTE;

/** For our own work: what fails is usually a passing fault of this machine. About a day in all. */
export const JOB_LADDER: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
];

/** For other servers, which may be away over a weekend: three days in all. */
export const DELIVERY_LADDER: readonly number[] = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/**
 * The instant (ms) of the next try after `attempts` failed ones, or undefined when the ladder has ended.
 *
 * A quarter of the wait is jitter, so that what failed together does not come back together; it is drawn from the row's id, so that a
 * test sees the same instant twice.
 */
export function retryAt(ladder: readonly number[], row: { id: number; attempts: number }, now: number): number | undefined {
  const wait = ladder[row.attempts - 1];
  if (wait === undefined) return undefined;
  const jitter = (hash32(`${row.id}/${row.attempts}`) % 1000) / 1000;
  return now + Math.round(wait * (1 + jitter / 4));
}

/** Whether a job whose handler throws now is given up. */
export const isLastTry = ({ attempts }: { attempts: number }): boolean => attempts > JOB_LADDER.length;
