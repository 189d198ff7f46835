/** Decoded images are large: two at a time is all that a small machine's memory should hold. */
import type { Kith } from "../kith.ts";

const AT_ONCE = 2;
type Line = { running: number; waiting: (() => void)[] };

/** Runs `work` when one of the places is free. */
export async function withinCapacity<T>(kith: Pick<Kith, "cache">, work: () => Promise<T>): Promise<T> {
  const cache = kith.cache<Line>("media-line", 1);
  const line = cache.get("") ?? { running: 0, waiting: [] };
  cache.set("", line);
  if (line.running < AT_ONCE) line.running++;
  else await new Promise<void>((go) => line.waiting.push(go));
  try {
    return await work();
  } finally {
    // Whoever waits takes over the place.
    const next = line.waiting.shift();
    if (next === undefined) line.running--;
    else next();
  }
}
