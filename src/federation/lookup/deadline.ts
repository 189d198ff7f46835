/** One time limit over several requests, for somebody who waits. */
import type { Kith } from "../../kith.ts";

/** ms that are left until an instant; at least 1, so that a request made with it fails by itself. */
export const left = (kith: Pick<Kith, "now">, until: number): number => Math.max(until - kith.now(), 1);

/** The outcome, or undefined when it takes longer than `timeout` ms; the work itself goes on, for others may wait for it too. */
export async function within<T>(timeout: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeout);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whoever gave up must not see its failure as an unhandled one.
    work.catch(() => undefined);
  }
}
