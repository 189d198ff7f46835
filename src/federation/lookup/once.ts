/**
 * Fetching with manners: one request at a time for one thing, however many wait for it, and no second one right after a failure.
 */
import type { Kith } from "../../kith.ts";
import { isTheirs, mayPass } from "./failure.ts";

const MOST = 2000;
/** ms for which a failure stands: what a retry may mend a minute, the rest five. */
const SHORT = 60_000;
const LONG = 300_000;

type Failed = { error: unknown; until: number };

/**
 * Runs `work`, unless it is under way under the same name and key (then its outcome is shared) or has just failed (then it fails alike).
 *
 * @param name of the kind of work: a cache of the instance has it
 */
export async function once<T>(kith: Kith, name: string, key: string, work: () => Promise<T>): Promise<T> {
  const failures = kith.cache<Failed>(`${name}/failed`, MOST);
  const failed = failures.get(key);
  if (failed !== undefined && failed.until > kith.now()) throw failed.error;
  const underWay = kith.cache<Promise<T>>(`${name}/under-way`, MOST);
  const running = underWay.get(key);
  if (running !== undefined) return await running;
  const started = work().catch((error: unknown) => {
    if (isTheirs(error)) failures.set(key, { error, until: kith.now() + (mayPass(error) ? SHORT : LONG) });
    throw error;
  });
  underWay.set(key, started);
  try {
    return await started;
  } finally {
    if (underWay.get(key) === started) underWay.delete(key);
  }
}

/** Forgets a failure: somebody asks for it by hand, or there is news. */
export const forgive = (kith: Kith, name: string, key: string): void =>
  void kith.cache<Failed>(`${name}/failed`, MOST).delete(key);
