/**
 * Ids: 53-bit integers that order by time, so that they are safe JavaScript numbers, rowids in SQLite and `bigint` in
 * PostgreSQL, and 16 decimal digits in JSON (from 2012-10 to 2074), whose text order is their time order.
 */

const EPOCH = Date.UTC(2005, 0, 1);
const FLOOR = Date.UTC(2012, 9, 1);

/**
 * Makes the fresh ids of one process: even, ascending, 64 a millisecond. `slot` (0–31) is leased in table `slots`, so that
 * two processes never make the same id.
 */
export function idMaker(slot: number, now: () => number): () => number {
  let last = 0;
  return () => {
    last = Math.max((now() - EPOCH) * 64, last + 1);
    return last * 64 + slot * 2;
  };
}

/**
 * The id of a foreign status: odd, by its own instant, so that it stands in a timeline where it was written. Whole seconds
 * are spread by the uri; it is never below its parent's id (an answer follows what it answers) and never later than now.
 *
 * @param published ms since 1970, of which fractions do not count; not finite when the document gives none
 * @param parent the id of the status it answers, or 0
 */
export function idOf(uri: string, published: number, parent: number, now: number): number {
  const ms = Number.isFinite(published) ? Math.min(Math.max(Math.trunc(published), FLOOR), now) : now;
  const room = (ms % 1000 === 0 ? Math.min(1000, Math.max(1, now - ms)) : 1) * 2048;
  const id = (ms - EPOCH) * 4096 + (hash32(uri) % room) * 2 + 1;
  return parent < id ? id : parent + 2 - ((parent + 1) % 2);
}

/** The smallest id of an instant (ms): `id >= idAt(t)` selects what came at or after it. */
export const idAt = (ms: number): number => Math.max(0, ms - EPOCH) * 4096;

/** The instant (ms) that an id was made for. */
export const instantOf = (id: number): number => Math.floor(id / 4096) + EPOCH;

/** An id from outside: digits only, clamped to what an id can be; undefined for anything else (answer 404). */
export function readId(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string" || !/^\d{1,20}$/.test(value)) return undefined;
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

/** FNV-1a over UTF-16 units: stable everywhere, and that is all it has to be. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
