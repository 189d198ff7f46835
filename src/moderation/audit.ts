/** The audit log: every act of those who run the server is one row, written in the transaction of the act itself. */
import { toJson } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** Who acts: a user's id, or 0 for whoever sits at the command line. */
export type By = { id: number };
export const COMMAND_LINE: By = Object.freeze({ id: 0 });

export type Deed = {
  /** The verb: `suspend`, `create`. */
  action: string;
  target_type: string;
  target_id: number;
  /** As people call it, for the log must be readable when the thing is gone. */
  target_name?: string | undefined;
  details?: Record<string, unknown> | undefined;
};

export async function writeAudit(tx: Tx, kith: Pick<Kith, "newId" | "now">, by: By, deed: Deed): Promise<void> {
  const { action, target_type, target_id, target_name = "", details = {} } = deed;
  const row = { id: kith.newId(), account_id: by.id, action, target_type, target_id, target_name, details: toJson(details) };
  await tx
    .insertInto("audit_log")
    .values({ ...row, created_at: kith.now() })
    .execute();
}

/** Who, what and whom; `target_id` only with `target_type`. */
export type AuditQuery = {
  account_id?: number | undefined;
  action?: string | undefined;
  target_type?: string | undefined;
  target_id?: number | undefined;
};

/** Newest first. */
export async function loadAudit(db: Reads, paging: Paging, asked: AuditQuery = {}): Promise<Row<"audit_log">[]> {
  let query = db.selectFrom("audit_log").selectAll();
  if (asked.account_id !== undefined) query = query.where("account_id", "=", asked.account_id);
  if (asked.action !== undefined) query = query.where("action", "=", asked.action);
  if (asked.target_type !== undefined) query = query.where("target_type", "=", asked.target_type);
  if (asked.target_id !== undefined) query = query.where("target_id", "=", asked.target_id);
  return inOrder(await paged(query, "id", paging).execute(), paging);
}

/** The kinds of acts and of what they were done to that the log knows, for choosing among them. */
export async function loadAuditKinds(db: Reads): Promise<{ actions: string[]; target_types: string[] }> {
  const actions = await db.selectFrom("audit_log").select("action").distinct().orderBy("action").limit(200).execute();
  const types = await db.selectFrom("audit_log").select("target_type").distinct().orderBy("target_type").limit(200).execute();
  return { actions: actions.map(({ action }) => action), target_types: types.map(({ target_type }) => target_type) };
}
