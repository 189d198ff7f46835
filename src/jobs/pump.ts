/** One source's half of the worker: claims rows, keeps them in lanes, runs them, and gives back what fails. */
import type { Tx } from "../db/schema.ts";
import { Outage } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { claim, nextDue, type ClaimOptions } from "./claim.ts";
import { makeFinish } from "./finish.ts";
import { freeExpired, LeaseLost, postpone, renewLeases, type LeasedRow, type LeasedTable } from "./leases.ts";
import { freePlace, makeSight, ownPlace, type Coming, type Place } from "./places.ts";
import type { Source } from "./worker.ts";

export type Pump = {
  table: LeasedTable;
  /** Takes what is due and there is room for, and returns how many rows that was; they run on. */
  run(): Promise<number>;
  /** A place for a row that is about to be written. */
  place(coming: Coming): Place;
  /** Waits until nothing runs. */
  idle(): Promise<void>;
  renew(): Promise<void>;
  sweep(): Promise<void>;
  /** When the next row is due (ms); undefined when nothing waits or there is no room. */
  due(): Promise<number | undefined>;
};

type PumpOptions = {
  kith: Kith;
  /** The process, in the name of its leases. */
  holder: string;
  source: Source;
  open: () => boolean;
  /** Whether rows may run as they come, without being claimed. */
  alone: () => boolean;
  /** Called when a row has ended. `urgent`: something that is due may have waited for it. */
  freed: (urgent: boolean) => void;
};

/** SQL parameters for busy lanes are bounded; beyond, a lane is claimed and waits its turn here. */
const MOST_BUSY = 900;

export function makePump({ kith, holder, source, open, alone, freed }: PumpOptions): Pump {
  const held = makeHeld();
  const sight = makeSight();
  const finish = makeFinish(kith, source);
  // Whether the last claim left rows behind that are due.
  let hungry = false;
  const work = async (row: LeasedRow) => {
    await runRow(kith, { source, finish }, row).catch((error: unknown) => {
      // Said once, by whoever watches the database; its lease runs out.
      if (!(error instanceof Outage))
        kith.log.error("{table} row {id} could not be given back: {error}", { table: source.table, id: row.id, error });
    });
    held.release(row.lease);
  };
  // No more of a lane is claimed before all that is here of it has run.
  const ranDry = (lane: string): boolean => lane !== "" && lanes.count(lane) === 0 && !sight.isEmpty();
  const lanes = makeLanes(source.lane_at_once, work, ({ lane }) => freed(hungry || ranDry(lane)));
  let serial = 0;
  const ownLease = `${holder}/${serial}`;

  const mayPlace = ({ lane }: Coming): boolean =>
    alone() && open() && held.count() < source.at_once && sight.isClear(lane) && lanes.count(lane) < source.lane_claim;

  return {
    table: source.table,
    async run() {
      let taken = 0;
      hungry = true;
      const most = kith.memory.share(source.at_once);
      for (let again = true; again && open() && held.count() < most;) {
        const busy = lanes.busy().slice(0, MOST_BUSY);
        if (alone()) sight.look();
        const claimed = await claim(kith, `${holder}/${++serial}`, claimOf({ ...source, at_once: most }, busy, held.count()));
        sight.seen(claimed, busy.length > 0);
        const { rows, more } = claimed;
        hungry = more;
        again = more && rows.length > 0;
        for (const row of rows) held.add(row.lease);
        taken += rows.length;
        lanes.add(rows);
      }
      return taken;
    },
    place: (coming) => {
      if (!mayPlace(coming)) return freePlace(sight, coming);
      held.add(ownLease);
      return ownPlace(ownLease, kith.now(), (row) => {
        // Whoever stops leaves it, leased, to its successor.
        if (row === undefined || !open()) held.release(ownLease);
        else lanes.add([row]);
      });
    },
    idle: lanes.idle,
    renew: async () => await renewLeases(kith, source.table, held.leases()),
    sweep: async () => await freeExpired(kith, source.table),
    due: async () => (held.count() >= source.at_once ? undefined : await nextDue(kith.db, source.table)),
  };
}

const claimOf = ({ table, at_once, lane_claim, exclusive }: Source, busy: readonly string[], held: number): ClaimOptions => ({
  table,
  limit: at_once - held,
  per_lane: lane_claim,
  busy,
  exclusive,
});

/** Counts the rows that are ours, by lease. */
function makeHeld() {
  const leases = new Map<string, number>();
  let rows = 0;
  return {
    count: () => rows,
    leases: () => [...leases.keys()],
    add(lease: string) {
      rows++;
      leases.set(lease, (leases.get(lease) ?? 0) + 1);
    },
    release(lease: string) {
      rows--;
      const left = (leases.get(lease) ?? 1) - 1;
      if (left > 0) leases.set(lease, left);
      else leases.delete(lease);
    },
  };
}

/** Runs rows, those of one lane at most `at_once` at a time and in their order; those of the lane "" all at once. */
function makeLanes(at_once: number, work: (row: LeasedRow) => Promise<void>, freed: (row: LeasedRow) => void) {
  const lanes = new Map<string, { queue: LeasedRow[]; active: number }>();
  const tasks = new Set<Promise<void>>();

  const advance = (name: string) => {
    const lane = lanes.get(name);
    if (lane === undefined) return;
    while (lane.queue.length > 0 && (name === "" || lane.active < at_once)) {
      const row = lane.queue.shift() as LeasedRow;
      lane.active++;
      const task: Promise<void> = work(row).finally(() => {
        lane.active--;
        tasks.delete(task);
        advance(name);
        // Only now: who claims again at once must find the lane free.
        freed(row);
      });
      tasks.add(task);
    }
    if (lane.active === 0 && lane.queue.length === 0) lanes.delete(name);
  };

  return {
    add(rows: readonly LeasedRow[]) {
      for (const row of rows) {
        const lane = lanes.get(row.lane) ?? { queue: [], active: 0 };
        lane.queue.push(row);
        lanes.set(row.lane, lane);
      }
      for (const name of new Set(rows.map((row) => row.lane))) advance(name);
    },
    busy: () => [...lanes.keys()].filter((name) => name !== ""),
    /** Rows of a lane that run or wait here. */
    count: (name: string) => {
      const lane = lanes.get(name);
      return lane === undefined ? 0 : lane.active + lane.queue.length;
    },
    idle: async () => {
      while (tasks.size > 0) await Promise.all(tasks);
    },
  };
}

/** Runs one row: the handler ends it in its own transaction, or it is ended afterwards, or it is given back. */
async function runRow(
  kith: Kith,
  { source, finish }: { source: Source; finish: (row: LeasedRow) => Promise<void> },
  row: LeasedRow,
): Promise<void> {
  let ended = false;
  const complete = async (tx: Tx) => {
    if ((await source.end(tx, [row])).length === 0) throw new LeaseLost(`${source.table} ${row.id}`);
    ended = true;
  };
  try {
    await source.handle({ row, complete });
    if (!ended) await finish(row);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    const { run_at, tried = true } = source.failed(row, error);
    const attempts = tried ? row.attempts : row.attempts - 1;
    const reason = error instanceof Error ? error.message : String(error);
    await kith.write(async (tx) => await postpone(tx, source.table, row, { run_at, attempts, last_error: reason }));
  }
}
