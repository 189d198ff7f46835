/**
 * The worker: takes due rows from its sources, runs them lane by lane, and gives back what fails.
 *
 * In production it is woken by commits and timers (`start`); tests run it until nothing is due (`drain`). A lane runs as many rows at once as
 * its source allows (one for `jobs` and `inbox`), so that the order within it holds.
 */
import type { Kith } from "../kith.ts";
import type { Tx } from "../db/schema.ts";
import {
  claim,
  freeExpired,
  LEASE,
  LeaseLost,
  nextDue,
  postpone,
  renewLeases,
  type LeasedRow,
  type LeasedTable,
} from "./leases.ts";

export type Leased<Row extends LeasedRow> = {
  row: Row;
  /** Ends the row in the handler's own transaction; throws LeaseLost when another has it now. Called at most once. */
  complete(tx: Tx): Promise<void>;
};

export type Source<Row extends LeasedRow = LeasedRow> = {
  table: LeasedTable;
  /** Rows under way at once in this process. */
  at_once: number;
  /** Rows of one lane under way at once. */
  lane_at_once: number;
  /** Rows of one lane taken in one claim; they then run in turn. */
  lane_claim: number;
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

type Pump = {
  run(): Promise<number>;
  idle(): Promise<void>;
  renew(): Promise<void>;
  sweep(): Promise<void>;
  due(): Promise<number | undefined>;
};

export function openWorker(kith: Kith, holder: string, sources: readonly Source[]): Worker {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let upkeep: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const pumps = sources.map((source) =>
    makePump(
      kith,
      holder,
      source,
      () => !stopped,
      () => worker.wake(),
    ),
  );

  const round = async () => {
    do {
      again = false;
      for (const pump of pumps) await pump.run();
    } while (again && !stopped);
    const times = await Promise.all(pumps.map(async (pump) => await pump.due()));
    const next = Math.min(...times.map((at) => at ?? Infinity), kith.now() + 30_000);
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => worker.wake(), Math.max(next - kith.now(), 20)).unref();
  };

  const worker: Worker = {
    start() {
      upkeep = setInterval(
        () =>
          void Promise.all(pumps.flatMap((pump) => [pump.renew(), pump.sweep()])).catch((error: unknown) =>
            kith.log.error("the worker's upkeep failed: {error}", { error }),
          ),
        LEASE / 3,
      ).unref();
      void Promise.all(pumps.map(async (pump) => await pump.sweep())).finally(() => worker.wake());
    },
    wake() {
      if (stopped || upkeep === undefined) return;
      again = true;
      running ??= round()
        .catch((error: unknown) => kith.log.error("the worker stumbled: {error}", { error }))
        .finally(() => {
          running = undefined;
          if (again) worker.wake();
        });
    },
    async drain() {
      let total = 0;
      for (;;) {
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
      stopped = true;
      clearTimeout(timer);
      clearInterval(upkeep);
      await running;
      await Promise.all(pumps.map(async (pump) => await pump.idle()));
    },
  };
  return worker;
}

function makePump(kith: Kith, holder: string, source: Source, open: () => boolean, freed: () => void): Pump {
  const lanes = new Map<string, { queue: LeasedRow[]; active: number }>();
  const leases = new Map<string, number>();
  const tasks = new Set<Promise<void>>();
  let serial = 0;
  let held = 0;

  const work = async (row: LeasedRow) => {
    try {
      await runRow(kith, source, row);
    } catch (error) {
      kith.log.error("{table} row {id} could not be given back: {error}", { table: source.table, id: row.id, error });
    }
    held--;
    const left = (leases.get(row.lease) ?? 1) - 1;
    if (left > 0) leases.set(row.lease, left);
    else leases.delete(row.lease);
  };

  const advance = (name: string) => {
    const lane = lanes.get(name);
    if (lane === undefined) return;
    while (lane.queue.length > 0 && (name === "" || lane.active < source.lane_at_once)) {
      const row = lane.queue.shift() as LeasedRow;
      lane.active++;
      const task = work(row).finally(() => {
        lane.active--;
        tasks.delete(task);
        advance(name);
        freed();
      });
      tasks.add(task);
    }
    if (lane.active === 0 && lane.queue.length === 0) lanes.delete(name);
  };

  return {
    async run() {
      let taken = 0;
      while (open() && held < source.at_once) {
        const busy = [...lanes.keys()].filter((lane) => lane !== "").slice(0, 900);
        const lease = `${holder}/${++serial}`;
        const limit = source.at_once - held;
        const rows = await claim(kith, lease, {
          table: source.table,
          limit,
          per_lane: source.lane_claim,
          busy,
          exclusive: source.exclusive,
        });
        if (rows.length === 0) break;
        leases.set(lease, rows.length);
        held += rows.length;
        taken += rows.length;
        for (const row of rows) {
          const lane = lanes.get(row.lane) ?? { queue: [], active: 0 };
          lane.queue.push(row);
          lanes.set(row.lane, lane);
        }
        for (const name of new Set(rows.map((row) => row.lane))) advance(name);
      }
      return taken;
    },
    async idle() {
      while (tasks.size > 0) await Promise.all(tasks);
    },
    renew: async () => await renewLeases(kith, source.table, [...leases.keys()]),
    sweep: async () => await freeExpired(kith, source.table),
    due: async () => (held >= source.at_once ? undefined : await nextDue(kith.db, source.table)),
  };
}

/** Runs one row: the handler ends it in its own transaction, or it is ended afterwards, or it is given back. */
async function runRow(kith: Kith, source: Source, row: LeasedRow): Promise<void> {
  let ended = false;
  const complete = async (tx: Tx) => {
    ended = true;
    if ((await source.end(tx, row)) === 0) throw new LeaseLost(`${source.table} ${row.id}`);
  };
  try {
    await source.handle({ row, complete });
    if (!ended) await kith.write(complete);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    const { run_at } = source.failed(row, error);
    const reason = error instanceof Error ? error.message : String(error);
    await kith.write(async (tx) => await postpone(tx, source.table, row, { run_at, last_error: reason }));
  }
}
