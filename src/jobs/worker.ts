/**
 * The worker: takes due rows from its sources and runs them, lane by lane.
 *
 * In production it is woken by commits and timers (`start`); tests run it until nothing is due (`drain`).
 */
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { LEASE, type LeasedRow, type LeasedTable } from "./leases.ts";
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
  /** Ends a row: deletes it or marks it done. Returns how many rows that was. */
  end(tx: Tx, row: Row): Promise<number>;
  /** What becomes of a row whose handler threw: a later try, or NEVER. */
  failed(row: Row, error: unknown): { run_at: number };
};

export type Worker = {
  start(): void;
  /** Says that something may be due. */
  wake(): void;
  /** Runs what is due until nothing is; returns how many rows were run. */
  drain(): Promise<number>;
  /** Stops taking, and waits for what is under way. */
  stop(): Promise<void>;
};

/** ms after which a worker looks again although nobody woke it: other processes share its tables. */
const LOOK_AGAIN = 30_000;

type State = {
  stopped: boolean;
  again: boolean;
  running: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
  upkeep: NodeJS.Timeout | undefined;
};

export function openWorker(kith: Kith, holder: string, sources: readonly Source[]): Worker {
  const state: State = { stopped: false, again: false, running: undefined, timer: undefined, upkeep: undefined };
  const stumbled = (error: unknown) => kith.log.error("the worker stumbled: {error}", { error });
  const wake = () => {
    if (state.stopped || state.upkeep === undefined) return;
    state.again = true;
    state.running ??= round(kith, pumps, state, wake)
      .catch(stumbled)
      .finally(() => {
        state.running = undefined;
        if (state.again) wake();
      });
  };
  const pumps = sources.map((source) => makePump({ kith, holder, source, open: () => !state.stopped, freed: wake }));
  return {
    wake,
    start() {
      const upkeep = async () => await Promise.all(pumps.flatMap((pump) => [pump.renew(), pump.sweep()]));
      state.upkeep = setInterval(() => void upkeep().catch(stumbled), LEASE / 3).unref();
      const begin = async () => {
        for (const pump of pumps) await pump.inherit();
        await upkeep();
      };
      void begin().catch(stumbled).finally(wake);
    },
    async drain() {
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
    },
    async stop() {
      state.stopped = true;
      clearTimeout(state.timer);
      clearInterval(state.upkeep);
      await state.running;
      await Promise.all(pumps.map(async (pump) => await pump.idle()));
    },
  };
}

/** Takes all there is room for, then sets the alarm for what is due next. */
async function round(kith: Kith, pumps: readonly Pump[], state: State, wake: () => void): Promise<void> {
  do {
    state.again = false;
    for (const pump of pumps) await pump.run();
  } while (state.again && !state.stopped);
  const times = await Promise.all(pumps.map(async (pump) => await pump.due()));
  const next = Math.min(...times.map((at) => at ?? Infinity), kith.now() + LOOK_AGAIN);
  clearTimeout(state.timer);
  if (!state.stopped) state.timer = setTimeout(wake, Math.max(next - kith.now(), 20)).unref();
}
