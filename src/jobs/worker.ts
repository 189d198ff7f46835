/**
 * The worker: takes due rows from its sources and runs them, lane by lane.
 *
 * In production it is woken by commits and timers (`start`); tests run it until nothing is due (`drain`).
 */
import type { Tx } from "../db/schema.ts";
import { Outage } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { freeHeld, LEASE, loadHolders, type LeasedRow, type LeasedTable } from "./leases.ts";
import type { Coming, Place } from "./places.ts";
import { makePump, type Pump } from "./pump.ts";

export type Leased<Row extends LeasedRow> = {
  row: Row;
  /** Ends the row in the handler's own transaction; throws LeaseLost when another has it now. Called at most once. */
  complete(tx: Tx): Promise<void>;
};

/** A table of work and how to do it. */
export type Source<Row extends LeasedRow = LeasedRow> = {
  table: LeasedTable;
  /** Rows under way at once in this process. */
  at_once: number;
  /** Rows of one lane under way at once. */
  lane_at_once: number;
  /** Rows of one lane taken in one claim; they then run in turn. */
  lane_claim: number;
  /** Whether a lane belongs to one process at a time. */
  exclusive: boolean;
  handle(leased: Leased<Row>): Promise<void>;
  /** Ends rows, all under one lease: deletes them or marks them done. Returns the ids of those that were still so leased. */
  end(tx: Tx, rows: readonly Row[]): Promise<number[]>;
  /** What becomes of a row whose handler threw: a later try, or NEVER. `tried: false` when it had not come to a try yet, which then does not count. */
  failed(row: Row, error: unknown): { run_at: number; tried?: boolean };
};

export type Worker = {
  start(): void;
  /** Says that something may be due, in one table or in any. */
  wake(table?: LeasedTable): void;
  /** A place for a row that is about to be written to a table: most often it need not be claimed then. */
  place(table: LeasedTable, coming: Coming): Place;
  /** Says that another process has left work, which it may do itself: looks in a moment, once for all that comes meanwhile. */
  nudge(): void;
  /** Runs what is due until nothing is; returns how many rows were run. */
  drain(): Promise<number>;
  /** Takes over what another process had begun that is known to have died. */
  inherit(holder: string): Promise<void>;
  /** Stops taking, and waits for what is under way. */
  stop(): Promise<void>;
};

/** ms after which a worker looks again although nobody woke it: other processes share its tables. */
const LOOK_AGAIN = 30_000;
/** ms after the end of a row, or a stumble, at which it looks again: a row may leave another behind that nobody announces. */
const SOON = 1000;
/** ms in which the process that has left work may take it. */
const NUDGED = 200;

type State = {
  started: boolean;
  stopped: boolean;
  /** The pumps that somebody has woken. */
  wanted: Set<Pump>;
  /** When the next row of each is due, as far as is known. */
  next: Map<Pump, number>;
  running: Promise<void> | undefined;
  upkeep: NodeJS.Timeout | undefined;
};

/**
 * `holder`: the process, in the name of its leases; `alone`: no other process works or leaves work; `dead`: which holders of leases have died
 * for certain.
 */
export type Self = { holder: string; alone: boolean; dead(holders: readonly string[]): Promise<string[]> };

export function openWorker(kith: Kith, { holder, alone: lonely, dead }: Self, sources: readonly Source[]): Worker {
  const state = freshState();
  const stumbled = (error: unknown) => {
    // Whoever watches the database has said so, once.
    if (!(error instanceof Outage)) kith.log.error("the worker stumbled: {error}", { error });
  };
  const alarm = makeAlarm(kith.now, () => wake());
  const go = () => {
    state.running ??= round(kith, state, alarm)
      .catch((error: unknown) => {
        stumbled(error);
        state.wanted.clear();
        alarm.set(kith.now() + SOON);
      })
      .finally(() => {
        state.running = undefined;
        if (state.wanted.size > 0 && !state.stopped) go();
      });
  };
  const wake = (table?: LeasedTable) => {
    if (state.stopped || !state.started) return;
    for (const pump of pumps) if (table === undefined || pump.table === table) state.wanted.add(pump);
    go();
  };
  const freed = (table: LeasedTable, urgent: boolean) => {
    if (urgent) wake(table);
    else if (state.started) alarm.advance(kith.now() + SOON);
  };
  const open = () => !state.stopped;
  // Tests run by `drain` what has been written.
  const alone = () => state.started && lonely;
  const pumps = sources.map((source) =>
    makePump({ kith, holder, source, open, alone, freed: (urgent) => freed(source.table, urgent) }),
  );
  return {
    wake,
    place(table, coming) {
      const pump = pumps.find((each) => each.table === table);
      if (pump === undefined) throw new Error(`nothing takes from ${table}`);
      return pump.place(coming);
    },
    nudge: () => state.started && !state.stopped && alarm.advance(kith.now() + NUDGED),
    start() {
      state.upkeep = setInterval(() => void keepUp(pumps).catch(stumbled), LEASE / 3).unref();
      void takeOver(kith, pumps, dead)
        .catch(stumbled)
        .finally(() => {
          // Not before: what a dead process held comes first in its lanes.
          state.started = true;
          wake();
        });
    },
    async inherit(from) {
      await freeAll(kith, pumps, from);
      wake();
    },
    drain: async () => await drain(pumps),
    stop: async () => await stop(state, alarm, pumps),
  };
}

const freshState = (): State => ({
  started: false,
  stopped: false,
  wanted: new Set(),
  next: new Map(),
  running: undefined,
  upkeep: undefined,
});

const keepUp = async (pumps: readonly Pump[]): Promise<void> =>
  void (await Promise.all(pumps.flatMap((pump) => [pump.renew(), pump.sweep()])));

/** What a process that was killed had begun is free at once, and need not wait for its leases to run out. */
async function takeOver(kith: Kith, pumps: readonly Pump[], dead: Self["dead"]): Promise<void> {
  const holders = new Set<string>();
  for (const { table } of pumps) for (const holder of await loadHolders(kith, table)) holders.add(holder);
  if (holders.size > 0) for (const holder of await dead([...holders])) await freeAll(kith, pumps, holder);
  await keepUp(pumps);
}

async function stop(state: State, alarm: Alarm, pumps: readonly Pump[]): Promise<void> {
  state.stopped = true;
  alarm.stop();
  clearInterval(state.upkeep);
  await state.running;
  await Promise.all(pumps.map(async (pump) => await pump.idle()));
}

async function freeAll(kith: Kith, pumps: readonly Pump[], holder: string): Promise<void> {
  for (const { table } of pumps) await freeHeld(kith, table, holder);
}

async function drain(pumps: readonly Pump[]): Promise<number> {
  for (let total = 0; ;) {
    let ran = 0;
    for (const pump of pumps) {
      await pump.sweep();
      ran += await pump.run();
      await pump.idle();
    }
    if (ran === 0) return total;
    total += ran;
  }
}

/** Takes all there is room for, then sets the alarm for what is due next. */
async function round(kith: Kith, state: State, alarm: Alarm): Promise<void> {
  const looked = new Set<Pump>();
  while (state.wanted.size > 0 && !state.stopped) {
    for (const pump of state.wanted) {
      state.wanted.delete(pump);
      looked.add(pump);
      await pump.run();
    }
  }
  for (const pump of looked) state.next.set(pump, (await pump.due()) ?? Infinity);
  if (!state.stopped) alarm.set(Math.min(...state.next.values(), kith.now() + LOOK_AGAIN));
}

type Alarm = { set(at: number): void; advance(at: number): void; stop(): void };

/** One timer. `set` has it ring at an instant (ms), `advance` no later than that. */
function makeAlarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let rings = Infinity;
  const set = (at: number) => {
    clearTimeout(timer);
    rings = at;
    timer = setTimeout(ring, Math.max(at - now(), 20)).unref();
  };
  return {
    set,
    advance: (at) => {
      if (rings > at) set(at);
    },
    stop: () => clearTimeout(timer),
  };
}
