/**
 * Ends rows that have run. Those of one turn of the event loop are ended by one statement, in a write that what has come meanwhile shares: ending is half as
 * much work again as taking in, and nobody waits for it. A crash before it has them run once more, as ever.
 */
import { grouped, parts } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { LeaseLost, type LeasedRow } from "./leases.ts";
import type { Source } from "./worker.ts";

type Finished = { row: LeasedRow; resolve(): void; reject(error: unknown): void };

/** So many ids a statement names at most. */
const MOST = 64;

/** @returns what ends a row of the source; it throws LeaseLost when another has the row now */
export function makeFinish(kith: Kith, source: Source): (row: LeasedRow) => Promise<void> {
  let finished: Finished[] = [];

  const end = async (rows: readonly LeasedRow[]): Promise<Set<number>> =>
    await kith.write(async (tx) => {
      const ended = new Set<number>();
      for (const some of grouped(rows, ({ lease }) => lease).values())
        for (const part of parts(some, MOST)) for (const id of await source.end(tx, part)) ended.add(id);
      return ended;
    });

  const flush = async () => {
    const all = finished;
    finished = [];
    try {
      const ended = await end(all.map(({ row }) => row));
      for (const { row, resolve, reject } of all)
        if (ended.has(row.id)) resolve();
        else reject(new LeaseLost(`${source.table} ${row.id}`));
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  };

  return async (row) =>
    await new Promise((resolve, reject) => {
      finished.push({ row, resolve, reject });
      if (finished.length === 1) setImmediate(() => void flush());
    });
}
