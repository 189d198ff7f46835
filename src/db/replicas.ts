/**
 * Replicas: copies of the database (PostgreSQL's streaming replication) that answer reads which may be a few seconds late.
 *
 * How late a copy is, is measured, not believed: once a second the primary is asked how far its log goes, and each copy how far it has followed. Who
 * has written is read for from the primary until a copy has what they wrote. A copy that is away, late, or none is not used.
 */
import { sql, type Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import type { DB, Reads } from "./schema.ts";

/** ms between two measurements, and for one. */
const EVERY = 1000;
const PATIENCE = 2000;
/** ms that a copy may be late. */
const LATE = 5000;
/** Measurements of the primary that are kept, and accounts that have written. */
const MARKS = 30;
const MOST = 50_000;

export type Replicas = {
  /** Somebody has written: here, or in another process. */
  wrote(account_id: number): void;
  /** A copy that has all that somebody wrote (0: a visitor); undefined when there is none. */
  pick(account_id: number): Copy | undefined;
  close(): Promise<void>;
};
/** `fail`: it did not answer as it should. */
export type Copy = { reads: Reads; fail(): void };

/** `fresh`: it has all that was written before this instant. */
type Kept = { handle: Kysely<DB>; fresh: number };
type Options = {
  primary: Kysely<DB>;
  handles: readonly Kysely<DB>[];
  warn(message: string, properties: Record<string, unknown>): void;
};

/** Positions in the log, as bytes since its beginning. What has been committed lies before the one of inserting, whether it is on the disk or not. */
const WRITTEN = sql<{ at: number }>`select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as at`;
const FOLLOWED = sql<{ at: number | null }>`select pg_last_wal_replay_lsn() - '0/0'::pg_lsn as at`;

export function watchReplicas({ primary, handles, warn }: Options): Replicas {
  const copies = handles.map((handle): Kept => ({ handle, fresh: -Infinity }));
  const marks: { when: number; at: number }[] = [];
  const writers = new LRUCache<number, number>({ max: MOST });
  let [turn, closed] = [0, false];
  const followed = async (copy: Kept) => {
    const { rows } = await FOLLOWED.execute(copy.handle);
    const at = rows[0]?.at;
    if (at === null || at === undefined) throw new Error("it is no replica");
    copy.fresh = marks.findLast((mark) => mark.at <= at)?.when ?? -Infinity;
  };
  const measure = async () => {
    const when = performance.now();
    const { rows } = await WRITTEN.execute(primary);
    marks.push({ when, at: rows[0]?.at ?? 0 });
    if (marks.length > MARKS) marks.shift();
    await Promise.all(
      copies.map(async (copy) => {
        await inTime(followed(copy)).catch((error: unknown) => {
          if (copy.fresh !== -Infinity || marks.length === 1) warn("a replica is not read from: {error}", { error });
          copy.fresh = -Infinity;
        });
      }),
    );
  };
  const again = () =>
    void measure()
      .catch(() => undefined)
      .finally(() => !closed && (timer = setTimeout(again, EVERY).unref()));
  let timer: NodeJS.Timeout | undefined;
  again();
  return {
    wrote: (account_id) => void writers.set(account_id, performance.now()),
    pick(account_id) {
      const since = Math.max(writers.get(account_id) ?? -Infinity, performance.now() - LATE);
      const able = copies.filter(({ fresh }) => fresh > since);
      const copy = able[turn++ % able.length];
      return copy && { reads: copy.handle, fail: () => void (copy.fresh = -Infinity) };
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      for (const { handle } of copies) await handle.destroy();
    },
  };
}

async function inTime(work: Promise<void>): Promise<void> {
  const late = new Promise<never>(
    (_, reject) => void setTimeout(() => reject(new Error("it does not answer in time")), PATIENCE).unref(),
  );
  await Promise.race([work, late]);
}
