/**
 * Gives memory back when there is nothing to do. The engine keeps what a busy time took, and the garbage of a start, until it needs room; the system and
 * the other programs of a small machine need it before.
 */
import { performance } from "node:perf_hooks";

/** ms between two looks, and until the first time: a start leaves most. */
const [EVERY, SOON] = [5000, 1000];
/** Share of its time that a process is busy which has nothing to do. */
const QUIET = 0.05;
/** Bytes more than after the last time that are worth the tenth of a second that it takes. */
const WORTH = 16_777_216;

type Means = {
  collect: () => Promise<void>;
  /** Resident memory in bytes. */
  resident?: () => number;
  every?: number;
};

/** Looks from time to time whether this process rests, and collects what it has left. Returns what ends it. */
export function giveBackAtRest({ collect, resident = () => process.memoryUsage.rss(), every = EVERY }: Means): () => void {
  let since = performance.eventLoopUtilization();
  let least = 0;
  const look = async () => {
    const { utilization } = performance.eventLoopUtilization(since);
    since = performance.eventLoopUtilization();
    if (utilization > QUIET || resident() < least + WORTH) return;
    await collect();
    least = resident();
    // What collecting took is no work of ours.
    since = performance.eventLoopUtilization();
  };
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    const later = () => {
      wait();
      void look().catch(() => undefined);
    };
    timer = setTimeout(later, least === 0 ? Math.min(SOON, every) : every).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
