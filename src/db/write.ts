/**
 * The gate: the one way to write.
 *
 * On SQLite, works that arrive in one turn of the event loop share a transaction, each in a savepoint of its own, strictly one after another; its
 * flush to the disk is waited for outside of the event loop while the next one runs (`flush.ts`), and nobody is answered before it. On PostgreSQL
 * each has a plain READ COMMITTED transaction. The contract of a work, on both:
 *
 * 1. it awaits nothing but `tx`, each query in turn, never `Promise.all`;
 * 2. it has no effect but through `tx` and `happened`, because the gate may run it again (three times at most);
 * 3. it is right without serialisation: unique constraints with `onConflict`, `n = n + 1`, never read-then-write;
 * 4. counters are updated in ascending id order, and no row counts for the whole instance;
 * 5. no deferred constraints: one would fail the whole group at COMMIT.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { KyselyPlugin, OperationNode } from "kysely";
import { missing } from "../errors.ts";
import { whenCalled } from "../lazy.ts";
import { codeOf } from "./codes.ts";
import { asItCame } from "./direct.ts";
import { makeFlusher, type Flusher } from "./flush.ts";
import type { OpenDatabase } from "./open.ts";
import { underWatch } from "./outage.ts";
import { isOutworn } from "./plans.ts";
import type { Tx } from "./schema.ts";

/** What a work may do besides querying: say what happened. `effects.ts` knows what follows. */
export type Work<T, Event> = (tx: Tx, happened: (event: Event) => void) => Promise<T>;
export type Write<Event> = {
  <T>(work: Work<T, Event>): Promise<T>;
  /** Of a guarded gate (`guarded.ts`): says what it would say to such a row at last, before anything is made ready for it or anybody asked. */
  readonly assertWritable?: (table: string, row: Readonly<Record<string, unknown>>) => void;
};

export type GateHooks<Event> = {
  /** Inserts the jobs that follow from the events, inside the work's transaction. */
  enqueue(tx: Tx, events: readonly Event[]): Promise<void>;
  /** Runs the effects that a crash may lose, after the commit. */
  committed(events: readonly Event[]): void;
};

type Scope = { open: boolean; /** Whether its last query removes rows. */ removes: boolean };
export type Gate = { guard: KyselyPlugin; scope: AsyncLocalStorage<Scope> };

/** A query outside an open work is a mistake that would corrupt or deadlock; this makes it an error. */
export function makeGate(): Gate {
  const scope = new AsyncLocalStorage<Scope>();
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      const work = scope.getStore();
      if (work?.open !== true) throw new Error("a query on `tx` outside its kith.write: was an await forgotten?");
      work.removes = isRemoval(node);
      return node;
    },
    transformResult: asItCame,
  };
  return { guard, scope };
}

const isRemoval = (node: OperationNode): boolean =>
  node.kind === "DeleteQueryNode" ||
  (node.kind === "RawNode" && "sqlFragments" in node && REMOVAL.test((node.sqlFragments as readonly string[]).join("?")));

/** SQL that is written out, maybe after a `with`. */
const REMOVAL = /(?:^|\))\s*delete\b/i;

/** `shared`: other processes write to the same SQLite file, and must come to their turns; `heldUp` is told that one of them has kept us from ours for long. */
export type Sharing = { shared: boolean; heldUp?: (() => void) | undefined };

/** Nobody else is writing: it is our turn, and BEGIN IMMEDIATE has worked. */
function isFree({ begin }: Steps): boolean {
  try {
    begin.run();
    return true;
  } catch (error) {
    if (!codeOf(error).startsWith("SQLITE_BUSY")) throw error;
    return false;
  }
}

const takeTurn = whenCalled(async () => (await import("./turn.ts")).takeTurn);

/** Opens the gate over a database: the function that is `kith.write`. */
export function openGate<Event>(
  gate: Gate,
  database: OpenDatabase,
  hooks: GateHooks<Event>,
  sharing: Sharing = { shared: false },
): Write<Event> {
  const run =
    database.handle === undefined ? postgresRunner(gate, database, hooks) : sqliteRunner(gate, database, hooks, sharing);
  return async (work) => {
    if (gate.scope.getStore()?.open === true) throw new Error("kith.write inside kith.write: pass the `tx` on instead");
    return await underWatch(database.room, async () => await run(work));
  };
}

/**
 * Whether a work has written of something that was removed after somebody had looked at it. What cannot be removed, because something still refers to it, is a
 * bug: SQLite says neither which it was nor between which tables, so on both databases it is told by what the query was to do.
 */
const isOrphan = (error: unknown, { removes }: Scope): boolean =>
  !removes && ["SQLITE_CONSTRAINT_FOREIGNKEY", "23503"].includes(codeOf(error));

type Runner<Event> = <T>(work: Work<T, Event>) => Promise<T>;

/** One attempt at a work within a transaction that the caller holds; the scope dies with it. */
async function attempt<T, Event>(
  gate: Gate,
  tx: Tx,
  hooks: GateHooks<Event>,
  work: Work<T, Event>,
): Promise<{ value: T; events: Event[] }> {
  const events: Event[] = [];
  const scope: Scope = { open: true, removes: false };
  return await gate.scope.run(scope, async () => {
    try {
      const value = await work(tx, (event) => events.push(event));
      if (events.length > 0) await hooks.enqueue(tx, events);
      return { value, events };
    } catch (error) {
      throw isOrphan(error, scope) ? Object.assign(missing(), { cause: error }) : error;
    } finally {
      scope.open = false;
    }
  });
}

function postgresRunner<Event>(gate: Gate, database: OpenDatabase, hooks: GateHooks<Event>): Runner<Event> {
  return async (work) => {
    for (let tries = 1; ; tries++) {
      try {
        const done = await database.writer.transaction().execute(async (tx) => await attempt(gate, tx, hooks, work));
        hooks.committed(done.events);
        return done.value;
      } catch (error) {
        if (tries >= 3 || !mayRunAgain(error)) throw error;
        // Those that stood in each other's way would meet again if all came back at once.
        await pause(Math.random() * RETREAT * tries);
      }
    }
  };
}

/** ms. */
const RETREAT = 20;

/** Serialisation failure, deadlock, a plan that serves no more: the transaction was undone whole and can be run again. */
const mayRunAgain = (error: unknown): boolean => ["40001", "40P01"].includes(codeOf(error)) || isOutworn(error);

type Waiting<Event> = { run(): Promise<Event[]>; answer(): void; refuse(error: unknown): void };
const GROUP = 256;

/** ms that a process writes without a pause to a file that it shares, and the pause: longer than the others look away. */
const TURN = 20;
const PAUSE = 6;

function sqliteRunner<Event>(gate: Gate, database: OpenDatabase, hooks: GateHooks<Event>, sharing: Sharing): Runner<Event> {
  const waiting: Waiting<Event>[] = [];
  const { shared, heldUp = () => undefined } = sharing;
  const steps = stepsOf(database, heldUp);
  const flusher = makeFlusher(database.flush);
  let draining = false;

  const drain = async () => {
    let since = performance.now();
    while (waiting.length > 0) {
      await runGroup(steps, waiting.splice(0, GROUP), hooks, flusher);
      if (!shared || performance.now() - since < TURN) continue;
      await pause(PAUSE);
      since = performance.now();
    }
    draining = false;
  };

  return (work) =>
    new Promise((resolve, reject) => {
      let answer = () => undefined as void;
      waiting.push({
        run: async () => {
          const done = await attempt(gate, database.writer, hooks, work);
          answer = () => resolve(done.value);
          return done.events;
        },
        answer: () => answer(),
        refuse: reject,
      });
      if (draining) return;
      draining = true;
      // Outside any work's scope, and after the other callbacks of this turn have added their works.
      gate.scope.exit(() => setImmediate(() => void drain()));
    });
}

type Steps = ReturnType<typeof stepsOf>;

/** What bounds transactions, compiled once: each group takes them again. */
function stepsOf({ handle }: OpenDatabase, heldUp: () => void) {
  if (handle === undefined) throw new Error("no SQLite connection");
  // What a savepoint would bring back is kept as whole pages: in a file they would be half of all that is written.
  handle.pragma("temp_store = memory");
  return {
    handle,
    begin: handle.prepare("BEGIN IMMEDIATE"),
    save: handle.prepare("SAVEPOINT work"),
    release: handle.prepare("RELEASE work"),
    commit: handle.prepare("COMMIT"),
    heldUp,
  };
}

async function runGroup<Event>(steps: Steps, group: Waiting<Event>[], hooks: GateHooks<Event>, flusher: Flusher): Promise<void> {
  const { handle } = steps;
  // A work that is alone needs no savepoint: when it fails, nothing else is undone.
  const alone = group.length === 1;
  const finished: { work: Waiting<Event>; events: Event[] }[] = [];
  try {
    flusher.assertWhole();
    if (!isFree(steps)) await takeTurn(steps);
    for (const work of group) {
      if (!alone) steps.save.run();
      try {
        finished.push({ work, events: await work.run() });
        if (!alone) steps.release.run();
      } catch (error) {
        // When SQLite has aborted the whole transaction (disk full, I/O), the earlier works are lost with it.
        if (alone || !handle.inTransaction) throw error;
        handle.exec("ROLLBACK TO work; RELEASE work");
        if (finished.at(-1)?.work === work) finished.pop();
        work.refuse(error);
      }
    }
    steps.commit.run();
  } catch (error) {
    if (handle.open && handle.inTransaction) handle.exec("ROLLBACK");
    for (const work of group) work.refuse(error);
    return;
  }
  flusher.whenFlushed((failure) => {
    for (const { work, events } of finished) {
      if (failure !== undefined) {
        work.refuse(failure.error);
        continue;
      }
      work.answer();
      hooks.committed(events);
    }
  });
}
