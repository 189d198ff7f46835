/**
 * How often the pages of videos of this server are opened: one sum for each video, and nothing of who, when or from where. A reload counts again, for to know
 * that it is one somebody would have to be remembered. It is told to no other server.
 */
import { sql } from "kysely";
import { parts } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { loadUncounted } from "./choices.ts";
import { clocksOf, startOfDay } from "./days.ts";

const MOST_WAITING = 5000;
const ROWS = 100;

type Waiting = { media_id: number; account_id: number; count: number };

/** `counts`: it may be counted (`mayCount`). Neither its maker's own looks nor those of who wants to be no part of it. */
export function noteWatch(
  kith: Kith,
  { counts, viewer_id }: { counts: boolean; viewer_id: number },
  { media_id, account_id }: { media_id: number; account_id: number },
): void {
  if (!counts || viewer_id === account_id) return;
  const waiting = kith.cache<Waiting>("watches", MOST_WAITING);
  const key = String(media_id);
  const known = waiting.get(key);
  if (known !== undefined) known.count++;
  else if (waiting.size < MOST_WAITING) waiting.set(key, { media_id, account_id, count: 1 });
}

/** Writes down what this process has counted, but of whom nothing is to be counted. */
export async function flushWatches(kith: Kith): Promise<void> {
  const cache = kith.cache<Waiting>("watches", MOST_WAITING);
  const waiting = [...cache.values()].toSorted((a, b) => a.media_id - b.media_id);
  if (waiting.length === 0) return;
  cache.clear();
  if (!kith.instance.insights) return;
  const day = startOfDay(clocksOf(kith), kith.now());
  for (const some of parts(waiting, ROWS)) {
    const makers = [...new Set(some.map(({ account_id }) => account_id))];
    const uncounted = await loadUncounted(kith.db, makers, day);
    await kith.write(async (tx) => {
      for (const { media_id, account_id, count } of some)
        if (!uncounted.has(account_id))
          await sql`update videos set views_count = views_count + ${count} where media_id = ${media_id}`.execute(tx);
    });
  }
}
