/**
 * Places: a row that is about to be written may be this process's from the start, and then runs without having been looked for.
 *
 * Looking for free rows costs more than writing one. So where a process is alone with a table (SQLite), a row that has a place is written under a lease
 * and handed over when it is committed; a crash leaves it as it leaves any leased row. Rows for which there is no room are written free and claimed.
 * Lanes keep their order: no row gets a place while an earlier one of its lane may still lie free, so those are remembered until they are claimed.
 */
import type { Claimed } from "./claim.ts";
import { LEASE, type LeasedRow } from "./leases.ts";

/** `lease` "": the row is to be written free. Call `settle` once, when it is written, and with undefined when it was not. */
export type Place = Pick<LeasedRow, "attempts" | "leased_until" | "lease"> & { settle(row?: LeasedRow): void };

/** A row that is about to be written. Rows of a lane ask for their places in the order in which they are written. */
export type Coming = Pick<LeasedRow, "id" | "lane">;

/** Free rows that are remembered at most. */
const MOST = 5000;

/**
 * - `unknown`: rows of which we know nothing may lie free
 * - `watching`: none has been written free unseen since, but earlier ones may be left
 * - `known`: all that lie free and are due are remembered
 */
type Sight = "unknown" | "watching" | "known";

/** What a process knows of the rows that lie free in a table. */
export function makeSight() {
  const free = new Map<number, string>();
  const lanes = new Map<string, number>();
  let sight: Sight = "unknown";
  /** Rows that are being written free. */
  let coming = 0;

  const forget = (id: number) => {
    const lane = free.get(id);
    if (lane === undefined || !free.delete(id)) return;
    const left = (lanes.get(lane) ?? 1) - 1;
    if (left > 0) lanes.set(lane, left);
    else lanes.delete(lane);
  };
  const lose = () => {
    sight = "unknown";
    free.clear();
    lanes.clear();
  };
  return {
    /** Whether a row of this lane would overtake none. */
    isClear: (lane: string) => sight === "known" && !lanes.has(lane),
    /** Whether nothing lies free that is due, as far as this process knows. */
    isEmpty: () => sight === "known" && free.size === 0,
    /** A row is being written free; returns what to call when that is over. */
    begin({ id, lane }: Coming): (written: boolean) => void {
      coming++;
      if (free.size >= MOST) lose();
      if (sight !== "unknown") {
        free.set(id, lane);
        lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
      }
      return (written) => {
        coming--;
        if (!written) forget(id);
      };
    },
    /** Before a claim. */
    look() {
      // What is being written at this moment would be neither found nor remembered.
      if (sight === "unknown" && coming === 0) sight = "watching";
    },
    /** After it. `busy`: it left out lanes. */
    seen({ rows, more }: Claimed, busy: boolean) {
      for (const { id } of rows) forget(id);
      if (sight === "watching" && !more && !busy) sight = "known";
    },
  };
}

type Sighting = Pick<ReturnType<typeof makeSight>, "begin">;

/** The place of a row that is written free. */
export function freePlace(sight: Sighting, coming: Coming): Place {
  const end = sight.begin(coming);
  return { lease: "", leased_until: 0, attempts: 0, settle: (row) => end(row !== undefined) };
}

/** The place of a row that is ours from the start. */
export const ownPlace = (lease: string, now: number, settle: Place["settle"]): Place => ({
  lease,
  leased_until: now + LEASE,
  attempts: 1,
  settle,
});
