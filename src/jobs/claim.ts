/** Claims: which rows are due, and how a process takes them under its lease. Every query here runs after every commit that leaves work behind. */
import { sql } from "kysely";
import { evened, padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { LEASE, NEVER, PRIORITIES, type LeasedRow, type LeasedTable } from "./leases.ts";

export type ClaimOptions = {
  table: LeasedTable;
  limit: number;
  /** At most this many rows of one lane in a claim. */
  per_lane: number;
  /** Lanes that this process has enough of. */
  busy: readonly string[];
  /** Whether a lane may be leased by one process at a time only. */
  exclusive: boolean;
};

/** What a claim took. `more`: there may be rows that are due and were not taken, for want of room or because of their lanes. */
export type Claimed = { rows: LeasedRow[]; more: boolean };

type Due = { now: number; most: number; busy: string[] | undefined };

const dueIn = (table: LeasedTable) =>
  prepare((db, { now, most, busy }: Due) => {
    const of = (priority: number) => {
      let query = db
        .selectFrom(table as "jobs")
        .select(["id", "lane", "priority"])
        .where("priority", "=", priority)
        .where("leased_until", "=", 0)
        .where("run_at", "<=", now)
        .orderBy("run_at")
        .orderBy("id")
        .limit(most);
      if (table !== "jobs") query = query.where(sql`done_at`, "=", 0);
      if (busy !== undefined) query = query.where("lane", "not in", busy);
      return db.selectFrom(query.as("due")).selectAll();
    };
    return of(0).unionAll(of(1)).unionAll(of(2));
  });
const selectDue = Object.freeze({ jobs: dueIn("jobs"), inbox: dueIn("inbox"), deliveries: dueIn("deliveries") });

/** Ids of rows that are due, most urgent first, without taking them. */
async function dueIds(
  db: Reads,
  now: number,
  { table, limit, per_lane, busy }: ClaimOptions,
): Promise<{ ids: number[]; more: boolean }> {
  const most = limit * 2;
  const rows = await selectDue[table](db, { now, most, busy: busy.length === 0 ? undefined : evened(busy) });
  const ids: number[] = [];
  const taken = new Map<string, number>();
  for (const priority of PRIORITIES) {
    for (const row of rows) {
      if (row.priority !== priority) continue;
      const count = taken.get(row.lane) ?? 0;
      if (ids.length >= limit || (row.lane !== "" && count >= per_lane)) continue;
      taken.set(row.lane, count + 1);
      ids.push(row.id);
    }
  }
  return { ids, more: rows.length > ids.length };
}

/**
 * Takes due rows under `lease` and returns them, in their order. Two processes never get the same row, and with `exclusive` never two
 * rows of one lane.
 */
export async function claim(kith: Kith, lease: string, options: ClaimOptions): Promise<Claimed> {
  const now = kith.now();
  const { ids, more } = await dueIds(kith.db, now, options);
  if (ids.length === 0) return { rows: [], more };
  const rows = await kith.write(async (tx) => {
    // One claim at a time: without it two processes could each take a row of the same lane before either sees the other's.
    if (kith.engine === "postgres" && options.exclusive)
      await sql`select pg_advisory_xact_lock(hashtext(${`claim ${options.table}`}))`.execute(tx);
    return await take[options.table](tx, { ids: padded(ids), until: now + LEASE, lease, exclusive: options.exclusive });
  });
  return {
    rows: rows.sort((a, b) => a.priority - b.priority || a.run_at - b.run_at || a.id - b.id),
    more: more || rows.length < ids.length,
  };
}

type Taken = { ids: number[]; until: number; lease: string; exclusive: boolean };

const takeFrom = (table: LeasedTable) =>
  prepare((tx: Tx, { ids, until, lease, exclusive }: Taken) => {
    let update = tx
      .updateTable(table as "jobs")
      .set((eb) => ({ leased_until: until, lease, attempts: eb("attempts", "+", 1) }))
      // What happens from here on may be too late for this job: the next request with its key is queued anew.
      .$if(table === "jobs", (query) => query.set({ unique_key: "" }))
      .where("id", "in", ids)
      .where("leased_until", "=", 0);
    if (exclusive) {
      const other = tx
        .selectFrom(`${table as "jobs"} as other`)
        .select("other.id")
        .where("other.leased_until", ">", 0);
      const same = other.where("other.lane", "=", sql.ref<string>(`${table}.lane`)).where("other.lane", "<>", "");
      update = update.where((eb) => eb.not(eb.exists(same)));
    }
    return update.returningAll();
  });
const take = Object.freeze({ jobs: takeFrom("jobs"), inbox: takeFrom("inbox"), deliveries: takeFrom("deliveries") });

const firstIn = (table: LeasedTable) =>
  prepare((db, { never }: { never: number }) => {
    const query = db
      .selectFrom(table as "jobs")
      .select((eb) => eb.fn.min("run_at").as("at"))
      .where("leased_until", "=", 0)
      .where("priority", "in", [...PRIORITIES])
      .where("run_at", "<", never);
    return table === "jobs" ? query : query.where(sql`done_at`, "=", 0);
  });
const selectFirst = Object.freeze({ jobs: firstIn("jobs"), inbox: firstIn("inbox"), deliveries: firstIn("deliveries") });

/** When the next free row is due: ms, or undefined when none waits. */
export async function nextDue(db: Reads, table: LeasedTable): Promise<number | undefined> {
  const [first] = await selectFirst[table](db, { never: NEVER });
  return first?.at ?? undefined;
}
