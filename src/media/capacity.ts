/** Decoded images are large, and films keep a processor busy for minutes: only so many at a time is all that a small machine can bear. */
import type { Kith } from "../kith.ts";

const AT_ONCE = Object.freeze({ images: 2, films: 1, fetches: 24 });
type Line = { running: number; waiting: (() => void)[] };

/** Runs `work` when one of the places is free. */
export async function withinCapacity<T>(
  kith: Pick<Kith, "cache">,
  work: () => Promise<T>,
  kind: keyof typeof AT_ONCE = "images",
): Promise<T> {
  const cache = kith.cache<Line>("media-line", 3);
  const line = cache.get(kind) ?? { running: 0, waiting: [] };
  cache.set(kind, line);
  if (line.running < AT_ONCE[kind]) line.running++;
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
