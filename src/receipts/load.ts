/**
 * Receipts: what became of what was sent of a status, one for each inbox and the newest for each.
 *
 * They are the deliveries themselves, for as long as those are kept; afterwards only their totals are known (`totals.ts`).
 */
import { sql } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads } from "../db/schema.ts";
import type { DeliveryState } from "../db/values.ts";
import { loadProbes } from "../hosts/hosts.ts";
import { hostOf } from "../http/urls.ts";

/** `retrying`: it was tried in vain and will be tried again; `suspended`: its server is blocked here. */
export type ReceiptState = DeliveryState | "retrying";
export const RECEIPT_STATES: readonly ReceiptState[] = ["delivered", "pending", "retrying", "failed", "refused", "suspended"];

export type Receipt = {
  /** Of the delivery. */
  id: number;
  host: string;
  /** The ActivityPub type of what was sent last: `Create`, `Update`, `Delete`, `Announce`, … */
  activity: string;
  state: ReceiptState;
  attempts: number;
  /** ms; 0 = not yet. */
  done_at: number;
  /** When it is tried next (ms); 0 = never again. */
  retry_at: number;
  reason: string;
};

export type ReceiptSummary = Record<ReceiptState, number> & {
  hosts: number;
  /** Rows of old deliveries are gone, and only counted. */ whole: boolean;
};

/** Of each inbox that something of the status was sent to, the newest delivery. */
const newest = (db: Reads, status_id: number) =>
  db
    .selectFrom("deliveries")
    .innerJoin("documents", "documents.id", "deliveries.document_id")
    .select(["deliveries.id", "inbox_url", "state", "attempts", "done_at", "run_at", "last_error", "documents.kind"])
    .select(
      sql<number>`row_number() over (partition by deliveries.inbox_url order by deliveries.document_id desc, deliveries.id desc)`.as(
        "nth",
      ),
    )
    .select(
      sql<ReceiptState>`case when deliveries.state = 'pending' and (deliveries.attempts > 0 or deliveries.last_error <> '') then 'retrying' else deliveries.state end`.as(
        "fate",
      ),
    )
    .where("documents.status_id", "=", status_id);

/** Newest first, or those in one state only. */
export async function loadReceipts(
  db: Reads,
  status_id: number,
  { state, ...paging }: Paging & { state?: ReceiptState | undefined },
): Promise<Receipt[]> {
  let query = db.selectFrom(newest(db, status_id).as("receipts")).selectAll().where("nth", "=", 1);
  if (state !== undefined) query = query.where("fate", "=", state);
  return await toReceipts(db, inOrder(await paged(query, "id", paging).execute(), paging));
}

/** Those that have not arrived first. */
export async function loadTroubledFirst(db: Reads, status_id: number, limit: number): Promise<Receipt[]> {
  const query = db.selectFrom(newest(db, status_id).as("receipts")).selectAll().where("nth", "=", 1);
  const arrived = sql`case when fate = 'delivered' then 1 else 0 end`;
  return await toReceipts(db, await query.orderBy(arrived).orderBy("id").limit(limit).execute());
}

type Row = Awaited<ReturnType<ReturnType<typeof newest>["execute"]>>[number];

/** What is laid aside for a server that does not answer is due when that is asked again. */
async function toReceipts(db: Reads, rows: readonly Row[]): Promise<Receipt[]> {
  const waiting = rows.filter(({ done_at }) => done_at === 0);
  const probes = await loadProbes(
    db,
    waiting.map(({ inbox_url }) => hostOf(inbox_url)),
  );
  return rows.map((row) => toReceipt(row, probes.get(hostOf(row.inbox_url)) ?? row.run_at));
}

const toReceipt = (row: Row, probe_at: number): Receipt => ({
  id: row.id,
  host: hostOf(row.inbox_url),
  activity: row.kind,
  state: row.fate,
  attempts: row.attempts,
  done_at: row.done_at,
  retry_at: row.done_at === 0 ? Math.min(row.run_at, probe_at) : 0,
  reason: row.last_error,
});

/** How many inboxes are in which state. */
export async function countReceipts(db: Reads, status_id: number): Promise<ReceiptSummary> {
  const rows = await db
    .selectFrom(newest(db, status_id).as("receipts"))
    .select(({ fn }) => ["fate", fn.countAll<number>().as("count")])
    .where("nth", "=", 1)
    .groupBy("fate")
    .execute();
  const totals = await db.selectFrom("receipt_totals").selectAll().where("status_id", "=", status_id).executeTakeFirst();
  const counts = Object.fromEntries(
    RECEIPT_STATES.map((state) => [state, Number(rows.find(({ fate }) => fate === state)?.count ?? 0)]),
  ) as Record<ReceiptState, number>;
  const now = RECEIPT_STATES.reduce((sum, state) => sum + counts[state], 0);
  if (totals === undefined) return { ...counts, hosts: now, whole: true };
  // The first sending went to most; what came later, as an edit, went to the same again.
  if (now > 0) return { ...counts, hosts: now, whole: false };
  const { delivered, refused, failed, suspended } = totals;
  const old = { delivered, refused, failed, suspended };
  return { ...counts, ...old, hosts: delivered + refused + failed + suspended, whole: false };
}
