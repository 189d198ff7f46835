/**
 * Leases: how work is taken from a table so that a crash loses nothing and nobody does it twice at once.
 *
 * `jobs`, `inbox` and `deliveries` share these columns: `lane`, `priority`, `run_at`, `attempts`, `leased_until`, `lease`. A row is free when
 * `leased_until` is 0; a lease lasts a minute and is renewed; one that has run out is free again. Time is `kith.now()`, never the
 * database's, so that tests can move it.
 */
import { padded } from "../db/lists.ts";
import type { Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

export type LeasedTable = "jobs" | "inbox" | "deliveries";
/** The columns that the three tables share. */
export type LeasedRow = Pick<
  Row<"jobs">,
  "id" | "lane" | "priority" | "run_at" | "attempts" | "leased_until" | "lease" | "last_error"
>;

/** Rows that are held under one lease; `ids` as a query wants them. */
export type Leasing = { ids: number[]; lease: string };
export const leasing = (rows: readonly Pick<LeasedRow, "id" | "lease">[]): Leasing => ({
  ids: padded(rows.map(({ id }) => id)),
  lease: rows[0]?.lease ?? "",
});

/** ms that a claimed row is ours without renewal. */
export const LEASE = 60_000;
/** `run_at` of what has been given up and only waits to be looked at: the last instant that a Date can hold. */
export const NEVER = 8_640_000_000_000_000;
/** 0 what somebody waits for (direct messages, accepts), 1 the usual, 2 what may take its time. */
export const PRIORITIES = [0, 1, 2] as const;

/** Prolongs every lease in `leases`. */
export async function renewLeases(kith: Kith, table: LeasedTable, leases: readonly string[]): Promise<void> {
  if (leases.length === 0) return;
  await kith.write(async (tx) => {
    await tx
      .updateTable(table as "jobs")
      .set({ leased_until: kith.now() + LEASE })
      .where("leased_until", ">", 0)
      .where("lease", "in", leases)
      .execute();
  });
}

/** Frees what a process took and did not live to finish. */
export async function freeExpired(kith: Kith, table: LeasedTable): Promise<void> {
  const now = kith.now();
  const expired = await kith.db
    .selectFrom(table as "jobs")
    .select("id")
    .where("leased_until", ">", 0)
    .where("leased_until", "<", now)
    .limit(1000)
    .execute();
  if (expired.length === 0) return;
  await kith.write(async (tx) => {
    await tx
      .updateTable(table as "jobs")
      .set({ leased_until: 0, lease: "" })
      .where(
        "id",
        "in",
        expired.map(({ id }) => id),
      )
      .where("leased_until", ">", 0)
      .where("leased_until", "<", now)
      .execute();
  });
}

/** Who holds something of a table: the processes in whose names its rows are leased. */
export async function loadHolders(kith: Kith, table: LeasedTable): Promise<string[]> {
  const held = await kith.db
    .selectFrom(table as "jobs")
    .select("lease")
    .distinct()
    .where("leased_until", ">", 0)
    .limit(500)
    .execute();
  return [...new Set(held.map(({ lease }) => lease.slice(0, lease.lastIndexOf("/"))))];
}

/** Frees what a holder had taken of whom it is certain that it has died. */
export async function freeHeld(kith: Kith, table: LeasedTable, holder: string): Promise<void> {
  await kith.write(async (tx) => {
    await tx
      .updateTable(table as "jobs")
      .set({ leased_until: 0, lease: "" })
      .where("leased_until", ">", 0)
      .where("lease", ">=", `${holder}/`)
      // The character after the slash.
      .where("lease", "<", `${holder}0`)
      .execute();
  });
}

/** Gives a row back, to be run again at `run_at` (NEVER: given up). */
export async function postpone(
  tx: Tx,
  table: LeasedTable,
  row: { id: number; lease: string },
  change: { run_at: number; attempts: number; last_error: string },
): Promise<void> {
  await tx
    .updateTable(table as "jobs")
    .set({ leased_until: 0, lease: "", ...change, last_error: change.last_error.slice(0, 500) })
    .where("id", "=", row.id)
    .where("lease", "=", row.lease)
    .execute();
}

/** Thrown inside a handler's transaction when the lease has passed to another: what it wrote is undone. */
export class LeaseLost extends Error {}
