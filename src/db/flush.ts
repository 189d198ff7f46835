/**
 * Durability without waiting for it on the event loop: a transaction is committed into SQLite's log without a flush (`synchronous=NORMAL`), the log
 * is flushed by a thread of libuv's, and whoever wrote is answered after that, exactly as durable as with `synchronous=FULL`.
 *
 * One flush runs at a time; what is committed meanwhile shares the next one. The log is only ever appended to: a flush after a commit covers it
 * and all before it, and what a commit has read of earlier ones is on the disk no later than itself. Checkpoints keep their order, for SQLite
 * flushes the log itself before it takes anything of it into the file, and the file before the log begins anew.
 */
import { closeSync, fdatasync, openSync, statSync, type Stats } from "node:fs";
import { promisify } from "node:util";

/** Flushes what has been committed before the call. */
export type Flush = () => Promise<void>;

export type Flusher = {
  /** Calls back when all that has been committed by now is on the disk, or is known to have failed to get there; in the order of the calls. */
  whenFlushed(done: (failure: { error: unknown } | undefined) => void): void;
  /** @throws the error with which an earlier flush has failed */
  assertWhole(): void;
};

/** @param flush undefined where commits are durable by themselves, or need not be: then the callback runs at once */
export function makeFlusher(flush: Flush | undefined): Flusher {
  let waiting: ((failure: { error: unknown } | undefined) => void)[] = [];
  let running = false;
  let broken: { error: unknown } | undefined;

  const run = async (flushed: Flush) => {
    running = true;
    while (waiting.length > 0) {
      const covered = waiting;
      waiting = [];
      try {
        await flushed();
      } catch (error) {
        // The system forgets what it could not write, and would call the next flush a success: nothing more is promised after that.
        broken ??= { error };
      }
      for (const done of covered) done(broken);
    }
    running = false;
  };
  return {
    whenFlushed: (done) => {
      if (flush === undefined) return done(undefined);
      waiting.push(done);
      if (!running) void run(flush);
    },
    assertWhole: () => {
      if (broken !== undefined) throw broken.error;
    },
  };
}

const sync = promisify(fdatasync);

/**
 * Flushes a database's log through a descriptor of our own, which is as good as SQLite's: it is the file that is flushed. Closing it takes no lock away,
 * for SQLite holds none on the log.
 *
 * @param file of the database; its log is there once something was committed
 */
export function logFlush(file: string): { flush: Flush; close(): void } {
  let log: number | undefined;
  return {
    flush: async () => {
      log ??= openSync(`${file}-wal`, "r+");
      await sync(log);
    },
    close: () => {
      if (log !== undefined) closeSync(log);
      log = undefined;
    },
  };
}

/** ms by which a file may be younger than its log: of what was committed last, it may be taking everything in when the power fails. */
const TAKING_IN = 10_000;

/**
 * Whoever puts a backup in the place of a database whose server was killed may leave its log, of which SQLite would write pages into the backup: from another
 * time, and without a word.
 *
 * @throws Error in one sentence
 */
export function assertOwnLog(file: string): void {
  const [database, log] = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (database === undefined || log === undefined || log.size === 0) return;
  const changed = ({ mtimeMs, ctimeMs }: Stats) => Math.max(mtimeMs, ctimeMs);
  if (changed(database) - changed(log) < TAKING_IN) return;
  throw new Error(
    `${file} was put there after ${file}-wal, the log of another one: if it is from a backup, delete ${file}-wal and ${file}-shm; if nothing was put there, "touch ${file} ${file}-wal"`,
  );
}
