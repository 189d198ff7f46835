/** Whose turn it is to write to a SQLite file: one process's at a time, and each waits for the others. */
import { setTimeout as pause } from "node:timers/promises";
import type { Statement } from "better-sqlite3";
import { Outage } from "../errors.ts";
import { codeOf } from "./codes.ts";

/** ms that a group waits for other processes; after which it says, again and again, that it is held up; and at most between two looks. */
const PATIENCE = 10_000;
const LONG = 2000;
const LOOK = 4;

/** `heldUp` is told, again and again, that somebody else has been writing for long. */
export type Turn = { begin: Pick<Statement, "run">; heldUp: () => void };

/**
 * BEGIN IMMEDIATE, waiting up to 10 s for another process without blocking the event loop.
 *
 * @throws Outage when it has not come to its turn
 */
export async function takeTurn({ begin, heldUp }: Turn): Promise<void> {
  const since = performance.now();
  let tell = LONG;
  for (;;) {
    try {
      begin.run();
      return;
    } catch (error) {
      if (!codeOf(error).startsWith("SQLITE_BUSY")) throw error;
      const waited = performance.now() - since;
      if (waited > PATIENCE) throw new Outage("The database of this server is busy right now", { cause: error });
      if (waited > tell) {
        heldUp();
        tell += LONG;
      }
      await pause(1 + Math.random() * LOOK);
    }
  }
}
